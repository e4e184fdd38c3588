"""Ask the record: what was done, by whom, by which clause. Whoever may read it is decided above."""

import json
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from ledger.models import Entry
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor

LOOKUPS = {"action": "action__startswith", "since": "at__gte", "until": "at__lt"}


class Wanted(NamedTuple):
    """What of the record is asked for; "" and None ask for all.

    `action` may be the beginning of one: "moderation." asks for all acts of an app.
    """

    action: str = ""
    clause: str = ""
    actor_ref: str = ""
    subject_kind: str = ""
    subject_ref: str = ""
    since: datetime | None = None
    until: datetime | None = None


def entry_list(actor: Actor, wanted: Wanted = Wanted()) -> QuerySet[Entry]:  # noqa: B008
    """Return the entries of the actor's tenants, newest first."""
    tenancy.require(actor)
    given = {LOOKUPS.get(name, name): value for name, value in wanted._asdict().items() if value}
    found = Entry.objects.filter(tenant_id__in=actor.tenant_ids, **given)
    return found.order_by("-id")


def entry_page(actor: Actor, wanted: Wanted, after: UUID | None, most: int) -> list[Entry]:
    """Return the next entries behind `after`, oldest first."""
    found = entry_list(actor, wanted).order_by("id")
    return list((found.filter(pk__gt=after) if after else found)[:most])


def data_of(entry: Entry) -> dict[str, Any]:
    """Return what may be read of an entry by anyone who may read the record."""
    body: dict[str, Any] = json.loads(bytes(entry.body))
    found: dict[str, Any] = body["data"]
    return found
