"""Decisions of a period as statements of reasons need them: nothing of them names anybody."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from livecompliance.kernel import clock, law, personal
from livecompliance.kernel.actors import Actor
from moderation.models import Measure
from moderation.selectors.family import family_names
from moderation.selectors.period import findings_named, measures_between
from oversight import policies
from oversight.rules.statements import MEASURE, SANCTION, Decided, mapping
from parties.models import Party
from rooms.selectors.period import stage_names
from sanctions.models import Sanction
from sanctions.rules import ladder as rungs
from sanctions.rules.ladder import Ladder
from sanctions.selectors import ladder_in_force, words
from sanctions.selectors.period import carrying, decided_between, stopped_on_air

BUSINESS = frozenset({Party.Kind.COMPANY, Party.Kind.INDIVIDUAL, Party.Kind.OTHER})
SHORTEST_NAME = 2


class Span(NamedTuple):
    """The days of a period, the last not among them, and what was known when it was asked for."""

    first: date
    after: date
    until: datetime

    @property
    def since_at(self) -> datetime:
        return datetime.combine(self.first, time(), clock.SHANGHAI)

    @property
    def until_at(self) -> datetime:
        return min(datetime.combine(self.after, time(), clock.SHANGHAI), self.until)


class Place(NamedTuple):
    """How far one has come: sanctions first, then measures, each by when it began and its id."""

    source: str = SANCTION
    after: str = ""
    since: str = ""


class Numbers(NamedTuple):
    """How many decisions there were, and how many of them restrict nothing."""

    decisions: int
    unrestricting: int


class Kept(NamedTuple):
    """What is read of findings for a page of decisions."""

    codes: Mapping[UUID, tuple[str, str, datetime]]
    names: Mapping[UUID, Collection[str]]


def decided_numbers(actor: Actor, span: Span) -> Numbers:
    """Return how many decisions a period has, those included that restrict nothing.

    Raises:
        Forbidden: the actor may not make statements of reasons.
    """
    policies.require_see_statements(actor)
    every = _sanctions(actor, span), _measures(actor, span)
    restricting = (
        every[0].filter(rung__in=list(mapping().rungs)),
        every[1].filter(kind__in=list(mapping().kinds)),
    )
    whole = sum(one.count() for one in every)
    return Numbers(whole, whole - sum(one.count() for one in restricting))


def decided_page(actor: Actor, span: Span, at: Place, most: int) -> tuple[list[Decided], Place]:
    """Return the next decisions that restrict something, and where to go on; none: it is over.

    Measures that carry a decision out are in that decision and do not come again.

    Raises:
        Forbidden: the actor may not make statements of reasons.
    """
    policies.require_see_statements(actor)
    with translation.override("zh-hans"):
        if at.source == SANCTION:
            decided = _sanctions(actor, span).filter(rung__in=list(mapping().rungs))
            rows, then = _next(decided, "starts_at", at, most)
            if rows:
                return _of_sanctions(actor, rows), then
            at = Place(MEASURE)
        restricting = _measures(actor, span).filter(kind__in=list(mapping().kinds))
        taken, then = _next(restricting, "released_at", at, most)
        return (_of_measures(actor, taken) if taken else []), then


def _next(found: Any, began: str, at: Place, most: int) -> tuple[list[Any], Place]:
    """Return the next rows and the place behind them: the index goes by when they began."""
    if at.after:
        since = datetime.fromisoformat(at.since)
        found = found.filter(**{f"{began}__gte": since})
        found = found.exclude(**{began: since, "pk__lte": UUID(at.after)})
    rows = list(found.order_by(began, "pk")[:most])
    if not rows:
        return [], at
    return rows, Place(at.source, str(rows[-1].pk), getattr(rows[-1], began).isoformat())


def _sanctions(actor: Actor, span: Span) -> Any:
    found = decided_between(actor, span.since_at, span.until_at)
    return found.select_related("party", "signed__version")


def _measures(actor: Actor, span: Span) -> Any:
    found = measures_between(actor, span.since_at, span.until_at)
    told = found.exclude(kind=Measure.Kind.VIEWER_NOTICE)
    return told.select_related("room__operator", "session").defer("quote_sealed")


def _found(actor: Actor, rows: Collection[Any]) -> Kept:
    wanted = {pk for one in rows for pk in one.findings}
    read = findings_named(actor, wanted)
    codes, sessions, titles = {}, {}, {}
    for pk, code, event, at, session, title in read.values_list(
        "pk", "code", "event_type", "at", "session_id", "room__title"
    ):
        codes[pk], sessions[pk], titles[pk] = (code, event, at), session, title
    said = stage_names(actor, set(sessions.values()))
    names = {pk: [titles[pk], *said.get(session, ())] for pk, session in sessions.items()}
    return Kept(codes, names)


def _of_sanctions(actor: Actor, rows: list[Sanction]) -> list[Decided]:
    held, ladder = _found(actor, rows), ladder_in_force(actor).body
    on_air = stopped_on_air(actor, rows)
    return [_of_sanction(one, held, ladder, one.pk in on_air) for one in rows]


def _of_sanction(row: Sanction, held: Kept, ladder: Ladder, is_on_air: bool) -> Decided:
    names = [row.party.public_name, *(name for pk in row.findings for name in _names(held, pk))]
    seen = [held.codes[pk] for pk in row.findings if pk in held.codes]
    kind = ladder.violation(row.code) or rungs.shipped().violation(row.code)
    named = words.violation(kind, row.code)
    if row.ground:
        named = f"{named}；{words.GROUNDS[row.ground]}"
    because = _("比例说明：%(text)s") % {"text": row.proportionality}
    needs_plan = row.rung in rungs.OFF_AIR
    texts = [_without(one, names) for one in (row.facts, because, words.arranged(row), named)]
    return Decided(
        source=SANCTION,
        ref=str(row.pk),
        what=row.rung,
        codes=_codes(row.code, row.clause),
        families=tuple(dict.fromkeys(code for code, _event, _at in seen)),
        clause=row.clause,
        basis=row.basis,  # type: ignore[arg-type]  # the choices of the column
        cited=_cited(row.clause, row.notice_ref),
        ground=_without(_agreed(row), names)[:500],
        named=texts[3][:2000],
        facts=texts[0],
        proportionality=texts[1] if row.proportionality else "",
        remedy=words.remedy(row, ladder) if row.appeal_until else "",
        delivery=_delivered(row.noticed_at),
        consumers=texts[2] if needs_plan and _is_arranged(row) else "",
        begins_on=clock.to_date(row.starts_at or row.proposed_at),
        ends_on=_ends(row),
        seen_on=min((clock.to_date(at) for _code, _event, at in seen), default=None),
        account_on=clock.to_date(row.party.created_at),
        shown=tuple({event for _code, event, _at in seen}),
        stops_on_air=is_on_air and row.rung in rungs.OFF_AIR,
        is_business=row.subject == Sanction.Subject.ACCOUNT and row.party.kind in BUSINESS,
        is_detected=bool(seen),
        is_decided="PARTIALLY" if row.is_automated else "NOT_AUTOMATED",
        is_dated=row.rung in rungs.NEEDS_TERM,
        wants_consumers=needs_plan,
        names_somebody=any(personal.names_somebody(one) for one in texts),
    )


def _names(held: Kept, pk: UUID) -> Collection[str]:
    return held.names.get(pk, ())


def _ends(row: Sanction) -> date | None:
    """Return the last day of a decision: of one that ended early or fell, the day it did."""
    over = [one for one in (row.ends_at, row.ended_at) if one is not None]
    return clock.to_date(min(over)) if over else None


def _is_arranged(row: Sanction) -> bool:
    return bool(row.orders and row.after_sales and row.disputes)


def _agreed(row: Sanction) -> str:
    if row.basis != Sanction.Basis.AGREEMENT or not row.agreement:
        return ""
    return f"{words.signed(row)}{row.agreement}"


def _codes(code: str, clause: str) -> tuple[str, ...]:
    shipped = rungs.shipped().violation_of("", clause)
    return tuple(one for one in (code, shipped.code if shipped else "") if one)


def _cited(clause: str, notice: str = "") -> str:
    if clause not in law.register():
        return ""
    at = law.clause(clause)
    said = f"{law.citation(at, 'zh')} / {law.citation(at, 'en')}"
    if notice:
        said = f"{said}；{_('监管部门通报：%(ref)s') % {'ref': personal.without(notice)}}"
    return said[:500]


def _without(text: str, names: Collection[str]) -> str:
    """Return a text without what could name somebody: numbers, addresses, names that are known."""
    said = personal.without(text)
    for name in sorted({one for one in names if len(one) >= SHORTEST_NAME}, key=len, reverse=True):
        said = said.replace(name, "〔隐名〕")
    return said


def _delivered(at: datetime | None) -> str:
    return _("送达：%(day)s") % {"day": clock.to_date(at)} if at else ""


def _of_measures(actor: Actor, rows: list[Measure]) -> list[Decided]:
    in_decisions = carrying(actor, [one.pk for one in rows])
    held, ladder = _found(actor, rows), ladder_in_force(actor).body
    return [_of_measure(one, held, ladder) for one in rows if one.pk not in in_decisions]


def _of_measure(row: Measure, held: Kept, ladder: Ladder) -> Decided:
    operator = row.room.operator
    names = [row.room.title, *([operator.public_name] if operator else [])]
    names += [name for pk in row.findings for name in _names(held, pk)]
    seen = [held.codes[pk] for pk in row.findings if pk in held.codes]
    families = tuple(dict.fromkeys(code for code, _event, _at in seen))
    kind = next((one for one in map(ladder.violation_of, families) if one), None)
    kind = kind or ladder.violation_of("", row.clause)
    told = "、".join(family_names(one)[0] for one in families)
    reason = "：".join(one for one in (told, row.reason_zh) if one)
    texts = [_without(one, names) for one in (reason, row.advice_zh, told or row.reason_zh)]
    over = _measure_ends(row)
    arrived = row.acknowledged_at or row.delivered_at
    return Decided(
        source=MEASURE,
        ref=str(row.pk),
        what=row.kind,
        codes=_codes(kind.code if kind else "", row.clause),
        families=families,
        clause=row.clause,
        basis="law",
        cited=_cited(row.clause),
        ground="",
        named=texts[2][:2000],
        facts=texts[0],
        proportionality=_measured(row),
        remedy=_("如有异议，可向平台合规部门提出：%(channel)s") % {
            "channel": ladder.terms.channel_zh
        },
        delivery=_delivered(arrived),
        consumers="",
        begins_on=clock.to_date(row.released_at or row.created_at),
        ends_on=clock.to_date(over) if over else None,
        seen_on=min((clock.to_date(at) for _code, _event, at in seen),
                    default=clock.to_date(row.session.started_at)),
        account_on=None,
        shown=tuple({event for _code, event, _at in seen}),
        is_business=operator is not None and operator.kind in BUSINESS,
        is_detected=bool(seen),
        is_decided="NOT_AUTOMATED" if row.origin == Measure.Origin.OFFICER else "FULLY",
        names_somebody=any(personal.names_somebody(one) for one in texts),
    )  # fmt: skip


def _measured(row: Measure) -> str:
    """Return why a measure on air went as far as it did: all that is on record of it."""
    said = _("比例说明：本场直播第 %(level)s 次此类措施") % {"level": row.level}
    if row.minutes:
        said += _("，为时 %(minutes)s 分钟") % {"minutes": row.minutes}
    if row.escalated_from_id:
        said += _("，因此前的措施未在期限内确认")
    return said


def _measure_ends(row: Measure) -> datetime | None:
    over = [row.withdrawn_at] if row.withdrawn_at else []
    if row.released_at is not None and row.minutes is not None:
        over.append(row.released_at + timedelta(minutes=row.minutes))
    return min(over, default=None)
