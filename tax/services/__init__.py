"""What is done about taxes: payees and payments are brought, periods closed, tables taken in."""

from tax.services import unmask as _unmask  # noqa: F401  (it registers itself)
from tax.services.bring import table_bring
from tax.services.payee import Outcome, payees_bring
from tax.services.payment import payments_bring
from tax.services.period import MonthsOpen, PeriodRuns, period_close

__all__ = [
    "MonthsOpen",
    "Outcome",
    "PeriodRuns",
    "payees_bring",
    "payments_bring",
    "period_close",
    "table_bring",
]
