"""Who is paid what, month by month, and what was reported and withheld of it."""

from tax.models.choice import TaxChoice
from tax.models.deduction import Deduction
from tax.models.package import (
    Basics,
    BasicsReport,
    Extension,
    Flaw,
    IdentityLine,
    IncomeLine,
    Package,
    Problem,
)
from tax.models.payee import Payee
from tax.models.payment import Payment, PaymentKey, Refund
from tax.models.period import Period, Tally
from tax.models.portion import Portion
from tax.models.reminder import Reminder
from tax.models.sale import Buyer, Sale
from tax.models.sign import ShopSeen, Sign
from tax.models.withheld import Return, Run, Withheld

__all__ = [
    "Basics",
    "BasicsReport",
    "Buyer",
    "Deduction",
    "Extension",
    "Flaw",
    "IdentityLine",
    "IncomeLine",
    "Package",
    "Payee",
    "Payment",
    "PaymentKey",
    "Period",
    "Portion",
    "Problem",
    "Refund",
    "Reminder",
    "Return",
    "Run",
    "Sale",
    "ShopSeen",
    "Sign",
    "Tally",
    "TaxChoice",
    "Withheld",
]
