"""Value-added tax of small sellers, filed for them by the platform, and its surcharges. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

import msgspec

from tax.rules.money import BASIS, half_up
from tax.rules.parameters import Parameters, parameters
from tax.rules.refusals import TaxRefused
from tax.rules.tables import Tables, Terms

Location = Literal["city", "county_town", "elsewhere"]
LOCATIONS: tuple[Location, ...] = ("city", "county_town", "elsewhere")
Span = Literal["day", "month", "quarter"]


class Levied(msgspec.Struct, frozen=True):
    """The tax on what was received in a span of time."""

    received_fen: int  # tax included
    sales_fen: int  # without the tax
    is_exempt: bool
    vat_fen: int
    parameters: Parameters


class Agency(msgspec.Struct, frozen=True):
    """How months are filed for practitioners; made once a month, not once a practitioner."""

    terms: Terms
    parameters: Parameters

    def month(self, received_fen: int, elsewhere_fen: int = 0, is_waived: bool = False) -> Levied:
        """Compute a practitioner's month: all of it counts together.

        Args:
            elsewhere_fen: sales of the month on other platforms, as the tax bureau says.
            is_waived: the practitioner gives the exemption up, for a special invoice.

        Raises:
            TaxRefused: an amount is negative.

        Law: A16-vat-agency, S4-month, S4-waiver, A16-several
        """
        _not_negative(received_fen, elsewhere_fen)
        sales = half_up(received_fen * BASIS, BASIS + self.terms.rates["levy"])
        is_exempt = not is_waived and is_below(self.terms, "month", sales + elsewhere_fen)
        vat = 0 if is_exempt else received_fen - sales
        return Levied(received_fen, sales, is_exempt, vat, self.parameters)


class Surcharges(NamedTuple):
    """What is paid on top of the tax."""

    urban_maintenance_fen: int
    education_fen: int
    local_education_fen: int
    parameters: Parameters

    @property
    def total_fen(self) -> int:
        return self.urban_maintenance_fen + self.education_fen + self.local_education_fen


class Spans(NamedTuple):
    """A quarter's months as a monthly and as a quarterly filer sees them."""

    taxed_months: tuple[bool, ...]
    is_quarter_taxed: bool
    total_fen: int
    threshold_fen: int
    is_exempt_at_threshold: bool
    parameters: Parameters


def agency(tables: Tables, on: date) -> Agency:
    """Return how the month of a day is filed.

    Raises:
        TaxRefused: no figures are in force.
    """
    terms = tables.figures("vat", on)
    return Agency(terms, parameters(terms))


def agency_month(tables: Tables, received_fen: int, on: date) -> Levied:
    """Compute one practitioner's month as the platform files it.

    Raises:
        TaxRefused: the amount is negative, or no figures are in force.
    """
    return agency(tables, on).month(received_fen)


def day(tables: Tables, sales_fen: int, on: date) -> Levied:
    """Compute a natural person's day where nobody files for them: each time (day) by itself.

    Raises:
        TaxRefused: the amount is negative, or no figures are in force.

    Law: S4-each-time
    """
    _not_negative(sales_fen)
    terms = tables.figures("vat", on)
    is_exempt = is_below(terms, "day", sales_fen)
    vat = 0 if is_exempt else half_up(sales_fen * terms.rates["levy"], BASIS)
    return Levied(sales_fen + vat, sales_fen, is_exempt, vat, parameters(terms))


def day_in_month(
    tables: Tables, day_fen: int, month_fen: int, on: date
) -> tuple[bool, int, Parameters]:
    """Tell whether a day is taxed where the platform files, and with how much: the month decides.

    Raises:
        TaxRefused: an amount is negative, a month less than its day, or no figures in force.

    Law: S4-month
    """
    _not_negative(day_fen)
    if month_fen < day_fen:
        raise TaxRefused("out_of_range", name="month")
    terms = tables.figures("vat", on)
    is_taxed = not is_below(terms, "month", month_fen)
    vat = half_up(day_fen * terms.rates["levy"], BASIS) if is_taxed else 0
    return is_taxed, vat, parameters(terms)


def spans(tables: Tables, months_fen: Sequence[int], on: date) -> Spans:
    """Tell which months, and whether their quarter, reach the threshold.

    Raises:
        TaxRefused: an amount is negative, or no figures are in force.
    """
    _not_negative(*months_fen)
    terms, total = tables.figures("vat", on), sum(months_fen)
    return Spans(
        tuple(not is_below(terms, "month", fen) for fen in months_fen),
        not is_below(terms, "quarter", total),
        total,
        terms.amounts["quarter"],
        terms.flags["exempt_at_threshold"],
        parameters(terms),
    )


def surcharges(
    tables: Tables,
    vat_fen: int,
    location: Location,
    on: date,
    is_halved: bool = True,
    month_sales_fen: int | None = None,
) -> Surcharges:
    """Compute the three surcharges; education ones are exempt in a month of small sales.

    Raises:
        TaxRefused: an amount is negative, the place is not known, or no figures are in force.
    """
    _not_negative(vat_fen, month_sales_fen or 0)
    if location not in LOCATIONS:
        raise TaxRefused("unknown_value", name="location")
    terms = tables.figures("surcharges", on)
    half = terms.rates["halving"] if is_halved else BASIS
    limit = terms.amounts["education_exempt_up_to"]
    is_small = month_sales_fen is not None and month_sales_fen <= limit

    def levied(name: str) -> int:
        return half_up(vat_fen * terms.rates[name] * half, BASIS * BASIS)

    education = (0, 0) if is_small else (levied("education"), levied("local_education"))
    chosen = {"location": location, "is_halved": str(is_halved).lower()}
    return Surcharges(levied(location), *education, parameters(terms, **chosen))


def is_below(terms: Terms, span: Span, sales_fen: int) -> bool:
    """Tell whether sales are exempt: below the threshold, and at it where that still counts.

    Law: VAT-threshold
    """
    threshold = terms.amounts[span]
    return sales_fen < threshold or (sales_fen == threshold and terms.flags["exempt_at_threshold"])


def _not_negative(*amounts: int) -> None:
    if amounts and min(amounts) < 0:
        raise TaxRefused("amount_negative", name="amount")
