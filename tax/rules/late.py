"""What paying late costs: a share of the unpaid tax for every day. Pure."""

from datetime import date

from tax.rules.money import BASIS, half_up
from tax.rules.parameters import Parameters, parameters
from tax.rules.refusals import TaxRefused
from tax.rules.tables import Tables

MOST_DAYS = 100_000


def days_late(due_on: date, paid_on: date) -> int:
    """Count from the day after the last day for payment to the day of payment."""
    return max(0, (paid_on - due_on).days)


def late_fee(tables: Tables, unpaid_fen: int, days: int, on: date) -> tuple[int, Parameters]:
    """Return the fee for so many days.

    Raises:
        TaxRefused: an amount is negative or out of bounds, or no figures are in force.

    Law: TCA-late-fee
    """
    if unpaid_fen < 0:
        raise TaxRefused("amount_negative", name="unpaid")
    if not 0 <= days <= MOST_DAYS:
        raise TaxRefused("out_of_range", name="days")
    terms = tables.figures("late_fee", on)
    return half_up(unpaid_fen * days * terms.rates["day"], BASIS), parameters(terms)
