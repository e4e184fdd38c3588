"""Ask who is paid, and what names him, masked."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.managers import TenantQuerySet
from livecompliance.kernel import personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from parties.services.sealing import field_of, read
from tax import policies
from tax.models import Deduction, Payee

KEY = "payee"  # the kind of a payee's own key
SEALED = ("name", "number", "address", "contact")
PLATFORMS = "platform"  # asked for instead of a kind: platforms inside the tenant's own


def payee_list(actor: Actor) -> TenantQuerySet[Payee]:
    """Return the payees, the newest first.

    Raises:
        Forbidden: the actor does not see them.
    """
    policies.require_see(actor)
    return Payee.objects.of(actor).order_by("-id")


def payee_get(actor: Actor, payee_id: UUID) -> Payee:
    """Return one payee.

    Raises:
        Forbidden: the actor does not see them. NotFound: no such payee in the tenant.
    """
    found = payee_list(actor).select_related("agency").filter(pk=payee_id).first()
    if found is None:
        raise NotFound(_("没有这个收款人。"))
    return found


def payee_page(
    actor: Actor, wanted: str, kind: str, *, after: UUID | None = None, most: int = 50
) -> list[Payee]:
    """Return payees by the platform's number, a shop or a code; by id, the newest first."""
    found = payee_list(actor)
    if kind == PLATFORMS:
        found = found.filter(is_platform=True)
    elif kind:
        found = found.filter(kind=kind)
    if text := wanted.strip()[:80]:
        found = found.filter(Q(external_id=text) | Q(code=text.upper()) | Q(shops__contains=[text]))
    if after is not None:
        found = found.filter(id__lt=after)
    return list(found[:most])


def platforms_inside(actor: Actor) -> bool:
    """Tell whether anybody on file is a platform inside the tenant's own."""
    return payee_list(actor).filter(is_platform=True).exists()


def payees_masked(actor: Actor, rows: Collection[Payee]) -> dict[UUID, dict[str, str]]:
    """Return what names payees as it may be shown, by their ids; one query for all keys."""
    keys = accounts.person_keys(actor, [row.pk for row in rows], KEY) if rows else {}
    return {
        row.pk: {
            name: personal.mask(field_of(Payee, name).kind, read(row, name, keys.get(row.pk)))
            for name in SEALED
        }
        for row in rows
    }


def deductions_of(actor: Actor, payee: Payee, most: int = 24) -> list[Deduction]:
    """Return what an employee deducts, the newest month first.

    Raises:
        Forbidden: the actor does not see it.
    """
    policies.require_see(actor)
    return list(Deduction.objects.of(actor).filter(payee=payee).order_by("-month")[:most])


def payee_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what payees are called in the record: the platform's own numbers."""
    found = Payee.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): one.external_id for one in found}
