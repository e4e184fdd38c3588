"""Payees and payments as a platform brings them, read row by row. Pure.

Every fault has a code and names its field; a row with a fault is left out, the rest is done.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from parties.rules import documents
from tax.rules.labour import labour_of

SHANGHAI = timezone(timedelta(hours=8))
LONGEST_ID, LONGEST_NAME, MOST_SHOPS = 80, 120, 50
MOST_FEN, MOST_ORDERS = 10**13, 10**9
BUCKETS = 8
APART = re.compile(r"[\s,，、;；|]+")
KINDS = {
    "natural": ("自然人", "个人"),
    "individual": ("个体工商户", "个体户"),
    "sole": ("个人独资企业",),
    "partnership": ("合伙企业",),
    "company": ("企业或其他组织", "企业", "公司", "其他组织"),
}
INCOMES = {
    "goods": ("销售货物", "货物"),
    "services": ("销售服务", "服务"),
    "intangibles": ("销售无形资产", "无形资产"),
    "other": ("其他网络交易", "其他"),
}
NAMES = {
    "external_id": ("编号", "唯一标识", "id"),
    "kind": ("类型", "收入类型"),
    "name": ("姓名或名称", "姓名", "名称"),
    "document_kind": ("证件类型",),
    "number": ("证件号码",),
    "country": ("国家或地区",),
    "code": ("统一社会信用代码", "uscc"),
    "address": ("地址",),
    "contact": ("联系电话", "联系方式"),
    "shop_name": ("店铺名称", "店铺（用户）名称"),
    "shops": ("店铺唯一标识", "店铺（用户）唯一标识"),
    "is_resident": ("居民个人",),
    "is_employee": ("雇员",),
    "is_agency": ("专业服务机构",),
    "is_platform": ("平台内的平台企业",),
    "labour": ("便民劳务",),
    "agency": ("所属机构",),
    "party": ("主体编号",),
    "consent_on": ("委托日期",),
    "registered_on": ("登记日期", "注册日期"),
    "payee": ("收款人",),
    "paid_at": ("支付时间", "日期"),
    "amount": ("金额", "金额（元）"),
    "amount_fen": ("金额（分）",),
    "currency": ("币种",),
    "is_refund": ("退款",),
    "refund_of": ("原支付编号",),
    "orders": ("订单数",),
    "is_correction": ("更正",),
    "buyer": ("境内购买方", "境内购买方编号"),
    "month": ("月份", "所属月份"),
    "special": ("专项扣除",),
    "additional": ("专项附加扣除",),
    "other_deduction": ("其他扣除", "依法确定的其他扣除"),
    "months": ("任职受雇月份数",),
    "kinds": ("扣除明细", "专项附加扣除明细"),
}
_NAMED = {name: field for field, names in NAMES.items() for name in (field, *names)}
_KINDS = {word: kind for kind, words in KINDS.items() for word in (kind, *words)}
_INCOMES = {word: kind for kind, words in INCOMES.items() for word in (kind, *words)}
MAINLAND, ABROAD = "CHN", "foreign_registration"  # a paper of a business from elsewhere
YES, NO = {"是", "1", "true", "yes", "y"}, {"否", "0", "false", "no", "n", ""}


class Bad(Exception):
    """What is wrong with one row: a code, the field, and what the words need."""

    def __init__(self, code: str, field: str, **data: str | int) -> None:
        super().__init__(code)
        self.code, self.field, self.data = code, field, data


class PayeeGiven(NamedTuple):
    """A payee as he is brought; `sealed` names him, everything else may stand in clear."""

    external_id: str
    kind: str
    sealed: dict[str, str]
    document_kind: str
    country: str
    code: str
    shop_name: str
    shops: tuple[str, ...]
    is_resident: bool
    is_employee: bool
    is_agency: bool
    consent_on: date | None
    agency: str
    party: str
    registered_on: date | None = None
    is_platform: bool = False
    labour: str = ""

    def told(self) -> bytes:
        """Return all that was said of him, in one form: equal words, equal bytes."""
        said = (*self[:2], sorted(self.sealed.items()), *self[3:14])
        more = (*((self.registered_on,) if self.registered_on else ()),
                *(("platform",) if self.is_platform else ()),
                *(("labour", self.labour) if self.labour else ()))  # fmt: skip
        return repr((*said, *more)).encode()

    @property
    def place(self) -> str:
        """Return where somebody registered is, whatever the spaces and signs in the address."""
        address = unicodedata.normalize("NFKC", self.sealed.get("address", "")).casefold()
        return "".join(filter(str.isalnum, address)) if self.kind != "natural" else ""


class PaymentGiven(NamedTuple):
    """A payment or refund as it is brought."""

    external_id: str
    payee: str
    kind: str
    is_refund: bool
    refund_of: str
    amount_fen: int
    orders: int
    paid_at: datetime
    is_correction: bool
    buyer: str = ""

    @property
    def month(self) -> date:
        """Return the month it was paid in, in China."""
        return self.paid_at.astimezone(SHANGHAI).date().replace(day=1)

    def print(self) -> int:
        """Return by what the same payment brought again is known to be the same."""
        at = self.paid_at.astimezone(UTC).isoformat()
        said = repr((*self[1:7], at, self.buyer) if self.buyer else (*self[1:7], at))
        return int.from_bytes(hashlib.blake2b(said.encode(), digest_size=8).digest(), signed=True)


def payment_id(tenant_id: UUID, external_id: str) -> UUID:
    """Return the id of a payment, drawn from the platform's own number for it."""
    said = tenant_id.bytes + external_id.encode()
    return UUID(bytes=hashlib.blake2b(said, digest_size=16).digest())


