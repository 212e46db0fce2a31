"""What can go wrong behind the door."""

from ai.types import Prompted, Usage


class AIError(Exception):
    """Base of this app's exceptions."""


class ProviderError(AIError):
    """A provider did not give a usable result. `kind` is what the ledger and the trace say.

    `usage` is what it costs all the same, `prompt` what was asked, where the trace is to show that.
    """

    def __init__(
        self, kind: str, message: str, *, retry_after: float | None = None, retryable: bool = False
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.retry_after = retry_after
        self.retryable = retryable
        self.usage = Usage()
        self.prompt: tuple[Prompted, ...] = ()


class AIUnavailable(AIError):
    """No engine could serve the request, not even the local one: a person has to."""


class LeftToPeople(AIUnavailable):
    """The provider could not serve the request, and the tenant wants no other engine to."""
