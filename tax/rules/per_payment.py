"""Withholding payment by payment: labour and author's remuneration, residents and others. Pure."""

from datetime import date

import msgspec

from tax.rules.money import BASIS, half_up
from tax.rules.parameters import Parameters, parameters
from tax.rules.refusals import TaxRefused
from tax.rules.tables import Table, Tables, Terms


class Withheld(msgspec.Struct, frozen=True):
    """What is withheld from one payment, and how it came about."""

    income_fen: int
    taxable_fen: int  # rounded for reading; the tax is computed from the exact amount
    rate_bp: int
    quick_fen: int
    withheld_fen: int
    parameters: Parameters


def labour(tables: Tables, income_fen: int, on: date) -> Withheld:
    """Compute what is withheld from a resident's payment for labour (table 2).

    A continuous item counts all of a month as one payment: the caller gives the month's sum.

    Raises:
        TaxRefused: the income is negative, or no table is in force.

    Law: N61-labour, N61-once
    """
    terms = tables.figures("labour", on)
    taxable = _after_expense(income_fen, terms)
    return _withheld(income_fen, taxable, tables.table("labour", on), terms)


def author(tables: Tables, income_fen: int, on: date) -> Withheld:
    """Compute what is withheld from a resident's author's remuneration: 70% of it counts.

    Raises:
        TaxRefused: the income is negative, or no table is in force.

    Law: N61-labour
    """
    terms = tables.figures("labour", on)
    taxable = _share(_after_expense(income_fen, terms), terms)
    return _withheld(income_fen, taxable, tables.table("author", on), terms)


def nonresident_labour(tables: Tables, income_fen: int, on: date) -> Withheld:
    """Compute what is withheld from a non-resident's labour (table 3).

    Raises:
        TaxRefused: the income is negative, or no table is in force.

    Law: N61-nonresident
    """
    terms = tables.figures("nonresident", on)
    taxable = _after_share(income_fen, terms)
    return _withheld(income_fen, taxable, tables.table("nonresident", on), terms)


def nonresident_author(tables: Tables, income_fen: int, on: date) -> Withheld:
    """Compute what is withheld from a non-resident's author's remuneration (table 3).

    Raises:
        TaxRefused: the income is negative, or no table is in force.

    Law: N61-nonresident
    """
    terms = tables.figures("nonresident", on)
    taxable = _share(_after_share(income_fen, terms), terms)
    return _withheld(income_fen, taxable, tables.table("nonresident", on), terms)


def nonresident_wage(tables: Tables, income_fen: int, on: date) -> Withheld:
    """Compute what is withheld from a non-resident's wages of a month (table 3).

    Raises:
        TaxRefused: the income is negative, or no table is in force.

    Law: N61-nonresident
    """
    terms = tables.figures("nonresident", on)
    taxable = max(0, income_fen - terms.amounts["basic_deduction"]) * BASIS
    return _withheld(income_fen, taxable, tables.table("nonresident", on), terms)


def _after_expense(income_fen: int, terms: Terms) -> int:
    """Return income less expenses, in fen / BASIS: a flat sum for little, a share for more."""
    if income_fen <= terms.amounts["flat_up_to"]:
        return max(0, income_fen - terms.amounts["flat_expense"]) * BASIS
    return _after_share(income_fen, terms)


def _after_share(income_fen: int, terms: Terms) -> int:
    return income_fen * (BASIS - terms.rates["expense"])


def _share(taxable: int, terms: Terms) -> int:
    """Return the share of an author's income that counts; rates are of percents, so it is whole."""
    return taxable * terms.rates["author_share"] // BASIS


def _withheld(income_fen: int, taxable: int, table: Table, terms: Terms) -> Withheld:
    if income_fen < 0:
        raise TaxRefused("amount_negative", name="income")
    step = table.bracket(taxable, BASIS)
    tax = table.tax(taxable, BASIS)
    used = parameters(table, terms)
    return Withheld(income_fen, half_up(taxable, BASIS), step.rate_bp, step.quick_fen, tax, used)
