"""The day until which looks were sealed has come: the record tells of them."""

from uuid import UUID

from django.db import connection, transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from portal import policies, selectors
from portal.models import Unsealing
from portal.services.look import noted

MOST = 500


def tenants_to_tell() -> list[UUID]:
    """Return the tenants, whoever they are, of which a look is sealed no longer and not told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM looks_to_tell(%s)", [clock.today()])
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def looks_unseal(*, actor: Actor) -> int:
    """Enter into the record what is sealed no longer; return how many looks there were.

    Each is entered once, however often and at how many places at once this runs.

    Raises:
        Forbidden: only the product itself does.
    """
    policies.require_unseal(actor)
    rows = list(selectors.looks_to_tell(actor)[:MOST])
    for row in rows:
        _made, is_new = Unsealing.objects.get_or_create(
            tenant_id=row.tenant_id, look=row, defaults={"at": clock.now()}
        )
        if is_new:
            noted(actor, row)
    return len(rows)
