"""What a package says once: what the platform is, more time that was asked for, sums that agree."""

from collections.abc import Mapping

from django.db.models import Sum

from livecompliance.kernel.actors import Actor
from tax.models import Extension, Package, Period, Problem, Return, Tally
from tax.rules import calendar
from tax.selectors.package import basics_last
from tax.selectors.payee import platforms_inside
from tax.services.package_rows import FIRST, PUT_PROBLEMS, Reader, Rows, Values, Wrong, put

BASICS = ("platform_name", "platform_code", "site_name", "domain", "business", "begun_on",
          "ended_on")  # fmt: skip
HEADS = frozenset({"basics", "extension"})


def head_rows(actor: Actor, package: Package, reader: Reader) -> Rows:
    """Return the rows of the forms that are not about payees."""
    found: Rows = {}
    for form in reader.forms:
        if form.rows in HEADS:
            given = _basics(actor, reader) if form.rows == "basics" else _extension(actor, reader)
            rows = [[values.get(one.value, "") for one in form.columns] for values in given]
            if rows:
                found[form.key] = rows
    return found


def _basics(actor: Actor, reader: Reader) -> list[Values]:
    """Return a row for each entity that runs the platform; one where there is none besides."""
    basics = basics_last(actor)
    if basics is None:
        return []
    word = reader.layout.word
    state = word("state", "new" if basics.number == 1 else "changed")
    common = {name: basics.facts.get(name, "") for name in BASICS} | {"basics_state": state}
    return [common | one for one in basics.entities] or [common]


def _extension(actor: Actor, reader: Reader) -> list[Values]:
    found = Extension.objects.of(actor).filter(period=reader.package.period).order_by("noted_at")
    word = reader.layout.word
    return [
        {
            "quarter": reader.quarter,
            "extension_said": one.said,
            "asked_on": f"{one.asked_on}",
            "wanted_on": f"{one.wanted_on}",
            "extension_state": word("extension", one.state),
            "until_on": f"{one.until_on or ''}",
            "notice": one.notice,
        }
        for one in found
    ]


def head_problems(
    actor: Actor, package: Package, reader: Reader, sums: Mapping[str, int]
) -> list[Wrong]:
    """Return what is wrong with the package as a whole.

    The months' own sums, kept with every batch of payments, must be what its lines came from.
    """
    found = []
    if reader.of("basics") and basics_last(actor) is None:
        found.append(Wrong(FIRST, "", "basics", "basics_missing", ""))
    if reader.of("identities") and not reader.scope.hosts and platforms_inside(actor):
        found.append(Wrong(FIRST, "", "platforms_inside", "platforms_unsaid", ""))
    months = calendar.months_of(reader.first)
    kept = Tally.objects.of(actor).filter(month__in=months)
    told = kept.aggregate(paid=Sum("paid_fen"), back=Sum("refunded_fen"))
    read = sums.get("months_paid", 0), sums.get("months_refunded", 0)
    if reader.of("income") and read != (told["paid"] or 0, told["back"] or 0):
        found.append(Wrong(FIRST, "", "income", "totals_differ", ""))
    filed = set(
        Return.objects.of(actor)
        .filter(period__kind=Period.Kind.MONTH, period__first_on__in=months)
        .values_list("period__first_on", flat=True)
    )
    paying = set(kept.filter(kind="services").values_list("month", flat=True))
    found += [
        Wrong(FIRST, "", "", "month_unfiled", f"{month:%Y-%m}") for month in sorted(paying - filed)
    ]
    of = Problem.objects.filter(tenant_id=package.tenant_id, number=package.number)
    of.filter(payee_id=FIRST).delete()  # of a time before: whoever was at it was killed
    put(PUT_PROBLEMS, [actor.tenant_id, package.number, 0], found)
    return found
