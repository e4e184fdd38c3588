"""What a provider is asked, and what it may say."""

from dataclasses import dataclass, field
from typing import NamedTuple

PASSING = frozenset({"match"})
# What a provider says of a person or a business: no, and asking again changes nothing.
FAILING = frozenset(
    {"mismatch", "mobile_mismatch", "not_found", "deceased", "revoked", "expired", "not_live"}
)


@dataclass(frozen=True, slots=True)
class Question:
    """One question. What names the person is shown by no `repr` and kept by nobody.

    Args:
        id: of the verification; an answer must name it.
        kind: two_element, three_element, liveness or registration.
        document: the kind of document whose number is asked about.
        token: what the provider's own liveness kit gave the person: a reference, never a picture.
    """

    id: str
    kind: str
    document: str
    country: str
    name: str = field(repr=False)
    number: str = field(repr=False)
    mobile: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Setup:
    """A tenant's provider. `name` is what its circuit breaker is known by."""

    name: str
    kind: str
    url: str = ""
    key_id: str = ""
    secret: bytes = field(default=b"", repr=False)
    timeout_s: float = 5.0


class Result(NamedTuple):
    """What came back: digests instead of words."""

    outcome: str
    request_sha256: str = ""
    response_sha256: str = ""
    took_ms: int = 0


class Unanswered(Exception):
    """The provider gave no answer that can be relied on; `result` says why, with its digests."""

    def __init__(self, outcome: str, request_sha256: str = "", response_sha256: str = "") -> None:
        super().__init__(outcome)
        self.result = Result(outcome, request_sha256, response_sha256)


def state_of(outcome: str) -> str:
    """Return what an outcome means: passed, failed, or error for everything else."""
    if outcome in PASSING:
        return "passed"
    return "failed" if outcome in FAILING else "error"
