"""What is done about taxes: payees and payments are brought, periods closed, tables taken in."""

from tax.services import unmask as _unmask  # noqa: F401  (it registers itself)
from tax.services.basics import BasicsReported, basics_note, basics_report
from tax.services.batch import Outcome
from tax.services.bring import table_bring
from tax.services.choice import (
    ChoiceFaulty,
    OwnChoice,
    choice_discard,
    choice_draft,
    choice_publish,
)
from tax.services.deduction import deductions_bring
from tax.services.due import due_escalate
from tax.services.export import month_export
from tax.services.filing import AlreadyFiled, month_file
from tax.services.forget import payees_forget
from tax.services.package import (
    NothingFound,
    NotReported,
    PackageGoes,
    PackagePending,
    QuarterOpen,
    package_make,
)
from tax.services.package_filing import (
    Incomplete,
    PackageStale,
    PackageState,
    package_accept,
    package_receipt,
    package_return,
    package_send,
)
from tax.services.package_out import package_excel, package_take
from tax.services.payee import payees_bring
from tax.services.payment import payments_bring
from tax.services.period import MonthsOpen, PeriodRuns, month_due, period_close, quarter_due
from tax.services.quarter import (
    ExtensionStands,
    NothingAccepted,
    Order,
    extension_answer,
    extension_ask,
    flaw_note,
)
from tax.services.reminder import reminder_note, reminders_see, reminders_write
from tax.services.run import (
    EarlierWaits,
    LaterRun,
    MonthOpen,
    NoTable,
    NotComputedYet,
    RunGoes,
    month_run,
)
from tax.services.settle import Settled, period_settle
from tax.services.sign import SignDecided, sign_decide, signs_look

__all__ = [
    "AlreadyFiled",
    "BasicsReported",
    "ChoiceFaulty",
    "EarlierWaits",
    "ExtensionStands",
    "Incomplete",
    "LaterRun",
    "MonthOpen",
    "MonthsOpen",
    "NoTable",
    "NotComputedYet",
    "NotReported",
    "NothingAccepted",
    "NothingFound",
    "Order",
    "Outcome",
    "OwnChoice",
    "PackageGoes",
    "PackagePending",
    "PackageStale",
    "PackageState",
    "PeriodRuns",
    "QuarterOpen",
    "RunGoes",
    "Settled",
    "SignDecided",
    "basics_note",
    "basics_report",
    "choice_discard",
    "choice_draft",
    "choice_publish",
    "deductions_bring",
    "due_escalate",
    "extension_answer",
    "extension_ask",
    "flaw_note",
    "month_due",
    "month_export",
    "month_file",
    "month_run",
    "package_accept",
    "package_excel",
    "package_make",
    "package_receipt",
    "package_return",
    "package_send",
    "package_take",
    "payees_bring",
    "payees_forget",
    "payments_bring",
    "period_close",
    "period_settle",
    "quarter_due",
    "reminder_note",
    "reminders_see",
    "reminders_write",
    "sign_decide",
    "signs_look",
    "table_bring",
]
