"""What can go wrong behind the door."""


class AIError(Exception):
    """Base of this app's exceptions."""


class ProviderError(AIError):
    """A provider did not give a usable result. `kind` is what the ledger and the trace say."""

    def __init__(
        self, kind: str, message: str, *, retry_after: float | None = None, retryable: bool = False
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.retry_after = retry_after
        self.retryable = retryable


class AIUnavailable(AIError):
    """No engine could serve the request, not even the local one: a person has to."""


class LeftToPeople(AIUnavailable):
    """The provider could not serve the request, and the tenant wants no other engine to."""
