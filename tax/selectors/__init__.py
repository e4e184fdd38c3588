"""What is asked about payees, payments and periods."""

from tax.selectors.choice import choice_get, choice_list, choice_names, choices_in_force
from tax.selectors.payee import payee_get, payee_list, payee_names, payee_page, payees_masked
from tax.selectors.period import (
    named,
    payments_of,
    period_find,
    period_get,
    period_list,
    period_names,
    sums_of,
    tenants_paying,
)
from tax.selectors.sign import (
    numbers_of,
    sign_counts,
    sign_facts,
    sign_get,
    sign_list,
    sign_names,
    sign_plot,
)
from tax.selectors.withheld import (
    lines_of,
    return_list,
    run_last,
    run_list,
    run_names,
)

__all__ = [
    "choice_get",
    "choice_list",
    "choice_names",
    "choices_in_force",
    "lines_of",
    "named",
    "numbers_of",
    "payee_get",
    "payee_list",
    "payee_names",
    "payee_page",
    "payees_masked",
    "payments_of",
    "period_find",
    "period_get",
    "period_list",
    "period_names",
    "return_list",
    "run_last",
    "run_list",
    "run_names",
    "sign_counts",
    "sign_facts",
    "sign_get",
    "sign_list",
    "sign_names",
    "sign_plot",
    "sums_of",
    "tenants_paying",
]
