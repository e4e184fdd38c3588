"""Find one row of the tenant's, or say that there is none."""

from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from accounts.models import TenantOwned
from filings import policies
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound

Row = TypeVar("Row", bound=TenantOwned)


def rows(actor: Actor, model: type[Row]) -> TenantQuerySet[Row]:
    """Return the rows of the tenants that `actor` may see.

    Raises:
        Forbidden: those who have nothing to do with the platform's filings.
    """
    policies.require_see(actor)
    found: TenantQuerySet[Row] = model.objects.of(actor)
    return found


def row(actor: Actor, model: type[Row], pk: UUID, *, lock: bool = False) -> Row:
    """Return one row.

    Raises:
        Forbidden: those who have nothing to do with the platform's filings.
        NotFound: no such row in the tenant.
    """
    found = rows(actor, model).filter(pk=pk)
    one = (found.select_for_update(of=("self",)) if lock else found).first()
    if one is None:
        raise NotFound(_("没有这条记录。"))
    return one
