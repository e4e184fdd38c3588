"""The mark of artificial origin on air: what frames say, and the alarm when it is gone."""

from collections.abc import Sequence

from django.db import transaction

from ledger import services as record
from livecompliance.kernel import clock, live
from livecompliance.kernel.actors import Actor
from rooms.models import Session
from stage import selectors
from stage.models import MarkState, VirtualHost
from stage.rules import hosts as rules
from stage.services.host import host_expire

CLAUSE = "O117-ai-person"


@transaction.atomic
def mark_observe(
    *, actor: Actor, session: Session, sightings: Sequence[rules.Sighting]
) -> list[rules.Sighting]:
    """Take down whether the mark is seen in some frames of a broadcast with a virtual host.

    A host whose consent or assessment ended meanwhile goes off air here, too.

    Returns:
        The frames at which the mark had been away for longer than the platform allows.

    Law: O117-ai-person, M-virtual-image
    """
    if not session.is_virtual_image or not sightings:
        return []
    terms = selectors.terms_get(actor)
    row = _state(actor, session)
    before = rules.Watch(row.seen_at, row.lost_at, row.alarmed_at)
    watch, alarms = rules.watch_on(before, sightings, terms.mark_lost_s)
    row.seen_at, row.lost_at, row.alarmed_at = watch.seen_at, watch.lost_at, watch.alarmed_at
    row.alarms += len(alarms)
    row.save(update_fields=["seen_at", "lost_at", "alarmed_at", "alarms"])
    if alarms:
        record.entry_append(
            actor=actor,
            action="stage.mark_lost",
            subject=("session", session.pk),
            clause=CLAUSE,
            data={"alarms": len(alarms), "seconds": terms.mark_lost_s},
        )
        live.ring_on_commit(actor.tenant_id, "wall", "all")
    _expire(actor, session)
    return alarms


def _state(actor: Actor, session: Session) -> MarkState:
    """Return the state of one broadcast, locked; make it at its first frame."""
    found = selectors.mark_find(actor, session.pk, lock=True)
    if found is not None:
        return found
    defaults = {"tenant_id": session.tenant_id, "room_id": session.room_id}
    rows = MarkState.objects.select_for_update()
    return rows.get_or_create(session=session, defaults=defaults)[0]


def _expire(actor: Actor, session: Session) -> None:
    now, today = clock.now(), clock.today()
    for host in selectors.host_list(actor, session.room_id):
        if host.state != VirtualHost.State.READY:
            continue
        if not rules.is_assessed(host.state, host.assessed_until, today):
            host_expire(actor=actor, host_id=host.pk, cause="assessment")
        elif not (
            rules.is_agreed(host.face, host.face_consent, now)
            and rules.is_agreed(host.voice, host.voice_consent, now)
        ):
            host_expire(actor=actor, host_id=host.pk, cause="expired")
