"""Ask which packages a quarter has, what is wrong in them, and what was reported of whom last."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from tax import policies
from tax.models import (
    Basics,
    BasicsReport,
    Extension,
    Flaw,
    IdentityLine,
    IncomeLine,
    Package,
    Payee,
    Period,
    Problem,
)
from tax.rules.left_out import Told
from tax.rules.packages import Identity
from tax.selectors.period import named

IDENTITIES = """
SELECT DISTINCT ON (payee_id) payee_id, print, agency_id FROM tax_identityline
WHERE tenant_id = %s AND bucket = %s AND payee_id > %s AND payee_id <= %s
  AND number = ANY(%s::integer[])
ORDER BY payee_id, number DESC
"""
INCOMES = """
SELECT DISTINCT ON (payee_id) payee_id, figures FROM tax_incomeline
WHERE tenant_id = %s AND bucket = %s AND payee_id > %s AND payee_id <= %s
  AND number = ANY(%s::integer[])
ORDER BY payee_id, number DESC
"""


def package_list(actor: Actor, period: Period | None = None) -> TenantQuerySet[Package]:
    """Return packages, the newest first; of one quarter, or of all.

    Raises:
        Forbidden: the actor does not see them.
    """
    policies.require_see(actor)
    found = Package.objects.of(actor).select_related("period").order_by("-number")
    return found.filter(period=period) if period is not None else found


def package_page(
    actor: Actor, quarter: date | None, after: UUID | None, most: int
) -> list[Package]:
    """Return packages that stand or stood, the newest first, after one of them."""
    found = package_list(actor).exclude(state=Package.State.DROPPED)
    if quarter is not None:
        found = found.filter(period__first_on=quarter)
    if after is not None:
        found = found.filter(number__lt=package_get(actor, after).number)
    return list(found[:most])


def package_get(actor: Actor, package_id: UUID, *, lock: bool = False) -> Package:
    """Return one package.

    Raises:
        Forbidden: the actor does not see them. NotFound: no such package in the tenant.
    """
    found = package_list(actor)
    if lock:
        found = found.select_for_update(of=("self",))
    one = found.filter(pk=package_id).first()
    if one is None:
        raise NotFound(_("没有这份报送资料。"))
    return one


def package_states(actor: Actor, quarters: Collection[date]) -> dict[date, str]:
    """Return how the newest package of quarters stands, by their first days."""
    found = package_list(actor).filter(period__first_on__in=quarters).exclude(state="dropped")
    return dict(found.order_by("number").values_list("period__first_on", "state"))


def accepted_numbers(actor: Actor, period: Period | None = None) -> list[int]:
    """Return the packages that were accepted, in the order they were made."""
    found = package_list(actor, period).filter(state=Package.State.ACCEPTED)
    return sorted(found.values_list("number", flat=True))


def package_of_file(actor: Actor, file_id: UUID) -> Package | None:
    """Return the package that a file belongs to."""
    wanted = [{"files": [{"id": str(file_id)}]}]
    return Package.objects.of(actor).filter(forms__contains=wanted).first()


def identities_reported(
    actor: Actor, numbers: Sequence[int], bucket: int, after: UUID, until: UUID
) -> dict[UUID, Identity]:
    """Return what was reported last of who payees are, within one share."""
    if not numbers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(IDENTITIES, [actor.tenant_id, bucket, after, until, list(numbers)])
        return {pk: Identity(bytes(told), agency) for pk, told, agency in cursor.fetchall()}


def incomes_reported(
    actor: Actor, numbers: Sequence[int], bucket: int, after: UUID, until: UUID
) -> dict[UUID, Told]:
    """Return what was reported last of what payees were paid in a quarter, within one share."""
    if not numbers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(INCOMES, [actor.tenant_id, bucket, after, until, list(numbers)])
        return {pk: Told.of(figures) for pk, figures in cursor.fetchall()}


def reported_of(actor: Actor, payees: Collection[Payee]) -> dict[UUID, tuple[str, date | None]]:
    """Return of payees what the identity form flags them as, and when they were reported last.

    Only what was filed and accepted counts.
    """
    sent = dict(
        package_list(actor).filter(state=Package.State.ACCEPTED).values_list("number", "sent_on")
    )
    lines = IdentityLine.objects.filter(
        tenant_id__in=actor.tenant_ids,
        bucket__in={one.bucket for one in payees},
        payee_id__in=[one.pk for one in payees],
        number__in=list(sent),
    )
    last = {one.payee_id: one for one in lines.order_by("number")}
    found: dict[UUID, tuple[str, date | None]] = {}
    for one in payees:
        line = last.get(one.pk)
        if line is None:
            found[one.pk] = ("new", None)
        else:
            is_same = bytes(line.print) in (bytes(one.print), b"")
            found[one.pk] = ("same" if is_same else "changed", sent[line.number])
    return found


def problem_page(
    actor: Actor, package: Package, code: str = "", after: tuple[int, UUID] | None = None,
    most: int = 50,
) -> list[Problem]:  # fmt: skip
    """Return what is wrong row by row, in the order of the rows."""
    policies.require_see(actor)
    found = Problem.objects.filter(tenant_id=package.tenant_id, number=package.number)
    if code:
        found = found.filter(code=code)
    if after is not None:
        bucket, payee_id = after
        found = found.filter(bucket__gt=bucket) | found.filter(bucket=bucket, payee_id__gt=payee_id)
    return list(found.order_by("bucket", "payee_id", "code", "field")[:most])


def basics_last(actor: Actor) -> Basics | None:
    """Return what the platform says of itself now."""
    policies.require_see(actor)
    return basics_list(actor).first()


def basics_list(actor: Actor) -> TenantQuerySet[Basics]:
    """Return all the platform said of itself, the newest first."""
    policies.require_see(actor)
    return Basics.objects.of(actor).select_related("report").order_by("-number")


def basics_get(actor: Actor, number: int) -> Basics:
    """Return one version.

    Raises:
        Forbidden: the actor does not see it. NotFound: there is none of this number.
    """
    one = basics_list(actor).filter(number=number).first()
    if one is None:
        raise NotFound(_("没有这一版平台基本信息。"))
    return one


def basics_waiting(actor: Actor) -> TenantQuerySet[Basics]:
    """Return the versions that were not reported, the newest first."""
    return basics_list(actor).filter(report=None)


def report_of(one: Basics) -> BasicsReport | None:
    """Return that a version was reported; None while it waits."""
    return getattr(one, "report", None)


def basics_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what versions are called in the record."""
    found = Basics.objects.of(actor).filter(pk__in=ids)
    return {
        str(one.pk): _("平台基本信息第 %(number)s 版") % {"number": one.number} for one in found
    }


def flaw_list(actor: Actor, period: Period) -> TenantQuerySet[Flaw]:
    """Return the errors found in a quarter's report, the newest first."""
    policies.require_see(actor)
    found = Flaw.objects.of(actor).filter(period=period).select_related("package")
    return found.order_by("-found_on", "-id")


def extension_list(actor: Actor, period: Period) -> TenantQuerySet[Extension]:
    """Return what was asked for more time for a quarter, the newest first."""
    policies.require_see(actor)
    return Extension.objects.of(actor).filter(period=period).order_by("-noted_at", "-id")


def lines_counted(actor: Actor, package: Package) -> tuple[int, int]:
    """Return how many identities and incomes a package holds."""
    policies.require_see(actor)
    of: Mapping[str, object] = {"tenant_id": package.tenant_id, "number": package.number}
    return IdentityLine.objects.filter(**of).count(), IncomeLine.objects.filter(**of).count()


def package_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what packages are called in the record: their quarter and number."""
    found = Package.objects.of(actor).filter(pk__in=ids).select_related("period")
    return {str(one.pk): f"{named(one.period)} #{one.number}" for one in found}
