"""What is done about taxes: payees and payments are brought, periods closed, tables taken in."""

from tax.services import unmask as _unmask  # noqa: F401  (it registers itself)
from tax.services.bring import table_bring
from tax.services.choice import (
    ChoiceFaulty,
    OwnChoice,
    choice_discard,
    choice_draft,
    choice_publish,
)
from tax.services.export import month_export
from tax.services.filing import AlreadyFiled, month_file
from tax.services.payee import Outcome, payees_bring
from tax.services.payment import payments_bring
from tax.services.period import MonthsOpen, PeriodRuns, month_due, period_close
from tax.services.run import (
    EarlierWaits,
    LaterRun,
    MonthOpen,
    NotComputedYet,
    RunGoes,
    month_run,
)
from tax.services.sign import SignDecided, sign_decide, signs_look

__all__ = [
    "AlreadyFiled",
    "ChoiceFaulty",
    "EarlierWaits",
    "LaterRun",
    "MonthOpen",
    "MonthsOpen",
    "NotComputedYet",
    "Outcome",
    "OwnChoice",
    "PeriodRuns",
    "RunGoes",
    "SignDecided",
    "choice_discard",
    "choice_draft",
    "choice_publish",
    "month_due",
    "month_export",
    "month_file",
    "month_run",
    "payees_bring",
    "payments_bring",
    "period_close",
    "sign_decide",
    "signs_look",
    "table_bring",
]
