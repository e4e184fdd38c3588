"""What becomes of an offer by what is known of its product; whether the seller is shown. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

State = Literal["waiting", "approved", "refused"]
SELLER = "O117-real-seller"
FORMS, FIELDS = ("page", "link"), ("name", "address", "contact")
OBSTACLES = ("verification", "follow", "tipping", "popup")
MOST_HOPS = 1


def state_of(standing: str) -> State:
    """Return what the rules say to an offer by the standing of its product.

    Papers are not asked for here: they may end, so the gate asks on the day.
    """
    if standing in ("blocked", "refused"):
        return "refused"
    return "waiting" if standing == "waiting" else "approved"


def gist(
    verdict: str, grounds: Sequence[Mapping[str, Any]], nearest: Sequence[Mapping[str, Any]]
) -> tuple[str, frozenset[str], frozenset[str]]:
    """Return what of a verdict a decision rests on: where it is the same, the decision stands."""
    listed = frozenset(str(one["entry"]) for one in grounds)
    doubtful = frozenset(str(one["entry"]) for one in nearest if one["why"] != "shares")
    return verdict, listed, doubtful


def display_faults(
    form: str, hops: int, shown: Collection[str], obstacles: Collection[str], *, continuous: bool
) -> list[str]:
    """Return what is wrong with how the actual seller is shown.

    Law: O117-real-seller
    """
    found = [] if continuous else ["not_continuous"]
    found += [f"without_{one}" for one in FIELDS if one not in shown]
    if form == "link" and hops > MOST_HOPS:
        found.append("hops")
    return found + [one for one in OBSTACLES if one in obstacles]
