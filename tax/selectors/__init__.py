"""What is asked about payees, payments and periods."""

from tax.selectors.payee import payee_get, payee_list, payee_names, payee_page, payees_masked
from tax.selectors.period import (
    named,
    payments_of,
    period_find,
    period_list,
    period_names,
    sums_of,
)

__all__ = [
    "named",
    "payee_get",
    "payee_list",
    "payee_names",
    "payee_page",
    "payees_masked",
    "payments_of",
    "period_find",
    "period_list",
    "period_names",
    "sums_of",
]
