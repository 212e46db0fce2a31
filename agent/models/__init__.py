from agent.models.backtest import Backtest, BacktestHit
from agent.models.chat import (
    ChatAlert,
    ChatAnalysis,
    ChatContext,
    SuggestionFeedback,
    TicketSuggestion,
)
from agent.models.digest import Brief, Summary
from agent.models.dissatisfaction import Dissatisfaction, EscalationSettings, Signal
from agent.models.draft import OPEN_STATES, Draft
from agent.models.gap import Gap, GapQuestion, GapSearch
from agent.models.learned import Learned
from agent.models.outcome import Outcome
from agent.models.run import FAIRLY_SURE, Run, RunPassage
from agent.models.triage_learning import CategoryModel, IssueProfile, TriageCorrection
from agent.models.triage_settings import TriageSettings
from agent.models.triage_thread import TriageThread

__all__ = [
    "FAIRLY_SURE",
    "OPEN_STATES",
    "Backtest",
    "BacktestHit",
    "Brief",
    "CategoryModel",
    "ChatAlert",
    "ChatAnalysis",
    "ChatContext",
    "Dissatisfaction",
    "Draft",
    "EscalationSettings",
    "Gap",
    "GapQuestion",
    "GapSearch",
    "IssueProfile",
    "Learned",
    "Outcome",
    "Run",
    "RunPassage",
    "Signal",
    "SuggestionFeedback",
    "Summary",
    "TicketSuggestion",
    "TriageCorrection",
    "TriageSettings",
    "TriageThread",
]
