"""Whose turn it is: one decision about a party at a time, and never by who took part in it."""

from uuid import UUID

from django.db import connection

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden


class SameOfficer(Forbidden):
    """Whoever took part in the decision does not decide on it again."""

    code = "same_officer"


def subject_lock(actor: Actor, party_id: UUID) -> None:
    """Let nobody else decide about this party until the transaction ends."""
    with connection.cursor() as cursor:
        name = f"sanctions:{actor.tenant_id}:{party_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
