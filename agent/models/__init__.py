from agent.models.run import Run, RunPassage

__all__ = ["Run", "RunPassage"]
