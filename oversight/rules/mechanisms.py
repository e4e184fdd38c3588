"""The seven mechanisms that Article 6, paragraph 1 of the Measures asks for."""

from typing import NamedTuple


class Mechanism(NamedTuple):
    """One of the seven: its key, and the controls that are its live evidence."""

    key: str
    controls: tuple[str, ...]


MECHANISMS = (
    Mechanism("accounts", ("parties.verified", "rooms.gated")),
    Mechanism("information", ("moderation.reviewed", "review.queue")),
    Mechanism("conduct", ("moderation.measures", "sanctions.appeals", "charter.training")),
    Mechanism("minors", ("stage.minors", "parties.guardians")),
    Mechanism("consumers", ("complaints.clocks", "complaints.particulars", "complaints.terms")),
    Mechanism("personal", ("parties.requests", "filings.incidents")),
    Mechanism("network", ("filings.held", "filings.standards")),
)
KEYS = tuple(one.key for one in MECHANISMS)
