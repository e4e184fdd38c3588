"""Parts that belong to no file: what a process that was killed had written before its commit."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office.models import File
from office.services.file import UNFINISHED
from office.services.parts import Place, storage_of

BATCH = 500
MILLISECONDS = 80  # an id of version 7 begins with its time: these many bits stand behind it


def tenants_with_parts() -> list[UUID]:
    """Return whose folders there are in the storage."""
    return [one for name in _folders("") if (one := _id(name))]


def strays_collect(*, actor: Actor) -> int:
    """Remove the parts of files that the database does not know, or knows as destroyed.

    Only what is older than any file may take to be written; its id says how old it is. Without
    their keys these parts were noise already. Twice is once.

    Returns:
        Of how many files there was something to remove.
    """
    tenant_id, before = actor.tenant_id, clock.now() - UNFINISHED
    ids = [one for name in _folders(tenant_id.hex) if (one := _id(name)) and _begun(one) < before]
    strays = 0
    for at in range(0, len(ids), BATCH):
        some = ids[at : at + BATCH]
        with transaction.atomic():
            known = File.objects.of(actor).filter(pk__in=some).exclude(state=File.State.GONE)
            kept = set(known.values_list("pk", flat=True))
        for file_id in some:
            if file_id not in kept:
                Place(tenant_id, file_id, b"").empty()
                strays += 1
    return strays


def _folders(path: str) -> list[str]:
    try:
        return list(storage_of().listdir(path)[0])
    except FileNotFoundError:
        return []


def _id(name: str) -> UUID | None:
    """Return the id that a folder is called by; None for one that is not ours."""
    try:
        found = UUID(hex=name)
    except ValueError:
        return None
    return found if found.hex == name else None


def _begun(file_id: UUID) -> datetime:
    return clock.UNIX_EPOCH + timedelta(milliseconds=file_id.int >> MILLISECONDS)
