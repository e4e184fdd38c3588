"""Tables to begin with: which columns a table has that is brought in, rows that are right. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tax.rules.brought import INCOMES, KINDS, NAMES

Row = dict[str, Any]
PAID = {"kind": "收入类型", "amount": "金额（元）"}
TABLES = ("payees", "payments", "deductions")


def sample(what: str, today: date, *, in_english: bool) -> list[Row]:
    """Return rows that can be brought in as they stand, by the columns of the reader's language.

    Whoever is in them does not exist.
    """
    rows = {"payees": _payees, "payments": _payments, "deductions": _deductions}[what](today)
    called = {} if in_english else {field: names[0] for field, names in NAMES.items()}
    called |= PAID if what == "payments" and not in_english else {}
    return [
        {called.get(field, field): _said(value, in_english) for field, value in one.items()}
        for one in rows
    ]


def _said(value: Any, in_english: bool) -> Any:
    if isinstance(value, bool):
        return {True: "yes", False: "no"}[value] if in_english else {True: "是", False: "否"}[value]
    words: Mapping[str, tuple[str, ...]] = KINDS | INCOMES
    return value if in_english or value not in words else words[value][0]


def _payees(today: date) -> list[Row]:
    person = {
        "external_id": "u0001", "kind": "natural", "name": "王示例",
        "number": "11010519491231002X", "code": "", "address": "杭州市示例路 1 号",
        "contact": "13900000000", "shop_name": "示例直播间", "shops": "s0001", "is_resident": True,
        "is_employee": False, "is_agency": False, "labour": "", "agency": "", "party": "",
        "consent_on": f"{today.replace(day=1)}", "registered_on": "",
    }  # fmt: skip
    agency = person | {
        "external_id": "mcn0001", "kind": "company", "name": "示例文化传媒有限公司", "number": "",
        "code": "91310115MA1K3BTP2B", "contact": "02160000000", "shop_name": "", "shops": "",
        "is_agency": True, "consent_on": "",
    }  # fmt: skip
    return [agency, person | {"agency": "mcn0001"}]


def _payments(today: date) -> list[Row]:
    paid = {
        "external_id": "p0001", "payee": "u0001", "kind": "services", "amount": "1000.00",
        "paid_at": f"{today.replace(day=1)} 00:00", "is_refund": False, "refund_of": "",
        "orders": 3, "is_correction": False,
    }  # fmt: skip
    back = {"external_id": "p0002", "amount": "200.00", "is_refund": True, "refund_of": "p0001",
            "orders": 0}  # fmt: skip
    return [paid, paid | back]


def _deductions(today: date) -> list[Row]:
    return [
        {"payee": "u0002", "month": f"{today:%Y-%m}", "special": "1500.00",
         "additional": "2000.00", "other_deduction": "0.00", "months": "", "kinds": "子女教育"}
    ]  # fmt: skip
