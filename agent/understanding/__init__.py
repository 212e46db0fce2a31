"""What a customer wants, as far as words alone tell."""

from agent.understanding.emergency import emergency_in
from agent.understanding.follow_up import standing_alone
from agent.understanding.hostility import abuse_in, instructs_ai
from agent.understanding.intents import intents_in
from agent.understanding.person import asks_for_person
from agent.understanding.sentiment import complaint_in, sentiment_of
from agent.understanding.small_talk import SmallTalk, closes, small_talk_in
from agent.understanding.verdict import says_it_helped

__all__ = [
    "SmallTalk",
    "abuse_in",
    "asks_for_person",
    "closes",
    "complaint_in",
    "emergency_in",
    "instructs_ai",
    "intents_in",
    "says_it_helped",
    "sentiment_of",
    "small_talk_in",
    "standing_alone",
]
