"""Ask which licences and certificates end, have ended, or begin to hold."""

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from parties.models import Credential, Party

APPROVED = Credential.State.APPROVED


def tenants_with_credentials_turning(since: date, until: date) -> list[UUID]:
    """Return the tenants, whoever they are, in which a credential ends or begins to hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM parties_credentials_turning(%s, %s)", [since, until])
        return [row[0] for row in cursor.fetchall()]


def _standing(actor: Actor) -> TenantQuerySet[Credential]:
    found = Credential.objects.of(actor).filter(state=APPROVED, lapsed_at__isnull=True)
    return found.exclude(party__state=Party.State.CLOSED)


def credentials_ending(actor: Actor, since: date, until: date) -> list[Credential]:
    """Return what ends within these days and was not renewed by one of its kind and name."""
    renewed = Credential.objects.of(actor).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=until),
        state=APPROVED,
        party=OuterRef("party"),
        kind=OuterRef("kind"),
        name=OuterRef("name"),
    )
    found = _standing(actor).filter(valid_until__range=(since, until)).exclude(Exists(renewed))
    return list(found.select_related("party").order_by("valid_until", "id"))


def credentials_over(actor: Actor, before: date, most: int) -> list[Credential]:
    """Lock and return what ended before a day and nobody has noticed yet, the oldest first."""
    found = Credential.objects.of(actor).filter(
        state=APPROVED, lapsed_at__isnull=True, valid_until__lt=before
    )
    rows = found.select_related("party").order_by("valid_until", "id")
    return list(rows.select_for_update(skip_locked=True, of=("self",))[:most])


def operators_gaining(actor: Actor, since: date, until: date) -> list[UUID]:
    """Return the operators of whom a licence that was approved begins to hold in these days."""
    found = _standing(actor).filter(
        kind=Credential.Kind.LICENCE,
        valid_from__range=(since, until),
        party__roles__contains=[Party.Role.OPERATOR],
    )
    return sorted(set(found.values_list("party_id", flat=True)))
