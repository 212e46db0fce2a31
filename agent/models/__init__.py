from agent.models.backtest import Backtest, BacktestHit
from agent.models.digest import Brief, Summary
from agent.models.draft import OPEN_STATES, Draft
from agent.models.gap import Gap, GapQuestion, GapSearch
from agent.models.learned import Learned
from agent.models.outcome import Outcome
from agent.models.run import FAIRLY_SURE, Run, RunPassage

__all__ = [
    "FAIRLY_SURE",
    "OPEN_STATES",
    "Backtest",
    "BacktestHit",
    "Brief",
    "Draft",
    "Gap",
    "GapQuestion",
    "GapSearch",
    "Learned",
    "Outcome",
    "Run",
    "RunPassage",
    "Summary",
]
