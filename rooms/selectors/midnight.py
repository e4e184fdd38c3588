"""Which broadcasts on air were asked about on another day."""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from livecompliance.kernel.actors import Actor
from rooms.models import Admission, Session


def tenants_on_air_since(instant: datetime) -> list[UUID]:
    """Return the tenants, whoever they are, that are on air since before an instant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM sessions_on_air_since(%s)", [instant])
        return [row[0] for row in cursor.fetchall()]


def sessions_unasked(actor: Actor, since: datetime, most: int) -> list[UUID]:
    """Return broadcasts on air that the gate allowed before an instant, and was not asked since."""
    asked = Admission.objects.of(actor).filter(
        room=OuterRef("room"), session=OuterRef("pk"), asked_at__gte=since
    )
    on_air = Session.objects.of(actor).filter(
        ~Exists(asked.exclude(kind=Admission.Kind.TRIAL)),
        ended_at__isnull=True,
        is_admitted=True,
        started_at__lt=since,
    )
    return list(on_air.order_by("id").values_list("pk", flat=True)[:most])
