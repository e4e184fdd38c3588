"""To which authority a matter goes: by what it is, from which level on, and at whose place."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, Protocol, TypeVar

import msgspec
import yaml

FILE = Path(__file__).resolve().parents[1] / "data" / "routes.yaml"
LEVELS = ("county", "city", "province", "national")
BODIES = ("market", "cyberspace", "police", "tax", "culture", "broadcasting", "commerce")
Venue = Literal["platform", "operator", "crime"]


class To(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One body that is told, and from which level of government on."""

    body: Literal["market", "cyberspace", "police", "tax", "culture", "broadcasting", "commerce"]
    level: Literal["county", "city", "province", "national"]


class Route(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one matter travels."""

    zh: str
    en: str
    to: tuple[To, ...]
    venue: Venue
    clause: str
    confidence: Literal["R", "M"]


class Office(Protocol):
    """What of an authority decides whether it is competent."""

    @property
    def body(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def region(self) -> str: ...


O = TypeVar("O", bound=Office)  # noqa: E741


class Venues(NamedTuple):
    """The places that are known: where the platform is domiciled, and where the party is."""

    platform: str
    party: str = ""


@cache
def routes() -> dict[str, Route]:
    """Return how every matter travels, by its name."""
    return msgspec.convert(yaml.safe_load(FILE.read_text(encoding="utf-8")), dict[str, Route])


def place_of(route: Route, known: Venues) -> str:
    """Return the place that decides: an operator's own, where it is known; else the platform's.

    Law: O117-measure-report
    """
    own = known.party if route.venue != "platform" else ""
    return folded(own or known.platform)


def folded(place: str) -> str:
    """Return a place as places are compared."""
    return "".join(place.split())


def competent(offices: Iterable[O], to: To, place: str) -> O | None:
    """Return the authority of a body that is competent for a place, at the level or above it.

    The nearest level first, then the narrowest region. One without a region is competent
    everywhere; nobody is guessed where none fits.

    Law: O117-measure-report
    """
    lowest = LEVELS.index(to.level)
    fits = [
        one
        for one in offices
        if one.body == to.body
        and LEVELS.index(one.level) >= lowest
        and place.startswith(folded(one.region))
    ]
    return min(
        fits, key=lambda one: (LEVELS.index(one.level), -len(folded(one.region))), default=None
    )
