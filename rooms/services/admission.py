"""The gate before every broadcast and at every change of the cast: ask, decide, record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from time import perf_counter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import services as accounts
from ledger import services as record
from livecompliance.kernel import clock, gate
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pg import hot
from parties import selectors as parties
from rooms import policies, selectors
from rooms.models import Admission, Room, Session

CLAUSE = "M-live-verification"
MOST_MARKETERS = 50
LONGEST_OBSERVED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to put on air.

    `marketers` are ids of parties or the platform's own numbers for them; a bare name is taken,
    and refused by the gate as nobody's.
    """

    form: str = Session.Form.VIDEO
    marketers: tuple[str, ...] = ()
    is_virtual_image: bool = False
    virtual_hosts: tuple[UUID, ...] = ()
    technologies: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()


class Cast(NamedTuple):
    """Who was meant: the parties by what they were called, and the names of nobody."""

    found: dict[str, parties.Named]
    unknown: tuple[str, ...]

    @property
    def ids(self) -> tuple[UUID, ...]:
        return tuple(dict.fromkeys(one.id for one in self.found.values()))


def cast_of(actor: Actor, names: Sequence[str]) -> Cast:
    """Return who is meant by the names of a cast, in their order.

    Raises:
        Invalid: more than fifty.
    """
    wanted = list(dict.fromkeys(" ".join(one.split()) for one in names if one.strip()))
    if len(wanted) > MOST_MARKETERS:
        raise Invalid(_("一场直播最多登记 50 名出镜人员。"), field="marketers")
    known = parties.parties_named(actor, wanted)
    found = {one: known[one] for one in wanted if one in known}
    return Cast(found, tuple(one for one in wanted if one not in known))


@transaction.atomic
def admission_try(*, actor: Actor, room_id: UUID, wish: Wish) -> Admission:
    """Ask the gate without starting anything: what would be said, and what would cure it.

    Raises:
        NotFound: no such room for this actor.
        Forbidden: he may neither run sessions nor is the room his own.
    """
    room, session = selectors.room_asked(actor, room_id)
    if not (policies.can_manage(actor) or policies.can_stream(actor, room)):
        policies.require_manage(actor)
    cast = cast_of(actor, wish.marketers)
    return decide(actor, room, wish, cast, Admission.Kind.TRIAL, session)


def decide(
    actor: Actor, room: Room, wish: Wish, cast: Cast, kind: str, session: Session | None = None
) -> Admission:
    """Ask every check and record the answer, in the transaction of whoever asks.

    Law: M-live-verification, O117-dynamic-verification
    """
    began = perf_counter()
    asked = gate.Asked(
        room_id=room.pk,
        operator_id=room.operator_id,
        marketers=cast.ids,
        unknown=cast.unknown,
        at=clock.now(),
        form=wish.form,
        category=room.category,
        session_id=session.pk if session else None,
        is_virtual_image=wish.is_virtual_image,
        virtual_hosts=wish.virtual_hosts,
        technologies=wish.technologies,
        functions=wish.functions,
        policy=room.tenant.policy,
        room_number=room.external_id,
        numbers=_numbers(room, cast),
    )
    reasons = gate.ask(actor, asked)
    found = Admission(
        tenant_id=actor.tenant_id,
        room=room,
        session=session,
        kind=kind,
        is_allowed=not reasons,
        is_enforced=not is_observing(room.tenant.policy, clock.to_date(asked.at)),
        reasons=[_kept(one) for one in reasons],
        cast={
            "operator": str(room.operator_id) if room.operator_id else None,
            "marketers": [str(one) for one in cast.ids],
            "unknown": list(cast.unknown),
        },
        checks=gate.names(),
        asked_at=asked.at,
        took_ms=int((perf_counter() - began) * 1000),
    )
    hot.insert(found)
    if kind != Admission.Kind.TRIAL:
        _note(actor, found)
    return found


def _numbers(room: Room, cast: Cast) -> dict[UUID, str]:
    """Return the platform's own numbers of everybody who is asked about, by id."""
    own = {room.operator.pk: room.operator.external_id} if room.operator else {}
    return own | {one.id: one.external_id for one in cast.found.values()}


def _kept(reason: gate.Reason) -> dict[str, Any]:
    kept: dict[str, Any] = {"code": reason.code, "clause": reason.clause, "data": dict(reason.data)}
    if reason.party:
        kept["party"] = str(reason.party)
    if reason.retry_after:
        kept["retry_after"] = reason.retry_after
    return kept


def _note(actor: Actor, admission: Admission) -> None:
    record.entry_append(
        actor=actor,
        action="rooms.admission_allowed" if admission.is_allowed else "rooms.admission_denied",
        subject=("room", admission.room_id),
        clause=CLAUSE,
        data={
            "admission": str(admission.pk),
            "kind": admission.kind,
            "enforced": admission.is_enforced,
            "codes": sorted({one["code"] for one in admission.reasons}),
            "marketers": len(admission.cast["marketers"]),
            "checks": admission.checks,
        },
    )


def is_observing(policy: dict[str, Any], today: date) -> bool:
    """Tell whether the platform is still connecting its people: denied starts begin, as breaches.

    What cannot be read does not open the gate.
    """
    try:
        return today <= date.fromisoformat(policy.get("gate_observe_until") or "")
    except (TypeError, ValueError):
        return False


@transaction.atomic
def gate_observe(*, actor: Actor, until: date | None) -> None:
    """Let the gate observe until a day, or (None) enforce from now on.

    While it observes, a denied broadcast begins and is recorded as a breach with an alarm: for a
    platform that connects its people one by one. The duty itself is not suspended.

    Raises:
        Forbidden: only the security administrator may.
        Invalid: a day past, or more than ninety days ahead.
    """
    today = clock.today()
    if until is not None and not today <= until <= today + LONGEST_OBSERVED:
        raise Invalid(_("观察期须在今天至 90 天之内。"), field="until")
    said = until.isoformat() if until else ""
    tenant, before = accounts.policy_put(actor, {"gate_observe_until": said})
    record.entry_append(
        actor=actor,
        action="rooms.gate_observed" if said else "rooms.gate_enforced",
        subject=("tenant", tenant.pk),
        clause=CLAUSE,
        data={"from": before["gate_observe_until"] or "", "until": said},
    )
