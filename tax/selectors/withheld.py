"""Ask what was withheld: runs, lines of a payee, what was filed."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db import connection
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from office import selectors as office
from office.models import Job
from tax import policies
from tax.models import Payee, Period, Return, Run, Withheld
from tax.selectors.period import named


def run_list(actor: Actor, period: Period | None = None) -> TenantQuerySet[Run]:
    """Return runs, the newest first; of one month, or of all.

    Raises:
        Forbidden: the actor does not see them.
    """
    policies.require_see(actor)
    found = Run.objects.of(actor).select_related("period").order_by("-begun_at", "-id")
    return found.filter(period=period) if period is not None else found


def run_last(actor: Actor, period: Period) -> Run | None:
    """Return the run that counts for a month."""
    done = run_list(actor, period).filter(state=Run.State.DONE)
    return done.order_by("-number").first()


def withheld_by_month(actor: Actor, months: Collection[date]) -> dict[date, int]:
    """Return what was withheld in months, by the run that counts for each."""
    found = run_list(actor).filter(state=Run.State.DONE, period__first_on__in=months)
    told = found.order_by("number").values_list("period__first_on", "withheld_fen")
    return dict(told)


def months_filed(actor: Actor, months: Collection[date]) -> set[date]:
    """Return the months of which what was withheld is filed, as it stands now."""
    runs = run_list(actor).filter(state=Run.State.DONE, period__first_on__in=months)
    last = dict(runs.order_by("number").values_list("period__first_on", "number"))
    told = return_list(actor).filter(period__first_on__in=months)
    filed = set(told.values_list("period__first_on", "number"))
    return {month for month, number in last.items() if (month, number) in filed}


def figures_of(actor: Actor, period: Period) -> dict[str, Any]:
    """Return what a month came to when it was last computed, and whether just that is filed."""
    run = run_last(actor, period) if period.kind == Period.Kind.MONTH else None
    is_filed = run is not None and return_list(actor, period).filter(number=run.number).exists()
    return {"withholding": run, "is_filed": is_filed}


def job_own(actor: Actor, job_id: UUID) -> Job:
    """Return work on taxes that the actor ordered, and no other work of his.

    Raises:
        NotFound: there is none such.
    """
    found = office.job_get(actor, job_id)
    if not found.kind.startswith("tax_"):
        raise NotFound(_("没有这个任务。"))
    return found


def done_numbers(actor: Actor, since: date, until: date) -> list[tuple[date, int]]:
    """Return the runs that count, by month and number, of the months between two days."""
    found = Run.objects.of(actor).filter(
        state=Run.State.DONE, period__first_on__gte=since, period__first_on__lte=until
    )
    return list(found.values_list("period__first_on", "number"))


def return_list(actor: Actor, period: Period | None = None) -> TenantQuerySet[Return]:
    """Return what was filed, the newest first."""
    policies.require_see(actor)
    found = Return.objects.of(actor).order_by("-noted_at", "-number")
    return found.filter(period=period) if period is not None else found


def lines_of(actor: Actor, payee: Payee, year: int) -> list[Withheld]:
    """Return what was withheld of a payee in a year: the line of each month that counts.

    Raises:
        Forbidden: the actor does not see it.
    """
    policies.require_see(actor)
    return year_lines(actor, payee, year)


def year_lines(actor: Actor, payee: Payee, year: int) -> list[Withheld]:
    """Return a payee's lines; the caller has asked whether the actor sees them."""
    counts = set(done_numbers(actor, date(year, 1, 1), date(year, 12, 31)))
    found = Withheld.objects.filter(
        tenant_id=payee.tenant_id,
        bucket=payee.bucket,
        payee_id=payee.pk,
        month__gte=date(year, 1, 1),
        month__lte=date(year, 12, 31),
    )
    latest: dict[date, Withheld] = {}
    for one in found.order_by("month", "number"):
        if (one.month, one.number) in counts:
            latest[one.month] = one
    return list(latest.values())


class LineKept(NamedTuple):
    """A line of a month as it is read many at once, without a model around each."""

    payee_id: UUID
    path: str
    income_fen: int
    refunded_fen: int
    withheld_fen: int
    delta_fen: int
    returned_fen: int
    vat_fen: int
    surcharge_fen: int
    told: dict[str, Any]


LINES = """
SELECT DISTINCT ON (payee_id) payee_id, path, income_fen, refunded_fen, withheld_fen, delta_fen,
  returned_fen, vat_fen, surcharge_fen, told::text FROM tax_withheld
WHERE tenant_id = %s AND bucket = %s AND payee_id > %s AND month = %s AND number = ANY(%s)
ORDER BY payee_id, number DESC LIMIT %s
"""


def lines_kept(
    actor: Actor, month: date, numbers: Sequence[int], bucket: int, after: UUID, most: int
) -> list[LineKept]:
    """Return the lines of a month that count, payee by payee, within one share.

    Raises:
        Forbidden: the actor does not see them.
    """
    policies.require_see(actor)
    given: list[Any] = [actor.tenant_id, bucket, after, month, list(numbers), most]
    with connection.cursor() as cursor:
        cursor.execute(LINES, given)
        return [
            LineKept._make((*row[:-1], msgspec.json.decode(row[-1]))) for row in cursor.fetchall()
        ]


def run_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what runs are called in the record: their month and number."""
    found = Run.objects.of(actor).filter(pk__in=ids).select_related("period")
    return {str(one.pk): f"{named(one.period)} #{one.number}" for one in found}


class Named(NamedTuple):
    """Who a payee is, sealed, as many are read at once; whoever needs it opens it."""

    pk: UUID
    external_id: str
    code: str
    name: bytes | None
    number: bytes | None


NAMED = """
SELECT id, external_id, code, name, number FROM tax_payee WHERE tenant_id = %s
  AND id = ANY(%s::uuid[])
"""


def payees_of(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Named]:
    """Return payees by their ids, with what names them and nothing else.

    Raises:
        Forbidden: the actor does not see them.
    """
    policies.require_see(actor)
    with connection.cursor() as cursor:
        cursor.execute(NAMED, [actor.tenant_id, list(ids)])
        return {row[0]: Named._make(row) for row in cursor.fetchall()}
