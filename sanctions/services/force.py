"""A decision comes into force, and ends: what it changes elsewhere is written down and undone."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from conduct import services as conduct
from ledger import services as record
from livecompliance.kernel import clock, events, live
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from moderation import rules as on_air
from moderation import selectors as moderation_of
from moderation import services as moderation
from office.rules import days
from parties import selectors as parties
from parties import services as people
from parties.events import StandingChanged
from parties.models import Party
from rooms import selectors as rooms
from rooms import services as broadcasts
from sanctions import selectors
from sanctions.events import SanctionChanged
from sanctions.models import Effect, Sanction
from sanctions.rules import ladder as rules
from sanctions.selectors import words
from sanctions.services.notice import notice_end, notice_send
from sanctions.services.reports import reports_draft
from sanctions.services.sharing import members_nudge
from sanctions.services.weighing import weighing_end
from tiers import services as tiers

State, Kind = Sanction.State, Effect.Kind
ON_AIR = {
    rules.PROMPT: "prompt",
    rules.WARNING: "warning",
    rules.TRAFFIC: "limit_traffic",
    rules.SUSPENSION: "suspend",
    rules.STOP: "suspend",
    rules.CLOSURE: "suspend",
    rules.BAN: "suspend",
    rules.BLACKLIST: "suspend",
}
BARRED = {rules.BAN: ("ban", "O117-measures"), rules.BLACKLIST: ("blacklist", "O117-blacklist")}
SOURCE, FAKED = "sanction", "M-18-4"


def put_in_force(actor: Actor, row: Sanction) -> None:
    """Begin a decision in the running transaction: term, effects, notice, reports.

    Law: M-account-sanctions, M-blacklist, O117-measures, O117-measure-report
    Law: O117-agency-no-false-trade
    """
    now, held = clock.now(), selectors.ladder_in_force(actor)
    violation = held.body.violation(row.code)
    row.state, row.starts_at = State.IN_FORCE, now
    row.strike_until = now + timedelta(days=violation.strike_days if violation else 180)
    row.ends_at = now + timedelta(days=row.days) if row.days else None
    if row.rung in (rules.PROMPT, rules.WARNING):
        row.ends_at = row.strike_until
    last = clock.today() + timedelta(days=held.body.terms.appeal_days)
    row.appeal_until = days.end_of(last)
    row.save()
    _apply(actor, row)
    reports_draft(actor, row)
    notice_send(actor, row)
    if row.clause == FAKED and "agency" not in row.party.roles:
        conduct.agency_decided(
            actor=actor, party_id=row.party_id, number=row.number, at=row.proposed_at
        )
    data = _note(actor, row, "sanctions.sanction_began")
    record.message_add(
        actor=actor, topic="sanction.in_force", subject_ref=row.pk, payload=data | _sent(row)
    )


def end(actor: Actor, row: Sanction, state: str, reason: str) -> None:
    """End a decision in the running transaction, and undo whatever it changed that stands."""
    row.state, row.ended_at, row.ended_by_id = state, clock.now(), actor.user_id
    row.end_reason = reason[:300]
    row.save(update_fields=["state", "ended_at", "ended_by", "end_reason"])
    _undo(actor, row)
    weighing_end(actor, row)
    if state != State.CHANGED:
        notice_end(actor, row)
    data = _note(actor, row, "sanctions.sanction_ended")
    record.message_add(
        actor=actor, topic="sanction.ended", subject_ref=row.pk, payload=data | _sent(row)
    )


def _note(actor: Actor, row: Sanction, action: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "party": str(row.party_id),
        "rung": row.rung,
        "state": row.state,
        "until": row.ends_at.isoformat() if row.ends_at else "",
        "effects": [one.kind for one in selectors.effects_of(actor, row) if not one.undone_at],
    }
    record.entry_append(
        actor=actor,
        action=action,
        subject=("sanction", row.pk),
        clause=row.clause,
        after={"reason": row.end_reason},
        data=data,
    )
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    events.publish(SanctionChanged(actor, row.pk, row.party_id, row.rung, row.state))
    return data


def _sent(row: Sanction) -> dict[str, Any]:
    """Return what the platform is told beyond what the record keeps."""
    return {
        "id": str(row.pk),
        "party_external_id": row.party.external_id,
        "subject": row.subject,
        "code": row.code,
        "clause": row.clause,
        "functions": row.functions,
        "consumers": {
            "orders": row.orders,
            "after_sales": row.after_sales,
            "disputes": row.disputes,
            "open_orders": row.open_orders,
        },
    }


def _hand(actor: Actor) -> Actor:
    """Return who carries a decision out in the apps below: the officer, else the product."""
    return actor if actor.has("officer") else system_actor(actor.tenant_id)


def _apply(actor: Actor, row: Sanction) -> None:
    hand = _hand(actor)
    with acting(hand):
        _mark(actor, row, Kind.STRIKE, row.code)
        done = _same_act(hand, row)
        on_air = rooms.sessions_with(hand, row.party_id)
        broadcasts.gates_hold(hand, on_air)
        for session_id in on_air:
            if (session_id, ON_AIR.get(row.rung)) not in done:
                measure_on_air(hand, row, session_id)
        if row.rung in rules.STOPS:  # after what was done on air: the gate stops what is left
            _function(hand, row)
        if row.rung in BARRED:
            _bar(hand, row)
        if row.rung in rules.STOPS or row.rung == rules.FUNCTIONS:
            events.publish(StandingChanged(hand, row.party_id, "sanctioned"))
        _regrade(row)
        _mark(actor, row, Kind.TIER, str(row.party_id))


def _mark(
    actor: Actor,
    row: Sanction,
    kind: str,
    ref: str,
    *,
    is_shared: bool = False,
    is_undone: bool = False,
) -> None:
    Effect.objects.create(
        tenant_id=row.tenant_id,
        sanction=row,
        kind=kind,
        ref=ref,
        is_shared=is_shared,
        at=clock.now(),
        undone_at=clock.now() if is_undone else None,
    )


def _others(row: Sanction, kind: str) -> bool:
    """Tell whether another decision has the same effect on the same thing, and stands."""
    same = Effect.objects.filter(tenant_id=row.tenant_id, kind=kind, ref=str(row.party_id))
    return same.filter(undone_at=None).exclude(sanction=row).exists()


def _function(hand: Actor, row: Sanction) -> None:
    party = parties.party_get(hand, row.party_id, lock=True)
    if party.function == Party.Function.OPEN:
        people.function_suspend(actor=hand, party_id=party.pk, reason=words.reason(row))
        _mark(hand, row, Kind.FUNCTION, str(party.pk))
    elif party.function == Party.Function.SUSPENDED and _others(row, Kind.FUNCTION):
        _mark(hand, row, Kind.FUNCTION, str(party.pk), is_shared=True)


def _bar(hand: Actor, row: Sanction) -> None:
    ground, clause = BARRED[row.rung]
    source = people.Source(ground, clause, SOURCE, str(row.pk), row.ends_at, row.is_shared)
    by = frozenset(row.block) if row.block else people.EVERYTHING
    people.bar_place(actor=hand, source=source, party_id=row.party_id, by=by)
    if row.is_shared:
        members_nudge(hand)
    _mark(hand, row, Kind.BAR, str(row.pk))


def _same_act(hand: Actor, row: Sanction) -> set[tuple[UUID, str | None]]:
    """Write down what was done on air about the same findings: one act, one decision, one report.

    Returns:
        In which broadcast something of which kind was done; it is not done there again.

    Law: M-risk-measures, O117-measure-report
    """
    done: set[tuple[UUID, str | None]] = set()
    for one in moderation_of.measures_on(hand, row.findings):
        kind = Kind.PROMPT if one.kind == ON_AIR[rules.PROMPT] else Kind.MEASURE
        _mark(hand, row, kind, str(one.pk), is_shared=True)
        done.add((one.session_id, one.kind))
    return done


def measure_on_air(hand: Actor, row: Sanction, session_id: UUID) -> None:
    """Carry a decision out in a broadcast that is on air."""
    kind = ON_AIR.get(row.rung)
    if kind is None:
        return
    said = words.pair(lambda: words.reason(row))
    order = on_air.Order(
        kind=kind, clause=row.clause, reason=said, rule=f"sanction:{row.rung}", findings=()
    )
    measure = moderation.measure_enforce(actor=hand, session_id=session_id, order=order)
    _mark(hand, row, Kind.MEASURE, str(measure.pk))


def _regrade(row: Sanction) -> None:
    product = system_actor(row.tenant_id)
    with acting(product):
        tiers.operators_doubt(actor=product, operator_ids=[row.party_id])


def _undo(actor: Actor, row: Sanction) -> None:
    """Undo what stands; a strike and what was said on air only when the decision fell."""
    hand, fell = _hand(actor), row.state in (State.OVERTURNED, State.CHANGED)
    with acting(hand):
        for one in selectors.effects_of(actor, row):
            if one.undone_at is None and (fell or one.kind not in (Kind.STRIKE, Kind.TIER)):
                UNDO[one.kind](hand, row, one)
                one.undone_at = clock.now()
                one.save(update_fields=["undone_at"])
        events.publish(StandingChanged(hand, row.party_id, "sanction_ended"))
        _regrade(row)


def breaches_undo(actor: Actor, row: Sanction) -> None:
    """Let go of the breaches of the gate that were found only because of a decision that fell.

    Law: M-live-verification
    """
    hand = _hand(actor)
    if row.starts_at is None:
        return
    with acting(hand):
        gone = moderation.breaches_acquit(
            actor=hand,
            since=row.starts_at,
            is_cause=lambda reason: _is_of(row, reason),
            note=words.ended(row),
        )
    for finding_id in gone:
        _mark(actor, row, Kind.BREACH, str(finding_id), is_undone=True)


def _is_of(row: Sanction, reason: Mapping[str, Any]) -> bool:
    """Tell whether a reason of the gate is what this decision changed, and nothing else."""
    data = reason.get("data", {})
    if reason["code"] in ("sanctioned", "function_limited"):
        return bool(data.get("number") == row.number)
    if reason["code"] == "barred":
        return bool((data.get("source"), data.get("ref")) == (SOURCE, str(row.pk)))
    is_function = reason["code"] == "function_not_open" and row.rung in rules.STOPS
    return is_function and reason.get("party") == str(row.party_id)


def _resume(hand: Actor, row: Sanction, effect: Effect) -> None:
    if _others(row, Kind.FUNCTION):
        return
    party = parties.party_get(hand, row.party_id, lock=True)
    if party.function == Party.Function.SUSPENDED and party.state != Party.State.CLOSED:
        people.function_resume(actor=hand, party_id=party.pk, reason=words.ended(row))


def _lift_bar(hand: Actor, row: Sanction, effect: Effect) -> None:
    people.bar_lift(actor=hand, source=SOURCE, ref=effect.ref)
    if row.is_shared:
        members_nudge(hand)


def _void(hand: Actor, row: Sanction, effect: Effect) -> None:
    """End what weighs on a broadcast; what was only said stays said unless the decision fell."""
    fell = row.state in (State.OVERTURNED, State.CHANGED)
    if fell or not (effect.is_shared or row.rung in (rules.PROMPT, rules.WARNING)):
        reason = words.ended(row)[:200]
        moderation.measure_void(actor=hand, measure_id=UUID(effect.ref), reason=reason)


def _nothing(hand: Actor, row: Sanction, effect: Effect) -> None:
    """The count and the tier ask for decisions that stand: nothing else is to be changed."""


UNDO: dict[str, Callable[[Actor, Sanction, Effect], None]] = {
    Kind.FUNCTION: _resume,
    Kind.BAR: _lift_bar,
    Kind.MEASURE: _void,
    Kind.PROMPT: _void,
    Kind.BREACH: _nothing,
    Kind.STRIKE: _nothing,
    Kind.TIER: _nothing,
}
