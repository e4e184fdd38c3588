"""Signs that income is split or converted, each with its evidence; an officer decides."""

from tax.rules.abuse.findings import (
    CLAUSE,
    Evidence,
    Finding,
    Income,
    Limits,
    Numbers,
    Point,
    Registration,
    Shop,
    Sign,
)
from tax.rules.abuse.incomes import conversion, must_register, parked, twelve_months, under_line
from tax.rules.abuse.shops import batch, many_shops, shop_churn

__all__ = [
    "CLAUSE",
    "Evidence",
    "Finding",
    "Income",
    "Limits",
    "Numbers",
    "Point",
    "Registration",
    "Shop",
    "Sign",
    "batch",
    "conversion",
    "many_shops",
    "must_register",
    "parked",
    "shop_churn",
    "twelve_months",
    "under_line",
]
