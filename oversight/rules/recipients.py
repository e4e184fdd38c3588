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
        files: whose files of a complaint are in it: "all", or what one side handed in or was shown.
        names: names and numbers on file stand in it unmasked; for a court or an authority, when
            an officer says on what legal paper.
        clips: whose recordings may lie in it, as `CLIPS_RULE` has it: "all", "own" (of his own
            room), or "decided" (all, when an officer decides so and says why).
    """

    roles: frozenset[str]
    personal: bool
    parts: frozenset[str]
    staff: bool
    subjects: frozenset[str]
    files: str = "all"
    names: bool = False
    clips: str = "all"


# Video shows other people, and cannot be masked line by line. This is the rule for whom it is:
# packages and the record name it, so a later one is told from this.
CLIPS_RULE = "clips/1"
ALL_PARTS = frozenset(
    {"broadcasts", "cast", "gate", "findings", "measures", "decisions", "complaints", "notes",
     "offers", "links", "notices", "promises", "person", "files"}
)  # fmt: skip
SIGHTS: dict[str, Sight] = {
    "consumer": Sight(
        OWN_PEOPLE, False,
        frozenset({"broadcasts", "cast", "offers", "links", "notices", "promises", "complaints",
                   "files"}),
        False, frozenset({"session", "complaint", "evidence"}), "complainant", clips="decided",
    ),
    "operator": Sight(
        OWN_PEOPLE | {"system"}, False, ALL_PARTS - {"notes", "complaints"},
        False, frozenset({"session", "finding", "measure", "sanction", "evidence"}),
        "operator", clips="own",
    ),
    "authority": Sight(EVERYBODY, True, ALL_PARTS - {"notes"}, False, frozenset()),
    "court": Sight(EVERYBODY, True, ALL_PARTS, True, frozenset()),
}  # fmt: skip
RECIPIENTS = tuple(SIGHTS)
UNMASKED = ("authority", "court")  # for whom names on file may be given in clear
ABOUTS = ("session", "finding", "case", "complaint", "person", "dispute")


def sight_of(recipient: str, *, names: bool = False) -> Sight:
    """Return what a kind of recipient sees.

    Args:
        names: names on file are given in clear; to nobody but a court or an authority.

    Raises:
        KeyError: there is no such kind.
    """
    return SIGHTS[recipient]._replace(names=names and recipient in UNMASKED)
