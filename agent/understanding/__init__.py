"""What a customer wants, as far as words alone tell."""

from agent.understanding.emergency import emergency_in
from agent.understanding.person import asks_for_person
from agent.understanding.small_talk import SmallTalk, small_talk_in

__all__ = ["SmallTalk", "asks_for_person", "emergency_in", "small_talk_in"]
