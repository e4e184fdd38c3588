"""Faked figures are traced to the agency behind the room: it may not organise them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import selectors as accounts
from charter import selectors as charter
from conduct import policies, selectors
from conduct.models import AgencyAct, AgencyTrace, Anomaly
from ledger import services as record
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from office import selectors as office_asks
from office import services as office
from parties import selectors as parties
from rooms import selectors as rooms

CLAUSE = "O117-agency-no-false-trade"
ROOMS_SETTING, ROOMS = "agency_faked_rooms", 2  # the law gives no number
LOOK_SETTING, LOOK_D = "agency_trace_d", 3
WITHIN = timedelta(days=30)
SUBJECT, CLOCK, LOOKED = "agency_trace", "agency_trace", "agency_trace.closed"
Kind, Outcome = AgencyAct.Kind, AgencyTrace.Outcome

office_asks.clock_words({SUBJECT: gettext_lazy("服务机构追溯"), LOOKED: gettext_lazy("已查明")})


class TraceClosed(Conflict):
    """Somebody looked and said what he found."""

    code = "agency_trace_closed"


@transaction.atomic
def agencies_follow(*, actor: Actor, session_id: UUID) -> list[AgencyTrace]:
    """Note what stood out in a session against the agencies of its operator and of its cast.

    As of when it stood out: whoever left an agency before or came later is none of its doing. An
    agency of which several rooms stood out within thirty days is looked at by an officer. Odd is
    not yet faked, and faked not yet organised: no measure follows by itself. Twice is once.

    Raises:
        NotFound: no such session for this actor.

    Law: O117-agency-no-false-trade
    """
    session = rooms.session_get(actor, session_id)
    room = rooms.room_get(actor, session.room_id)
    known = parties.parties_named(actor, rooms.cast_refs(actor, session.pk))
    people = {one.id for one in known.values()} | (
        {room.operator_id} if room.operator_id else set()
    )
    found = set()
    for one in Anomaly.objects.of(actor).filter(session=session):
        for party_id, agencies in _behind(actor, people, one.at).items():
            _act(actor, agencies, party_id, Kind.FIGURES, str(one.pk), one.at, room.pk)
            found |= set(agencies)
    return _looked_for(actor, found)


@transaction.atomic
def agency_decided(*, actor: Actor, party_id: UUID, number: str, at: datetime) -> list[AgencyTrace]:
    """Note a decision that somebody faked figures against the agencies he worked with then.

    What was decided once is reason enough to look.

    Law: O117-agency-no-false-trade
    """
    agencies = _behind(actor, [party_id], at).get(party_id, {})
    _act(actor, agencies, party_id, Kind.DECISION, number, at, None)
    return [_open(actor, one, []) for one in sorted(set(agencies))]


@transaction.atomic
def agency_trace_close(*, actor: Actor, trace_id: UUID, outcome: str, reason: str) -> AgencyTrace:
    """Say whether an agency organised what its rooms faked. What follows is decided by the ladder.

    Raises:
        Forbidden: only officers may.
        NotFound: no such trace for this actor.
        TraceClosed: somebody said so already.
        Invalid: no such answer, or not why.

    Law: O117-agency-no-false-trade
    """
    policies.require_look(actor)
    row = selectors.agency_trace_get(actor, trace_id, lock=True)
    if row.closed_at is not None:
        raise TraceClosed(_("这条追溯已经查明。"))
    if outcome not in Outcome.values:
        raise Invalid(_("请选择查明的结果。"), field="outcome")
    said = " ".join(reason.split())[:300]
    if len(said) < 4 or personal.names_somebody(said):
        raise Invalid(_("请写明依据，不要写证件号、手机号等。"), field="reason")
    row.outcome, row.reason = outcome, said
    row.closed_at, row.closed_by_id = clock.now(), actor.user_id
    row.save(update_fields=["outcome", "reason", "closed_at", "closed_by"])
    _note(actor, row, "conduct.agency_judged", {"outcome": outcome})
    office.clocks_hear(actor=actor, subject=(SUBJECT, row.pk), act=LOOKED)
    return row


def _behind(actor: Actor, people: Collection[UUID], at: datetime) -> dict[UUID, dict[UUID, str]]:
    """Return by id the agencies that somebody worked with then, and how that is known.

    What nobody filed counts too: an agreement, the agency's account, its devices. Else an agency
    would only have to stay out of the register.
    """
    found: dict[UUID, dict[UUID, str]] = {one: {} for one in people}
    for party_id, ids in parties.agencies_at(actor, people, at).items():
        found[party_id] |= dict.fromkeys(ids, AgencyAct.By.TIE)
    for party_id, ids in charter.agencies_agreed(actor, people, clock.to_date(at)).items():
        found[party_id] = dict.fromkeys(ids, AgencyAct.By.AGREEMENT) | found[party_id]
    for party_id, shared in parties.agencies_sharing(actor, people).items():
        found[party_id] = shared | found[party_id]
    return {party_id: agencies for party_id, agencies in found.items() if agencies}


def _act(
    actor: Actor,
    agencies: Mapping[UUID, str],
    party_id: UUID,
    kind: str,
    ref: str,
    at: datetime,
    room_id: UUID | None,
) -> None:
    rows = [
        AgencyAct(
            tenant_id=actor.tenant_id,
            agency_id=one,
            party_id=party_id,
            room_id=room_id,
            kind=kind,
            ref=ref,
            by=by,
            at=at,
        )
        for one, by in agencies.items()
    ]
    AgencyAct.objects.bulk_create(rows, ignore_conflicts=True)


def _looked_for(actor: Actor, agencies: Iterable[UUID]) -> list[AgencyTrace]:
    """Open a trace for each agency of which enough rooms stood out since it was looked at last."""
    least = accounts.policy_of(actor, ROOMS_SETTING, ROOMS)
    opened = []
    for agency_id in sorted(agencies):
        closed = AgencyTrace.objects.of(actor).filter(agency_id=agency_id, closed_at__isnull=False)
        last = closed.order_by("-closed_at").values_list("closed_at", flat=True).first()
        since = max(clock.now() - WITHIN, last) if last else clock.now() - WITHIN
        acts = AgencyAct.objects.of(actor).filter(agency_id=agency_id, at__gte=since)
        found = sorted(set(acts.filter(room__isnull=False).values_list("room_id", flat=True)))
        if len(found) >= least:
            opened.append(_open(actor, agency_id, found))
    return opened


def _open(actor: Actor, agency_id: UUID, found: list[UUID]) -> AgencyTrace:
    row, made = AgencyTrace.objects.of(actor).get_or_create(
        tenant_id=actor.tenant_id,
        agency_id=agency_id,
        closed_at=None,
        defaults={"rooms": found},
    )
    if not made and set(found) - set(row.rooms):
        row.rooms = sorted({*row.rooms, *found})
        row.save(update_fields=["rooms"])
    if made:
        _note(actor, row, "conduct.agency_traced", {"rooms": len(found)})
        days = accounts.policy_of(actor, LOOK_SETTING, LOOK_D)
        term = office.Policy(amount=days, unit="working_day", clause=CLAUSE, met_by=(LOOKED,))
        office.clock_start(actor=actor, subject=(SUBJECT, row.pk), kind=CLOCK, policy=term)
    return row


def _note(actor: Actor, row: AgencyTrace, action: str, data: dict[str, object]) -> None:
    record.entry_append(
        actor=actor, action=action, subject=("party", row.agency_id), clause=CLAUSE, data=data
    )
