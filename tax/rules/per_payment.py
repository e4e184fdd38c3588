"""Withholding payment by payment: labour and author's remuneration, residents and others. Pure."""

from datetime import date

import msgspec

from tax.rules.money import BASIS, half_up
from tax.rules.parameters import Parameters, parameters
from tax.rules.refusals import TaxRefused
from tax.rules.tables import Table, Tables, Terms

EVERY_FEN = 10**18  # a flat sum that is deducted from whatever was earned


class Withheld(msgspec.Struct, frozen=True):
    """What is withheld from one payment, and how it came about."""

    income_fen: int
    taxable_fen: int  # rounded for reading; the tax is computed from the exact amount
    rate_bp: int
    quick_fen: int
    withheld_fen: int
    parameters: Parameters


class Method(msgspec.Struct, frozen=True):
    """How a payment of a day is taxed; made once, not once a payment."""

    table: Table
    parameters: Parameters
    expense_bp: int = 0
    flat_up_to_fen: int = -1  # up to here a flat sum is deducted instead
    flat_expense_fen: int = 0
    share_bp: int = BASIS  # how much of the rest counts

    def taxable(self, income_fen: int) -> int:
        """Return what is taxed of a payment, exactly: in fen / BASIS.

        Raises:
            TaxRefused: the income is negative.
        """
        if income_fen < 0:
            raise TaxRefused("amount_negative", name="income")
        if income_fen <= self.flat_up_to_fen:
            rest = max(0, income_fen - self.flat_expense_fen) * BASIS
        else:
            rest = income_fen * (BASIS - self.expense_bp)
        return rest * self.share_bp // BASIS  # rates are whole percents, so this is exact

    def tax(self, income_fen: int) -> int:
        """Return what is withheld from a payment.

        Raises:
            TaxRefused: the income is negative.
        """
        return self.table.tax(self.taxable(income_fen), BASIS)

    def withheld(self, income_fen: int) -> Withheld:
        """Return what is withheld from a payment, and how it came about.

        Raises:
            TaxRefused: the income is negative.
        """
        taxable = self.taxable(income_fen)
        step, tax = self.table.bracket(taxable, BASIS), self.table.tax(taxable, BASIS)
        return Withheld(
            *(income_fen, half_up(taxable, BASIS), step.rate_bp, step.quick_fen, tax),
            self.parameters,
        )


def labour_method(tables: Tables, on: date) -> Method:
    """Return how a resident's payment for labour is taxed (table 2).

    A continuous item counts all of a month as one payment: the caller gives the month's sum.

    Raises:
        TaxRefused: no table is in force.

    Law: N61-labour, N61-once
    """
    terms = tables.figures("labour", on)
    return _flat(tables.table("labour", on), terms, BASIS)


def author_method(tables: Tables, on: date) -> Method:
    """Return how a resident's author's remuneration is taxed: seventy per cent of it count.

    Raises:
        TaxRefused: no table is in force.

    Law: N61-labour
    """
    terms = tables.figures("labour", on)
    return _flat(tables.table("author", on), terms, terms.rates["author_share"])


def nonresident_labour_method(tables: Tables, on: date) -> Method:
    """Return how a non-resident's labour is taxed (table 3).

    Raises:
        TaxRefused: no table is in force.

    Law: N61-nonresident
    """
    table, terms = tables.table("nonresident", on), tables.figures("nonresident", on)
    return Method(table, parameters(table, terms), terms.rates["expense"])


def nonresident_author_method(tables: Tables, on: date) -> Method:
    """Return how a non-resident's author's remuneration is taxed (table 3).

    Raises:
        TaxRefused: no table is in force.

    Law: N61-nonresident
    """
    table, terms = tables.table("nonresident", on), tables.figures("nonresident", on)
    used, share = parameters(table, terms), terms.rates["author_share"]
    return Method(table, used, terms.rates["expense"], share_bp=share)


def nonresident_wage_method(tables: Tables, on: date) -> Method:
    """Return how a non-resident's wages of a month are taxed (table 3).

    Raises:
        TaxRefused: no table is in force.

    Law: N61-nonresident
    """
    table, terms = tables.table("nonresident", on), tables.figures("nonresident", on)
    basic = terms.amounts["basic_deduction"]
    return Method(table, parameters(table, terms), 0, EVERY_FEN, basic)


def labour(tables: Tables, income_fen: int, on: date) -> Withheld:
    """Compute what is withheld from one payment to a resident for labour.

    Raises:
        TaxRefused: the income is negative, or no table is in force.
    """
    return labour_method(tables, on).withheld(income_fen)


def nonresident_labour(tables: Tables, income_fen: int, on: date) -> Withheld:
    """Compute what is withheld from one payment to a non-resident for labour.

    Raises:
        TaxRefused: the income is negative, or no table is in force.
    """
    return nonresident_labour_method(tables, on).withheld(income_fen)


def nonresident_wage(tables: Tables, income_fen: int, on: date) -> Withheld:
    """Compute what is withheld from a month's wages of a non-resident.

    Raises:
        TaxRefused: the income is negative, or no table is in force.
    """
    return nonresident_wage_method(tables, on).withheld(income_fen)


def _flat(table: Table, terms: Terms, share_bp: int) -> Method:
    amounts, used = terms.amounts, parameters(table, terms)
    flat = (amounts["flat_up_to"], amounts["flat_expense"])
    return Method(table, used, terms.rates["expense"], *flat, share_bp)
