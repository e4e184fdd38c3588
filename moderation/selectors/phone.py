"""What the streamer's phone shows: the measure to be answered first, and those before it."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from livecompliance.kernel.actors import Actor
from moderation import rules
from moderation.models import Measure
from moderation.selectors import finding as findings
from moderation.selectors import measure as measures
from moderation.selectors import words
from moderation.selectors.desk import parts_of
from moderation.selectors.family import tongue
from moderation.selectors.show import Part
from rooms.models import Room, Session

MOST = 20


class Shown(NamedTuple):
    """A measure and its frame in the language of the page."""

    measure: Measure
    frame: dict[str, Any]
    title: str
    text: str
    advice: str
    what: str
    why: str
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Phone:
    """The measure to be answered, how many wait behind it, and the history."""

    first: Shown | None
    behind: int
    history: list[Shown]
    since: int


def phone_of(actor: Actor, room: Room, session: Session | None) -> Phone:
    """Return what the phone shows. The heaviest unanswered measure comes first."""
    recent = measures.measure_list(actor, room.pk).filter(released_at__isnull=False)
    listed = [_shown(one) for one in recent.exclude(kind=Measure.Kind.VIEWER_NOTICE)[:MOST]]
    replaced = {one.measure.escalated_from_id for one in listed}
    open_now = [
        one
        for one in listed
        if one.measure.acknowledged_at is None
        and one.measure.withdrawn_at is None
        and one.measure.pk not in replaced
        and session is not None
        and one.measure.session_id == session.pk
        and session.ended_at is None
    ]
    open_now.sort(key=lambda one: (-rules.LADDER.index(one.measure.kind), one.measure.seq or 0))
    since = max((one.measure.seq or 0 for one in listed), default=0)
    first = _quoted(actor, open_now[0]) if open_now else None
    return Phone(first, max(0, len(open_now) - 1), listed, since)


def _shown(measure: Measure) -> Shown:
    quote, spoken = words.quote_of(measure.session, measure), tongue()
    frame = rules.frame_of(measure, quote)

    def said(name: str) -> str:
        found = frame[name]
        return str(found.get(spoken) or found.get("zh", ""))

    what, why = _headline(measure, quote, spoken)
    return Shown(measure, frame, said("title"), said("text"), said("advice"), what, why, [])


def _headline(measure: Measure, quote: rules.Quote | None, spoken: str) -> tuple[str, str]:
    """Return the few words that must be read first, and the rest."""
    reason = {"zh": measure.reason_zh, "en": measure.reason_en}
    said = rules.said_of(measure.kind, quote, reason, measure.minutes, spoken)
    if not said.end:
        return (said.what, said.why) if said.what else (said.why, "")
    colon = "：" if spoken == "zh" else ": "
    return said.end, colon.join(part for part in (said.what, said.why) if part)


def _quoted(actor: Actor, one: Shown) -> Shown:
    """Return the same with the words around the hit, where a finding keeps them."""
    listed = findings.finding_list(actor, one.measure.session_id)
    for finding in listed.filter(pk__in=one.measure.findings).exclude(excerpt=b"")[:1]:
        excerpt = words.excerpts_of(one.measure.session, [finding]).get(finding.pk, {})
        return one._replace(parts=parts_of(excerpt))
    return one