def bucket_of(payee_id: UUID) -> int:
    """Return which of the shares a payee falls in."""
    return payee_id.int % BUCKETS


def fields_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row by the names of its fields, whatever its columns are called."""
    return {_NAMED[name]: value for name, value in values.items() if name in _NAMED}


def payee_of(values: Mapping[str, Any], today: date) -> PayeeGiven:
    """Read a payee.

    Raises:
        Bad: something is missing or cannot be; a payee without identity is none.
    """
    row = fields_of(values)
    kind = _KINDS.get(_text(row, "kind", 20))
    if kind is None:
        raise Bad("unknown_value" if row.get("kind") else "missing", "kind")
    sealed = {
        "name": _text(row, "name", LONGEST_NAME, is_required=True),
        "address": _text(row, "address", 200),
        "contact": _text(row, "contact", 40),
    }
    paper, code = _identity(row, kind, sealed, today)
    is_employee = _flag(row, "is_employee", default=False)
    if is_employee and kind != "natural":
        raise Bad("employee_not_natural", "is_employee")
    is_platform = _flag(row, "is_platform", default=False)
    if is_platform and not code:
        raise Bad("platform_not_registered", "is_platform")
    return PayeeGiven(
        external_id=_id(row, "external_id"),
        kind=kind,
        sealed={name: value for name, value in sealed.items() if value},
        document_kind=paper,
        country=_country(row),
        code=code,
        shop_name=_text(row, "shop_name", LONGEST_NAME),
        shops=_shops(row),
        is_resident=_flag(row, "is_resident", default=True),
        is_employee=is_employee,
        is_agency=_flag(row, "is_agency", default=False),
        consent_on=_day(row, "consent_on"),
        agency=_text(row, "agency", LONGEST_ID),
        party=_text(row, "party", LONGEST_ID),
        registered_on=_past(row, "registered_on", today),
        is_platform=is_platform,
        labour=_labour(row, kind),
    )


def _labour(row: Mapping[str, Any], kind: str) -> str:
    text = _text(row, "labour", 20)
    found = labour_of(text) if text else ""
    if found is None:
        raise Bad("unknown_value", "labour")
    if found and kind != "natural":
        raise Bad("labour_not_natural", "labour")
    return found


def _identity(
    row: Mapping[str, Any], kind: str, sealed: dict[str, str], today: date
) -> tuple[str, str]:
    """Return the kind of document, and the code of who is registered; seal the number of others."""
    if kind == "company" and _country(row) != MAINLAND and not row.get("code"):
        return _registered_abroad(row, sealed)
    if kind != "natural":
        given = _text(row, "code", 40)
        if not given:
            raise Bad("no_identity", "code")
        found = documents.check("uscc", given, today)
        if not found.valid:
            raise Bad("bad_code", "code")
        return documents.Kind.USCC.value, found.normalised
    number = _text(row, "number", 40)
    if not number:
        raise Bad("no_identity", "number")
    wanted = _text(row, "document_kind", 24) or None
    if wanted is not None and wanted not in documents.KINDS:
        raise Bad("unknown_value", "document_kind")
    found = documents.check(wanted, number, today)
    if not found.valid or found.kind in (None, documents.Kind.USCC, documents.Kind.MOBILE):
        raise Bad("bad_number", "number")
    sealed["number"] = found.normalised
    return found.kind.value, ""


def _registered_abroad(row: Mapping[str, Any], sealed: dict[str, str]) -> tuple[str, str]:
    """Seal the number a company has where it is registered; nobody can check it here."""
    sealed["number"] = _text(row, "number", 40)
    if not sealed["number"]:
        raise Bad("no_identity", "number")
    return ABROAD, ""


def _country(row: Mapping[str, Any]) -> str:
    return (_text(row, "country", 3) or MAINLAND).upper()


def payment_of(values: Mapping[str, Any], now: datetime) -> PaymentGiven:
    """Read a payment or a refund.

    Raises:
        Bad: no number, no payee, another currency, a negative amount, a day that never was.
    """
    row = fields_of(values)
    if (currency := _text(row, "currency", 10).upper()) not in ("", "CNY", "RMB", "人民币"):
        raise Bad("currency", "currency", given=currency)
    kind = _INCOMES.get(_text(row, "kind", 20))
    if kind is None:
        raise Bad("unknown_value" if row.get("kind") else "missing", "kind")
    refund_of = _text(row, "refund_of", LONGEST_ID)
    paid_at = _instant(row, now)
    return PaymentGiven(
        external_id=_id(row, "external_id"),
        payee=_id(row, "payee"),
        kind=kind,
        is_refund=bool(refund_of) or _flag(row, "is_refund", default=False),
        refund_of=refund_of,
        amount_fen=_fen(row),
        orders=_orders(row),
        paid_at=paid_at,
        is_correction=_flag(row, "is_correction", default=False),
        buyer=_text(row, "buyer", LONGEST_ID),
    )


def _text(row: Mapping[str, Any], field: str, most: int, *, is_required: bool = False) -> str:
    value = row.get(field)
    text = " ".join(str(value).split()) if value is not None else ""
    if len(text) > most:
        raise Bad("too_long", field, most=most)
    if "\0" in text or (not text.isascii() and _is_broken(text)):
        raise Bad("not_text", field)
    if is_required and not text:
        raise Bad("missing", field)
    return text


def _is_broken(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _id(row: Mapping[str, Any], field: str) -> str:
    return _text(row, field, LONGEST_ID, is_required=True)


def _flag(row: Mapping[str, Any], field: str, *, default: bool) -> bool:
    value = row.get(field)
    if value is None or value == "":
        return default
    word = str(value).strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Bad("not_a_flag", field)


def _day(row: Mapping[str, Any], field: str) -> date | None:
    text = _text(row, field, 40)
    try:
        return date.fromisoformat(text[:10].replace("/", "-")) if text else None
    except ValueError:
        raise Bad("not_a_date", field) from None


def _past(row: Mapping[str, Any], field: str, today: date) -> date | None:
    found = _day(row, field)
    if found is not None and not date(1949, 10, 1) <= found <= today:
        raise Bad("out_of_range", field)
    return found


def _shops(row: Mapping[str, Any]) -> tuple[str, ...]:
    given = row.get("shops") or ""
    parts = given if isinstance(given, list | tuple) else APART.split(str(given))
    found = tuple(dict.fromkeys(str(one).strip() for one in parts if str(one).strip()))
    if len(found) > MOST_SHOPS:
        raise Bad("too_many", "shops", most=MOST_SHOPS)
    for one in found:
        _text({"shops": one}, "shops", LONGEST_ID)
    return found


def _instant(row: Mapping[str, Any], now: datetime) -> datetime:
    """Return when it was paid; a day stands for its beginning in China."""
    text = _text(row, "paid_at", 40, is_required=True)
    try:
        found = datetime.fromisoformat(text.replace("/", "-"))
        found = found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
        found = found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Bad("not_a_date", "paid_at") from None
    if found > now + timedelta(days=1):
        raise Bad("in_future", "paid_at")
    if found.year < 2020:
        raise Bad("out_of_range", "paid_at")
    return found


def _fen(row: Mapping[str, Any]) -> int:
    """Return an amount above nothing in whole fen, from yuan or from fen."""
    field = "amount_fen" if row.get("amount_fen") not in (None, "") else "amount"
    text = _text(row, field, 40, is_required=True).removeprefix("¥").replace(",", "")
    if "_" in text:
        raise Bad("not_an_amount", field)
    try:
        exact = Decimal(text)
        fen = exact if field == "amount_fen" else exact * 100
        whole = int(fen) if abs(fen) <= MOST_FEN else MOST_FEN + 1
    except (ArithmeticError, ValueError):
        raise Bad("not_an_amount", field) from None
    if fen < 0:
        raise Bad("negative", field)
    if not whole and not fen:
        raise Bad("nothing", field)
    if whole > MOST_FEN:
        raise Bad("out_of_range", field)
    if fen != whole:
        raise Bad("finer_than_fen", field)
    return whole


def _orders(row: Mapping[str, Any]) -> int:
    text = _text(row, "orders", 12)
    if not text:
        return 1
    try:
        found = int(text)
    except ValueError:
        raise Bad("not_a_number", "orders") from None
    if not 0 <= found <= MOST_ORDERS:
        raise Bad("out_of_range", "orders")
    return found
