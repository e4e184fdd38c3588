"""What the engine keeps a copy of is numbered: whoever changes it says so, one after another."""

from django.db.models import F

from conduct.models import ListHead
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import require


def head_renew(actor: Actor) -> None:
    """Lock what the engine has a copy of (lists, models that run) and say that it changes.

    Whoever changes it waits for whoever does: a copy is never newer than its number.
    """
    heads = ListHead.objects.select_for_update()
    head, _new = heads.get_or_create(tenant_id=require(actor).tenant_id)
    ListHead.objects.filter(pk=head.pk).update(number=F("number") + 1)
