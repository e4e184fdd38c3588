"""For whom a package is made, and what each sees of it. Data, read by whoever gathers."""

from typing import NamedTuple

EVERYBODY = frozenset({"operator", "marketer", "guest", "system", "viewer"})
OWN_PEOPLE = frozenset({"operator", "marketer", "guest"})


class Sight(NamedTuple):
    """What one kind of recipient sees. A line said on air is shown whole or not at all.

    Attributes:
        roles: whose words and acts on air are shown; the others are proved by digest.
        personal: lines with what looks like a telephone, identity or card number are shown too.
        parts: which documents lie in the package.
        staff: the names of the officers who decided stand in it.
        subjects: entries of the record about which kinds of things are in it; empty: about all.
    """

    roles: frozenset[str]
    personal: bool
    parts: frozenset[str]
    staff: bool
    subjects: frozenset[str]


ALL_PARTS = frozenset(
    {"broadcasts", "cast", "gate", "findings", "measures", "decisions", "complaints", "notes",
     "offers", "links", "notices", "promises", "person"}
)  # fmt: skip
SIGHTS: dict[str, Sight] = {
    "consumer": Sight(
        OWN_PEOPLE, False,
        frozenset({"broadcasts", "cast", "offers", "links", "notices", "promises", "complaints"}),
        False, frozenset({"session", "complaint", "evidence"}),
    ),
    "operator": Sight(
        OWN_PEOPLE | {"system"}, False, ALL_PARTS - {"notes", "complaints"},
        False, frozenset({"session", "finding", "measure", "sanction", "evidence"}),
    ),
    "authority": Sight(EVERYBODY, True, ALL_PARTS - {"notes"}, False, frozenset()),
    "court": Sight(EVERYBODY, True, ALL_PARTS, True, frozenset()),
}  # fmt: skip
RECIPIENTS = tuple(SIGHTS)
ABOUTS = ("session", "finding", "case", "complaint", "person", "dispute")


def sight_of(recipient: str) -> Sight:
    """Return what a kind of recipient sees.

    Raises:
        KeyError: there is no such kind.
    """
    return SIGHTS[recipient]
