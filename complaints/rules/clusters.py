"""When complaints about one thing are many: who counts, how much, and who does not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

OFFER, ROOM, OPERATOR = "offer", "room", "operator"
SCOPES = (OFFER, ROOM, OPERATOR)
NAMED, ANONYMOUS = 3, 1  # thirds of a complainant
MOST_DAYS, MOST_PEOPLE = 90, 1_000
LEAST_PEOPLE = 2


class Clusters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From how many complainants within how many days on complaints about one thing are many.

    The law says neither; these are the product's defaults, and a tenant's own after that.

    Args:
        per_network: of one network as many count at most; always less than make a cluster.
        watch_days: so long patrol is raised after the last complaint that counted.
    """

    span_days: int = 7
    watch_days: int = 7
    offer: int = 3
    room: int = 3
    operator: int = 5
    per_network: int = 2

    def least(self, scope: str) -> int:
        """Return how many complainants make a cluster."""
        found: int = getattr(self, scope)
        return found


class Voice(NamedTuple):
    """One complaint as far as it is counted: by which marks its complainant is known again.

    Args:
        marks: keyed digests of his telephone and mail; none where he gave neither.
        network: a keyed digest of where he wrote from; empty where nobody knows.
    """

    ref: str
    marks: tuple[bytes, ...] = ()
    network: bytes = b""


@dataclass(frozen=True, slots=True)
class Weight:
    """How much complaints weigh together, in thirds of a complainant; and whose they are."""

    thirds: int
    people: int
    anonymous: int

    def reaches(self, least: int) -> bool:
        """Tell whether as many complained as make a cluster."""
        return self.thirds >= least * NAMED


def weigh(voices: Iterable[Voice], least: int, per_network: int) -> Weight:
    """Weigh complaints about one thing, in the order in which they came.

    Whoever left a telephone or mail counts once, however often he wrote: who shares one of the
    two is one person. Without a name a third counts, and one of a network; those of whom nobody
    knows where they wrote from cannot be told apart, and count once together. Of one network no
    more count than `per_network`, and all that are anonymous no more than half a cluster: neither
    one person nor one network nor a crowd without names makes a cluster.

    Law: O117-complaints, O117-complaint-clusters
    """
    ordered = list(voices)
    used: dict[bytes, int] = {}
    people = sum(1 for each in _persons(ordered) if _has_room(each, used, per_network))
    nameless = dict.fromkeys(one.network for one in ordered if not one.marks)
    anonymous = sum(1 for each in nameless if _has_room(each, used, per_network))
    half = least * NAMED // 2
    return Weight(people * NAMED + min(anonymous * ANONYMOUS, half), people, anonymous)


def _has_room(network: bytes, used: dict[bytes, int], most: int) -> bool:
    """Take one of the places that a network has; what came otherwise needs none."""
    if not network:
        return True
    used[network] = used.get(network, 0) + 1
    return used[network] <= most


def _persons(voices: Sequence[Voice]) -> list[bytes]:
    """Return the network of the first complaint of everybody who can be reached."""
    parent: dict[bytes, bytes] = {}

    def root(mark: bytes) -> bytes:
        while parent[mark] != mark:
            parent[mark] = parent[parent[mark]]
            mark = parent[mark]
        return mark

    for one in voices:
        for mark in one.marks:
            parent.setdefault(mark, mark)
            parent[root(mark)] = root(one.marks[0])
    first: dict[bytes, bytes] = {}
    for one in voices:
        if one.marks:
            first.setdefault(root(one.marks[0]), one.network)
    return list(first.values())


def faults(rules: Clusters) -> list[str]:
    """Return the numbers with which no cluster makes sense."""
    least = {scope: rules.least(scope) for scope in SCOPES}
    found = [scope for scope, number in least.items() if not LEAST_PEOPLE <= number <= MOST_PEOPLE]
    days = {"span_days": rules.span_days, "watch_days": rules.watch_days}
    found += [name for name, number in days.items() if not 1 <= number <= MOST_DAYS]
    if not 1 <= rules.per_network < min(least.values()):
        found.append("per_network")
    return found
