"""On what is announced: the notice goes up, the pursuit ends, the streamer has it in writing."""

import contextlib
from uuid import UUID

from livecompliance.kernel import events
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, NotFound
from livecompliance.kernel.tenancy import acting
from moderation import services
from moderation.events import FindingsRecorded, MeasureReleased
from moderation.selectors.surfaces import surfaces_without
from office.events import LetterAcknowledged
from rooms import selectors as rooms
from rooms.events import AdmissionLost, AdmissionRenewed, SessionEnded, SessionStarted
from stage import selectors as stage_of
from stage import services as stage
from stage.events import HostWithdrawn, PlaceRestricted
from stage.rules.minors import surfaces_of
from tiers import services as tiers
from tiers.events import ServicesChanged

COUNTED = frozenset({"warning", "limit_traffic", "suspend"})  # for the tier of the operator


def on_started(event: SessionStarted) -> None:
    services.notice_raise(actor=event.actor, session_id=event.session_id)


def on_ended(event: SessionEnded) -> None:
    services.session_close(actor=event.actor, session_id=event.session_id)


def on_released(event: MeasureReleased) -> None:
    if event.kind in services.IN_WRITING:
        services.measure_notify(actor=event.actor, measure_id=event.measure_id)
    if event.kind in COUNTED:
        tiers.operators_doubt(actor=system_actor(event.actor.tenant_id), room_ids=[event.room_id])


def on_findings(event: FindingsRecorded) -> None:
    """What was found counts for the tier within a minute or so, not only the next day."""
    tiers.room_doubt_later(actor=event.actor, room_id=event.room_id)


def on_acknowledged(event: LetterAcknowledged) -> None:
    """Who took note of the written notice took note of the measure, while the room is his."""
    kind, ref = event.about
    if kind != "measure":
        return
    with contextlib.suppress(Forbidden, NotFound):
        services.measure_acknowledge(actor=event.actor, measure_id=UUID(ref))


def on_admission_lost(event: AdmissionLost) -> None:
    product = system_actor(event.actor.tenant_id)  # whoever caused it need not see rooms
    with acting(product):
        services.breach_tell(
            actor=product, session_id=event.session_id, admission_id=event.admission_id
        )
        services.listed_stop(
            actor=product, session_id=event.session_id, admission_id=event.admission_id
        )
        services.goods_warn(
            actor=product, session_id=event.session_id, admission_id=event.admission_id
        )


def on_admission_renewed(event: AdmissionRenewed) -> None:
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.listed_release(
            actor=product, session_id=event.session_id, admission_id=event.admission_id
        )
        services.goods_release(
            actor=product, session_id=event.session_id, admission_id=event.admission_id
        )


def on_place_restricted(event: PlaceRestricted) -> None:
    """Who moved on air to where nobody may broadcast is warned at once."""
    product = system_actor(event.actor.tenant_id)  # whoever declared it takes no measures
    with acting(product):
        services.place_warn(actor=product, session_id=event.session_id, ground=event.ground)


def on_host_withdrawn(event: HostWithdrawn) -> None:
    """A virtual host that may be shown no more leaves the air at once."""
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.host_suspend(
            actor=product, session_id=event.session_id, clause=event.clause, cause=event.cause
        )


def on_services_changed(event: ServicesChanged) -> None:
    """Tell the platform where the rooms of an operator with other services may be shown."""
    product = system_actor(event.actor.tenant_id)
    gone = surfaces_without(event.before)
    with acting(product):
        rows = rooms.room_list(product).filter(operator_id=event.operator_id)
        for room_id in rows.values_list("id", flat=True):
            kinds = stage_of.kinds_of(product, room_id)
            before = [one for one in surfaces_of(kinds) if one not in gone]
            stage.placements_tell(actor=product, room_id=room_id, before=before)


events.subscribe(ServicesChanged, on_services_changed)
events.subscribe(AdmissionLost, on_admission_lost)
events.subscribe(AdmissionRenewed, on_admission_renewed)
events.subscribe(FindingsRecorded, on_findings)
events.subscribe(HostWithdrawn, on_host_withdrawn)
events.subscribe(LetterAcknowledged, on_acknowledged)
events.subscribe(PlaceRestricted, on_place_restricted)
events.subscribe(SessionStarted, on_started)
events.subscribe(MeasureReleased, on_released)
events.subscribe(SessionEnded, on_ended)
