"""What is kept of somebody's taxes: for the copy of his own data, and as kept by law."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import services as accounts
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.personal import DataKey
from parties.models import Party
from parties.selectors.contributed import (
    MOST,
    Kept,
    Row,
    Section,
    keeper_register,
    row_of,
    section_register,
)
from parties.services.sealing import read
from tax.models import Deduction, Payee, Payment, Reminder, Withheld
from tax.rules import calendar
from tax.selectors import words
from tax.selectors.payee import KEY
from tax.selectors.payee import SEALED as NAMED
from tax.selectors.reminder import KINDS, said

CLAUSE = "A16-evidence"  # says that they are kept as the laws on taxes say, and names no term
KEEP_YEARS = 10  # from the end of the year: the term that the fact book takes for such papers


def _payees(actor: Actor, party: Party) -> list[Payee]:
    return list(Payee.objects.of(actor).filter(party=party).order_by("id")[:MOST])


def _rows(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    """Return who he is as a payee; what names him is opened with the payee's own key."""
    payees = _payees(actor, party)
    keys = accounts.person_keys(actor, [one.pk for one in payees], KEY) if payees else {}
    return [
        {name: read(one, name, keys.get(one.pk)) for name in NAMED}
        | row_of(one, "external_id", "kind", "code", "shop_name", "shops", "is_resident",
                 "is_employee", "consent_on", "registered_on", "brought_at", "changed_at")
        for one in payees
    ]  # fmt: skip


def _paid(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    found = Payment.objects.filter(
        tenant_id__in=actor.tenant_ids, payee_id__in=[one.pk for one in _payees(actor, party)]
    ).order_by("-paid_at", "id")[:MOST]
    names = ("external_id", "kind", "is_refund", "amount_fen", "orders", "paid_at", "month")
    return [row_of(one, *names) for one in found]


def _withheld(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    found = Withheld.objects.filter(
        tenant_id__in=actor.tenant_ids, payee_id__in=[one.pk for one in _payees(actor, party)]
    ).order_by("-month", "-number")[:MOST]
    names = ("month", "number", "path", "income_fen", "refunded_fen", "withheld_fen", "vat_fen",
             "surcharge_fen", "returned_fen")  # fmt: skip
    return [row_of(one, *names) for one in found]


def _deducted(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    rows = Deduction.objects.of(actor).filter(payee__party=party).order_by("-month")[:MOST]
    found = list(rows)
    keys = accounts.person_keys(actor, {one.payee_id for one in found}, KEY) if found else {}
    names = ("month", "special_fen", "additional_fen", "other_fen", "months", "brought_at")
    return [
        {"kinds": read(one, "kinds", keys.get(one.payee_id))} | row_of(one, *names) for one in found
    ]


def _told(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    found = Reminder.objects.of(actor).filter(payee__party=party).order_by("-sent_at")[:MOST]
    return [
        {"said": said(one)} | row_of(one, "kind", "clause", "sent_at", "seen_at", "noted_at")
        for one in found
    ]


def _kept(actor: Actor, party: Party) -> list[Kept]:
    """Return that what was paid and withheld is kept ten years from the end of its year.

    Law: A16-evidence
    """
    ids = [one.pk for one in _payees(actor, party)]
    paid = Payment.objects.filter(tenant_id__in=actor.tenant_ids, payee_id__in=ids)
    last = paid.order_by("-month").values_list("month", flat=True).first()
    if not ids:
        return []
    until = kept_until(last or calendar.month_of(clock.today()))
    return [{"what": "tax", "clause": CLAUSE, "until": f"{until}"}]


def kept_until(month: date) -> date:
    """Return the last day on which the papers of a month are kept."""
    return date(month.year + KEEP_YEARS, 12, 31)


PAYEE: dict[str, Any] = {
    "name": _("姓名或名称"), "number": _("证件号码"), "address": _("地址"),
    "contact": _("联系电话"), "external_id": _("编号"), "kind": _("类型"),
    "code": _("统一社会信用代码"), "shop_name": _("店铺名称"), "shops": _("店铺唯一标识"),
    "is_resident": _("居民个人"), "is_employee": _("雇员"), "consent_on": _("委托日期"),
    "registered_on": _("登记日期"), "brought_at": _("登记时间"), "changed_at": _("变更时间"),
}  # fmt: skip
PAID: dict[str, Any] = {
    "external_id": _("编号"), "kind": _("收入类型"), "is_refund": _("退款"),
    "amount_fen": _("金额（分）"), "orders": _("订单数"), "paid_at": _("支付时间"),
    "month": _("入账月份"),
}  # fmt: skip
WITHHELD: dict[str, Any] = {
    "month": _("月份"), "number": _("第几次计算"), "path": _("扣缴方式"),
    "income_fen": _("收入（分）"), "refunded_fen": _("退款（分）"),
    "withheld_fen": _("税额（分）"), "vat_fen": _("增值税（分）"),
    "surcharge_fen": _("附加税费（分）"), "returned_fen": _("应退税额（分）"),
}  # fmt: skip
DEDUCTED: dict[str, Any] = {
    "month": _("月份"), "special_fen": _("专项扣除（分）"),
    "additional_fen": _("专项附加扣除（分）"), "other_fen": _("其他扣除（分）"),
    "months": _("任职受雇月份数"), "kinds": _("扣除明细"), "brought_at": _("登记时间"),
}  # fmt: skip
TOLD: dict[str, Any] = {
    "said": _("提示内容"), "kind": _("类型"), "clause": _("条款"), "sent_at": _("提示时间"),
    "seen_at": _("看到时间"), "noted_at": _("知悉时间"),
}  # fmt: skip

section_register(
    Section("payees", _("收款人信息"), _rows, PAYEE, {"kind": words.KINDS}, models=(Payee,))
)
section_register(Section("payments", _("付给你的款项"), _paid, PAID, {"kind": words.INCOMES}))
section_register(Section("withheld", _("预扣的税款"), _withheld, WITHHELD, {"path": words.PATHS}))
section_register(
    Section("deductions", _("工资薪金的扣除"), _deducted, DEDUCTED, models=(Deduction,))
)
section_register(
    Section("tax_reminders", _("涉税提示"), _told, TOLD, {"kind": KINDS}, models=(Reminder,))
)
keeper_register("tax", {"zh": "支付与扣缴资料", "en": "payments and withholding"}, _kept)
