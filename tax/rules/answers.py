"""One answer for every kind of calculation, in the keys of the published examples. Pure.

A line may leave the day out; then the tables of the day its kind's examples speak of count, and the
parameters of the answer say so.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple, cast

from tax.rules import business, late, per_payment, vat
from tax.rules.chains import platform_answer, wage_answer
from tax.rules.inputs import Inputs
from tax.rules.money import plain, rate, yuan
from tax.rules.parameters import Parameters
from tax.rules.refusals import TaxRefused
from tax.rules.tables import Tables

UNDATED = date(2026, 1, 1)
UNDATED_THRESHOLD = date(2023, 1, 1)  # the printed examples are those of the rule before 2026
PLACES = {
    "city": "city",
    "county_town": "county_town",
    "other": "elsewhere",
    "elsewhere": "elsewhere",
}
PerPayment = Callable[[Tables, date], per_payment.Method]


class Answer(NamedTuple):
    """The figures of a line, what they were computed with, and which inputs nobody asked for."""

    result: dict[str, Any]
    parameters: Parameters
    ignored: list[str]


def answer(tables: Tables, kind: object, given: Mapping[str, object]) -> Answer:
    """Compute one line.

    Raises:
        TaxRefused: the kind is not known, an input is bad, or no table is in force.
    """
    if not isinstance(kind, str) or kind not in KINDS:
        raise TaxRefused("unknown_kind")
    inputs = Inputs(given)
    inputs.in_cny()
    result, used = KINDS[kind](tables, inputs)
    return Answer(result, used, inputs.ignored)


Made = tuple[dict[str, Any], Parameters]


def _per_payment(compute: PerPayment, write: Callable[[int], str]) -> Callable[..., Made]:
    def made(tables: Tables, inputs: Inputs) -> Made:
        found = compute(tables, inputs.day(UNDATED)).withheld(inputs.money("income"))
        result = {
            "taxable": write(found.taxable_fen),
            "rate": rate(found.rate_bp),
            "quick": plain(found.quick_fen),
            "withheld": yuan(found.withheld_fen),
        }
        return result, found.parameters

    return made


def _business(tables: Tables, inputs: Inputs) -> Made:
    found = _yearly(tables, inputs, inputs.flag("is_individual_business", default=False))
    result = {
        "gross_tax": yuan(found.gross_fen),
        "halving_relief": yuan(found.relief_fen),
        "net_tax": yuan(found.net_fen),
    }
    return result, found.parameters


def _halving(tables: Tables, inputs: Inputs) -> Made:
    found = _yearly(tables, inputs, is_individual=True)
    result = {"gross_tax": yuan(found.gross_fen), "relief": yuan(found.relief_fen)}
    return result, found.parameters


def _yearly(tables: Tables, inputs: Inputs, is_individual: bool) -> business.Yearly:
    taxable, other = inputs.money("taxable"), inputs.money("other_relief", default=0)
    return business.yearly(tables, taxable, inputs.day(UNDATED), is_individual, other)


def _halving_cap(tables: Tables, inputs: Inputs) -> Made:
    found, used = business.halvable(tables, inputs.moneys("taxables"), inputs.day(UNDATED))
    return {"halvable_taxable": plain(found)}, used


def _agency_month(tables: Tables, inputs: Inputs) -> Made:
    received = inputs.money("gross_received_tax_inclusive")
    elsewhere = inputs.money("other_platforms_sales_excl", default=0)
    is_waived = inputs.flag("waives_exemption", default=False)
    found = vat.agency(tables, inputs.day(UNDATED)).month(received, elsewhere, is_waived)
    result = {
        "sales_excl": yuan(found.sales_fen),
        "exempt": found.is_exempt,
        "vat": yuan(found.vat_fen),
    }
    return result, found.parameters


def _day(tables: Tables, inputs: Inputs) -> Made:
    sales, on = inputs.money("daily_sales_excl"), inputs.day(UNDATED)
    if not inputs.flag("platform_agent_filing", default=False):
        found = vat.day(tables, sales, on)
        return {"result": _day_said(not found.is_exempt, found.vat_fen)}, found.parameters
    month = inputs.money("monthly_sales_excl", default=sales)
    is_taxed, tax, used = vat.day_in_month(tables, sales, month, on)
    if not is_taxed and not inputs.has("monthly_sales_excl"):
        return {"result": "monthly threshold applies"}, used
    return {"result": _day_said(is_taxed, tax)}, used


def _day_said(is_taxed: bool, vat_fen: int) -> str:
    return f"taxable in full: {yuan(vat_fen)}" if is_taxed else "exempt"


def _threshold(tables: Tables, inputs: Inputs) -> Made:
    found = vat.spans(tables, inputs.moneys("months"), inputs.day(UNDATED_THRESHOLD))
    total, threshold = plain(found.total_fen), plain(found.threshold_fen)
    under, over = ("<=", ">") if found.is_exempt_at_threshold else ("<", ">=")
    taxed = found.is_quarter_taxed
    quarter = f"{total} {over if taxed else under} {threshold} "
    result = {
        "monthly_filer": _months(found.taxed_months, "taxable" if taxed else "taxable in full"),
        "quarterly_filer": quarter + ("taxable in full" if taxed else "exempt in full"),
    }
    return result, found.parameters


def _months(taxed: tuple[bool, ...], taxable: str) -> str:
    """Name the months; “in full” is said here where the quarter does not say it."""
    said = []
    for is_taxed, outcome in ((False, "exempt"), (True, taxable)):
        named = [str(place) for place, one in enumerate(taxed, start=1) if one is is_taxed]
        if named:
            said.append(f"month{'s'[: len(named) - 1]} {','.join(named)} {outcome}")
    return "; ".join(said)


def _surcharges(tables: Tables, inputs: Inputs) -> Made:
    place = cast(vat.Location, inputs.word("location", PLACES))
    sales = inputs.money("monthly_sales", default=0) if inputs.has("monthly_sales") else None
    halved = inputs.flag("halving", default=True)
    found = vat.surcharges(tables, inputs.money("vat"), place, inputs.day(UNDATED), halved, sales)
    result = {
        "urban_maintenance": yuan(found.urban_maintenance_fen),
        "education": yuan(found.education_fen),
        "local_education": yuan(found.local_education_fen),
    }
    return result, found.parameters


def _late(tables: Tables, inputs: Inputs) -> Made:
    unpaid = inputs.money("unpaid")
    if inputs.has("days"):
        days = inputs.whole("days", 0, late.MOST_DAYS)
    else:
        days = late.days_late(inputs.date("due_on"), inputs.date("paid_on"))
    fee, used = late.late_fee(tables, unpaid, days, inputs.day(UNDATED))
    return {"late_fee": yuan(fee)}, used


KINDS: dict[str, Callable[[Tables, Inputs], Made]] = {
    "labour_per_payment": _per_payment(per_payment.labour_method, yuan),
    "author_remuneration": _per_payment(per_payment.author_method, plain),
    "nonresident_labour": _per_payment(per_payment.nonresident_labour_method, yuan),
    "nonresident_author": _per_payment(per_payment.nonresident_author_method, plain),
    "platform_cumulative_labour": platform_answer,
    "cumulative_wage": wage_answer,
    "business_income": _business,
    "individual_business_halving": _halving,
    "individual_business_halving_cap": _halving_cap,
    "vat_small_scale_threshold": _threshold,
    "vat_platform_agent_monthly": _agency_month,
    "vat_natural_person_per_transaction": _day,
    "vat_surcharges": _surcharges,
    "late_payment_surcharge": _late,
}
