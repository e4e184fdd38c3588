"""Ask the record: what was done, by whom, by which clause. Whoever may read it is decided above."""

import json
from typing import Any, NamedTuple

from django.db.models import QuerySet

from ledger.models import Entry
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor


class Wanted(NamedTuple):
    """What of the record is asked for; "" asks for all."""

    action: str = ""
    clause: str = ""
    actor_ref: str = ""
    subject_kind: str = ""
    subject_ref: str = ""


def entry_list(actor: Actor, wanted: Wanted = Wanted()) -> QuerySet[Entry]:  # noqa: B008
    """Return the entries of the actor's tenants, newest first."""
    tenancy.require(actor)
    given = {name: value for name, value in wanted._asdict().items() if value}
    action = given.pop("action", "")
    found = Entry.objects.filter(tenant_id__in=actor.tenant_ids, **given)
    if action:
        found = found.filter(action__startswith=action)
    return found.order_by("-id")


def data_of(entry: Entry) -> dict[str, Any]:
    """Return what may be read of an entry by anyone who may read the record."""
    body: dict[str, Any] = json.loads(bytes(entry.body))
    found: dict[str, Any] = body["data"]
    return found
