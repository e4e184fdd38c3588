"""How fast a platform promises to deal with complaints, kind by kind; and by which clause."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
import yaml

from complaints.rules import clusters
from complaints.rules.clusters import Clusters

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "terms.yaml"
CONTENT, CONDUCT, GOODS, DISPUTE = "content", "conduct", "goods", "dispute"
PERSONAL, MINORS, LIKENESS, PROPERTY = "personal", "minors", "likeness", "property"
KINDS = (CONTENT, CONDUCT, GOODS, DISPUTE, PERSONAL, MINORS, LIKENESS, PROPERTY)
CONSUMER = frozenset({GOODS, DISPUTE})  # what a consumer asks of a seller
NAMED = frozenset({PERSONAL, LIKENESS, PROPERTY, DISPUTE})  # nobody can be helped without a name

ACKNOWLEDGE, ACT, FEED_BACK = "acknowledge", "act", "feed_back"
REPORT, OPERATOR = "report", "operator"
TERMS = (ACKNOWLEDGE, ACT, FEED_BACK, REPORT, OPERATOR)
PARTICULARS = "particulars"  # one term for every kind: what a consumer asks to be told
DISPUTED = frozenset({CONDUCT, GOODS, DISPUTE, MINORS})  # a purchase may be in dispute
FROM_FILING = (ACKNOWLEDGE, ACT, FEED_BACK)  # these run as soon as a complaint arrives
ROLES = ("officer", "system_admin", "security_admin", "audit_admin")
MOST_REOPEN_DAYS = 365
PUBLIC, CONSUMERS = "M-complaints", "O117-complaints"
CLAUSES: dict[tuple[str, str], tuple[str, str]] = {
    (PERSONAL, FEED_BACK): ("PIS-requests", "answer_within"),
    (PROPERTY, ACT): ("ECL-ip-measures", ""),
}
EVERYWHERE = {
    REPORT: ("M-content-patrol", ""),
    OPERATOR: ("M-consumer-duties", ""),
    PARTICULARS: ("O117-consumer-disputes", ""),
}


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An amount of a unit, in which a day is counted from the one after."""

    amount: int
    unit: Literal["hour", "working_hour", "day", "working_day"]


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The terms of one kind of complaint."""

    acknowledge: Span
    act: Span
    feed_back: Span
    report: Span
    operator: Span

    def span(self, name: str) -> Span:
        found: Span = getattr(self, name)
        return found


class Promise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole policy: the terms by kind, by when a consumer has the particulars that he asks for,
    until when an answer may be contested, who is told of what threatens to be late, and from where
    on complaints about one thing are many."""

    kinds: dict[str, Terms]
    particulars: Span = Span(3, "working_day")
    reopen_days: int = 30
    escalate_to: str = "system_admin"
    clusters: Clusters = Clusters()

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Promise":
        """Read a policy as it is kept."""
        return msgspec.convert(body, cls)

    def kept(self) -> dict[str, Any]:
        """Return the policy as it is kept."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built

    def each(self) -> Iterator[tuple[str, str, Span]]:
        """Yield every kind, every term of it and how long it is."""
        for kind in KINDS:
            for name in TERMS:
                yield kind, name, self.kinds[kind].span(name)


class Fault(NamedTuple):
    """What is wrong, and where."""

    code: str
    at: str


@cache
def shipped() -> Promise:
    """Return the terms that hold until a tenant has published its own.

    The law names no number of days for complaints; these are ours, and say so where they are
    shown. Personal information is answered within what GB/T 35273 allows.

    Law: M-complaints, O117-complaints, PIS-requests
    """
    return Promise.of(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))


def faults(promise: Promise) -> list[Fault]:
    """Return what is wrong with a policy, but for what only the law register knows.

    Law: M-complaints, O117-complaints
    """
    found = [Fault("kind_missing", kind) for kind in KINDS if kind not in promise.kinds]
    found += [Fault("kind_unknown", kind[:40]) for kind in sorted(set(promise.kinds) - set(KINDS))]
    if promise.escalate_to not in ROLES:
        found.append(Fault("role_unknown", promise.escalate_to[:40]))
    if not 0 <= promise.reopen_days <= MOST_REOPEN_DAYS:
        found.append(Fault("reopen_days", str(promise.reopen_days)))
    found += [Fault("cluster", f"clusters.{one}") for one in clusters.faults(promise.clusters)]
    return found


def clause_of(kind: str, name: str) -> tuple[str, str]:
    """Return the clause that asks for a term, and its parameter where the law has a number.

    Law: M-complaints, O117-complaints, M-consumer-duties, PIS-requests, O117-consumer-disputes
    """
    own = PUBLIC if kind not in CONSUMER else CONSUMERS
    return CLAUSES.get((kind, name)) or EVERYWHERE.get(name) or (own, "")
