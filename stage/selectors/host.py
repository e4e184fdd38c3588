"""Ask about virtual hosts and their mark."""

from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from rooms.models import Session
from stage import policies
from stage.models import MarkState, VirtualHost
from stage.rules.hosts import is_agreed

CONSENTS = ("face_consent", "voice_consent")


def host_list(actor: Actor, room_id: UUID) -> TenantQuerySet[VirtualHost]:
    """Return the virtual hosts of a room that `actor` was let into, newest first."""
    rows = VirtualHost.objects.of(actor).filter(room_id=room_id)
    return rows.select_related("room", "assessed_by", *CONSENTS).order_by("-id")


def host_get(actor: Actor, host_id: UUID, *, lock: bool = False) -> VirtualHost:
    """Return one virtual host with its room and consents.

    Raises:
        NotFound: no such host for this actor.
    """
    rows = VirtualHost.objects.of(actor).select_related("room", *CONSENTS)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=host_id).first()
    if found is None or not policies.can_declare_or_see(actor, found.room):
        raise NotFound(_("没有这个虚拟形象。"))
    return found


def hosts_waiting(actor: Actor) -> TenantQuerySet[VirtualHost]:
    """Return the hosts whose assessment waits for an officer, the oldest first."""
    policies.require_see(actor)
    rows = VirtualHost.objects.of(actor).filter(state=VirtualHost.State.WAITING)
    return rows.select_related("room", *CONSENTS).order_by("id")


def hosts_by_consent(actor: Actor, consent_id: UUID) -> list[VirtualHost]:
    """Return the hosts that use a face or voice by one consent, locked."""
    rows = VirtualHost.objects.of(actor).select_for_update(of=("self",)).select_related("room")
    used = Q(face_consent_id=consent_id) | Q(voice_consent_id=consent_id)
    return list(rows.filter(used, state__in=["waiting", "ready"]).order_by("id"))


def tenants_with_ended_hosts() -> list[UUID]:
    """Return the tenants, whoever they are, where a host's consent or assessment has ended."""
    with connection.cursor() as cursor:
        asked = [clock.now(), clock.today()]
        cursor.execute("SELECT tenant FROM stage_hosts_ended(%s, %s)", asked)
        return [row[0] for row in cursor.fetchall()]


def hosts_ended(actor: Actor) -> list[tuple[UUID, str]]:
    """Return the hosts that may still be shown though something has ended, each with what: the
    `assessment`, or the consent (`expired`)."""
    rows = VirtualHost.objects.of(actor).filter(state=VirtualHost.State.READY)
    now, today = clock.now(), clock.today()
    over = Q(face_consent__expires_at__lte=now) | Q(voice_consent__expires_at__lte=now)
    ended = rows.filter(over | Q(assessed_until__lt=today)).order_by("id")
    return [
        (pk, "assessment" if until is not None and until < today else "expired")
        for pk, until in ended.values_list("id", "assessed_until")
    ]


def mark_find(actor: Actor, session_id: UUID, *, lock: bool = False) -> MarkState | None:
    """Return what is known of the mark in one broadcast."""
    rows = MarkState.objects.of(actor)
    return (rows.select_for_update() if lock else rows).filter(session_id=session_id).first()


def likeness_agreed(actor: Actor, session: Session) -> frozenset[str]:
    """Return of what ("face", "voice") a virtual host of a session has a consent that stands.

    Law: M-likeness
    """
    if not session.is_virtual_image:
        return frozenset()
    hosts = VirtualHost.objects.of(actor).filter(
        room_id=session.room_id, state=VirtualHost.State.READY
    )
    now = clock.now()
    return frozenset(
        what
        for host in hosts.select_related(*CONSENTS)
        for what, borrowed, consent in (
            ("face", host.face, host.face_consent),
            ("voice", host.voice, host.voice_consent),
        )
        if borrowed == VirtualHost.Borrowed.PERSON and is_agreed(borrowed, consent, now)
    )
