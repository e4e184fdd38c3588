"""Ask about the operators of live rooms."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from parties.models import Party


def operator_list(actor: Actor) -> TenantQuerySet[Party]:
    """Return the operators of the actor's tenants, those whose account is closed too, by age."""
    return Party.objects.of(actor).filter(roles__contains=[Party.Role.OPERATOR]).order_by("id")


def operator_get(actor: Actor, operator_id: UUID) -> Party:
    """Return one operator, closed or not; whoever asks has been allowed to by the caller.

    Raises:
        NotFound: no such operator in the actor's tenant.
    """
    found = Party.objects.of(actor).filter(pk=operator_id, roles__contains=["operator"]).first()
    if found is None:
        raise NotFound(_("没有这个直播间运营者。"))
    return found


def operators_by_number(actor: Actor, numbers: Collection[str]) -> dict[str, UUID]:
    """Return operators by what the platform calls them."""
    found = operator_list(actor).filter(external_id__in=numbers)
    return dict(found.values_list("external_id", "id"))


def operators_in_bulk(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Party]:
    """Return operators by id, closed ones too."""
    return Party.objects.of(actor).in_bulk(list(ids))


def parties_open(actor: Actor) -> list[tuple[UUID, list[str]]]:
    """Return everybody whose live-marketing function is open, with his roles."""
    found = Party.objects.of(actor).filter(state=Party.State.ACTIVE, function=Party.Function.OPEN)
    return list(found.values_list("pk", "roles"))
