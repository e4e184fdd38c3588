"""What a grant opens: matters and the regions that each holds. Data in, decisions out."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

CONDUCT, COMPLAINTS, TAX = "conduct", "complaints", "tax"
IDENTITY, RECORD = "identity", "record"
GOODS, MINORS = "goods", "minors"
LEAST = 5  # persons: a smaller number of them may be somebody one knows
# What must be granted for an authority to ask about a matter of Article 4 of the Measures.
INSPECTED = {
    "content": CONDUCT,
    "crime": CONDUCT,
    "market": GOODS,
    "tax": TAX,
    "culture": CONDUCT,
    "audiovisual": CONDUCT,
    "commerce": RECORD,
}

# Where in the portal stands what a control of the duty board rests on, by its page over there.
EVIDENCE = {
    **dict.fromkeys(("wall", "gate", "review", "patrol", "conduct"), ("portal-rooms", CONDUCT)),
    **dict.fromkeys(("tiers", "tier-watch", "stage"), ("portal-rooms", CONDUCT)),
    **dict.fromkeys(
        ("sanctions", "sanction-appeals", "sanction-reports"), ("portal-decisions", CONDUCT)
    ),
    **dict.fromkeys(("goods", "catalogue", "suppliers"), ("portal-goods", GOODS)),
    **dict.fromkeys(
        ("complaints", "complaint-terms", "unreachables"), ("portal-complaints", COMPLAINTS)
    ),
    **dict.fromkeys(("tax", "tax-signs"), ("portal-tax", TAX)),
    "filings-incidents": ("portal-incidents", RECORD),
    "evidence": ("portal-packages", RECORD),
}


class Opened(NamedTuple):
    """One grant, as far as it decides: its matters, and where ("" is the whole platform)."""

    matters: frozenset[str]
    region: str


def regions_of(granted: Iterable[Opened], matter: str) -> frozenset[str] | None:
    """Return where a matter may be looked at: how codes must begin; None where nowhere.

    A region inside another that is granted too adds nothing.
    """
    found = {one.region for one in granted if matter in one.matters}
    if not found:
        return None
    return frozenset(
        one for one in found if not any(one != other and one.startswith(other) for other in found)
    )


def evidence_page(page: str, matters: Iterable[str]) -> str:
    """Return where in the portal stands what is shown on a page of the platform; "" for nowhere
    that was granted."""
    shown, matter = EVIDENCE.get(page, ("", ""))
    return shown if matter in frozenset(matters) else ""


def inspectable(matters: Iterable[str]) -> list[str]:
    """Return the matters about which somebody may ask to whom these matters are granted."""
    held = frozenset(matters)
    return [one for one, needed in INSPECTED.items() if needed in held]


def holds(regions: Iterable[str], code: str) -> bool:
    """Tell whether what lies at a code may be looked at; what lies nowhere known, only by who
    may look everywhere."""
    return any(code.startswith(one) for one in regions)


def suppressed(numbers: Mapping[str, int]) -> dict[str, int | None]:
    """Return numbers of persons without those that could be somebody: None for each of them.

    None is the only one of its kind: whoever knows the sum could reckon it. The smallest of the
    others goes with it.
    """
    hidden = {name for name, number in numbers.items() if 0 < number < LEAST}
    if len(hidden) == 1:
        others = [name for name, number in numbers.items() if number >= LEAST]
        hidden |= set(sorted(others, key=lambda name: numbers[name])[:1])
    return {name: None if name in hidden else number for name, number in numbers.items()}
