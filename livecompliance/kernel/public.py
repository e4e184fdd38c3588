"""Which parts of a tenant's public pages are filled, and by whom: every app says so itself."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from livecompliance.kernel.actors import Actor

SECTIONS = (
    *("rules", "catalogue", "complaint", "notices", "transparency"),
    *("report", "checkpoint", "verify"),
)
SOON_S = 300


@dataclass(frozen=True, slots=True)
class Shown:
    """What a section answers: a template that extends public/page.html, and how long it keeps.

    Attributes:
        context: of the template, or what gives it when the page has to be made.
        max_age_s: 0: nobody may keep it.
        status: the answer's.
        made_of: what the page says beyond its tenant's own row, its address, its language and the
            day: numbers and texts by which a process knows that it made the same page before.
            None: it is made anew every time.
    """

    template: str
    context: Mapping[str, Any] | Callable[[], Mapping[str, Any]] = field(default_factory=dict)
    max_age_s: int = SOON_S
    status: int = 200
    made_of: tuple[Hashable, ...] | None = None


Section = Callable[[HttpRequest, Actor], Shown | HttpResponseBase]  # a page, or a file
_filled: dict[str, tuple[Section, frozenset[str]]] = {}


def register(name: str, section: Section, *, methods: tuple[str, ...] = ("GET",)) -> None:
    """Fill one section of every tenant's public pages. Twice the same is once.

    Args:
        name: one of SECTIONS.
        section: called inside a transaction bound to the tenant, as an actor of the role
            `public` who may do nothing by himself; in the language of the address.
        methods: GET, and POST where something can be handed in. There is no session and no
            cookie, so a form carries its own proof.

    Raises:
        ValueError: there is no such section, or somebody else fills it.
    """
    if name not in SECTIONS:
        raise ValueError(f"there is no public page called {name!r}")
    if name in _filled and _filled[name][0] is not section:
        raise ValueError(f"the public page {name!r} is filled already")
    _filled[name] = (section, frozenset(methods))


def section_of(name: str) -> tuple[Section, frozenset[str]] | None:
    """Return what fills a section, and which methods it takes; None where nothing does yet."""
    return _filled.get(name)


def is_filled(name: str) -> bool:
    return name in _filled
