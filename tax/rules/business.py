"""Business income: the payer withholds nothing; the payee files. Pure."""

from collections.abc import Sequence
from datetime import date

import msgspec

from tax.rules.money import BASIS, half_up
from tax.rules.parameters import Parameters, parameters
from tax.rules.refusals import TaxRefused
from tax.rules.tables import Tables


class Yearly(msgspec.Struct, frozen=True):
    """A year's tax on business income, and what of it an individual business is let off."""

    taxable_fen: int
    gross_fen: int
    other_relief_fen: int
    relief_fen: int  # the halving
    net_fen: int
    parameters: Parameters


def yearly(
    tables: Tables,
    taxable_fen: int,
    on: date,
    is_individual: bool,
    other_relief_fen: int = 0,
) -> Yearly:
    """Compute a year's tax; the part of an individual business up to the limit is halved.

    Other relief counts against the halved part only by its share, before the halving.

    Raises:
        TaxRefused: an amount is negative, or no table is in force.

    Law: IIT-business
    """
    if min(taxable_fen, other_relief_fen) < 0:
        raise TaxRefused("amount_negative", name="taxable")
    table = tables.table("business", on)
    gross, relief, used = table.tax(taxable_fen), 0, parameters(table)
    if is_individual and taxable_fen:
        terms = tables.figures("halving", on)
        used = parameters(table, terms)
        halved = min(taxable_fen, terms.amounts["halved_up_to"])
        part = table.exact(halved) * taxable_fen - other_relief_fen * halved * BASIS
        exact = max(0, part) * terms.rates["relief"]
        relief = half_up(exact, BASIS * BASIS * taxable_fen)
    net = max(0, gross - other_relief_fen - relief)
    return Yearly(taxable_fen, gross, other_relief_fen, relief, net, used)


def halvable(tables: Tables, taxables_fen: Sequence[int], on: date) -> tuple[int, Parameters]:
    """Return how much of one person's businesses together may be halved: one limit for all.

    Raises:
        TaxRefused: an amount is negative, or no figures are in force.
    """
    if taxables_fen and min(taxables_fen) < 0:
        raise TaxRefused("amount_negative", name="taxables")
    terms = tables.figures("halving", on)
    return min(sum(taxables_fen), terms.amounts["halved_up_to"]), parameters(terms)
