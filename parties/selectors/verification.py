"""Ask about verifications: of one party, those that wait for an officer, those left open."""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from parties import policies
from parties.models import Party, Verification


def verification_get(actor: Actor, verification_id: UUID) -> Verification:
    """Return one verification.

    Raises:
        NotFound: no such verification in the tenant.
        Forbidden: the actor may not see it.
    """
    found = Verification.objects.of(actor).select_related("party").filter(pk=verification_id)
    one = found.first()
    if one is None:
        raise NotFound(_("没有这次身份核验。"))
    policies.require_see_verifications(actor, one.party.user_id)
    return one


def verification_list(actor: Actor, party_id: UUID) -> TenantQuerySet[Verification]:
    """Return a party's verifications, the newest first.

    Raises:
        NotFound: no such party in the tenant.
        Forbidden: the actor may not see them.
    """
    party = Party.objects.of(actor).filter(pk=party_id).first()
    if party is None:
        raise NotFound(_("没有这个主体。"))
    policies.require_see_verifications(actor, party.user_id)
    return Verification.objects.of(actor).filter(party_id=party_id).order_by("-started_at", "-id")


def tenants_with_open_verifications(before: datetime) -> list[UUID]:
    """Return the tenants with a verification that began before an instant and has no outcome."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM verifications_open(%s)", [before])
        return [row[0] for row in cursor.fetchall()]


def tenants_with_erasures() -> list[UUID]:
    """Return the tenants in which an erasure waits for the end of the law's own term."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM erasures_waiting()")
        return [row[0] for row in cursor.fetchall()]
