"""Small values that pages show: marked words, citations, sparks, masked names."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import law
from livecompliance.kernel.actors import Actor
from moderation.selectors.family import tongue
from rooms.models import Room

WIDTH, HEIGHT, FULL = 100, 36, 100
LATELY = 60  # points of the risk line that a spark shows: ten minutes
SHORT = {"M": "办法", "O117": "117 号令", "D810": "810 号令", "D60": "直播服务规定"}
TIERS = {"first": _("一级"), "second": _("二级"), "key": _("重点")}


class Part(NamedTuple):
    """A piece of quoted words, and whether it was hit."""

    text: str
    is_hit: bool


class Cited(NamedTuple):
    """A clause as a page names it, and in few words."""

    id: str
    label: str
    short: str


LEAD = 12  # characters shown before the first hit where room is short


def from_first_hit(parts: list[Part]) -> list[Part]:
    """Return the parts with a long beginning cut, so that the first hit is not cut off."""
    if len(parts) < 2 or parts[0].is_hit or len(parts[0].text) <= LEAD + 2:
        return parts
    return [Part("…" + parts[0].text[-LEAD:], False), *parts[1:]]


def marked(text: str, spans: Iterable[tuple[int, int]]) -> list[Part]:
    """Cut `text` at the hits; overlapping hits become one."""
    parts: list[Part] = []
    at = 0
    for start, end in merged(spans, len(text)):
        if start > at:
            parts.append(Part(text[at:start], False))
        parts.append(Part(text[start:end], True))
        at = end
    if at < len(text):
        parts.append(Part(text[at:], False))
    return parts


def merged(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Return the spans within `length`, in order, without overlaps."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((max(0, a), min(length, b)) for a, b in spans):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def cited(clause_id: str) -> Cited:
    """Return a clause with its citation in the language of the page."""
    try:
        found = law.clause(clause_id)
    except law.UnknownClause:
        return Cited("", clause_id, clause_id)
    label = law.citation(found, tongue())
    if tongue() == "en":
        return Cited(clause_id, label, label)
    whole = f"《{law.instrument(found.instrument).zh}》"
    return Cited(clause_id, label, label.replace(whole, SHORT.get(found.instrument, whole)))


def platform_of(actor: Actor, room: Room) -> str:
    """Return the platform that a room is of, where the actor looks at more than one; else ""."""
    return room.tenant.name if len(actor.tenant_ids) > 1 else ""


def masked(name: str) -> str:
    """Return a person's name as everybody may see it: the first character."""
    return f"{name[:1]}*" if name else ""


def spark(values: Sequence[int]) -> str:
    """Return the points of a spark line of ten minutes on a fixed scale from 0 to 100."""
    if not values:
        return ""
    shown = list(values[-LATELY:]) if len(values) > 1 else [values[0], values[0]]
    step = WIDTH / (len(shown) - 1)
    return " ".join(
        f"{index * step:.1f},{HEIGHT - 2 - min(FULL, max(0, value)) / FULL * (HEIGHT - 4):.1f}"
        for index, value in enumerate(shown)
    )
