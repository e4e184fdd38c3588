"""Ask what a consumer asked to be told of his purchase, and what he was given; in which words."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint, ParticularsRequest, ParticularsVersion, TradeRecord
from complaints.rules import particulars as rules
from complaints.rules import terms
from complaints.rules.particulars import MARKETERS, OPERATOR, TRADE, Body, Item
from complaints.selectors.reading import keys_of, opened
from livecompliance.kernel.actors import Actor
from parties import selectors as parties

CLOCK = f"complaint_{terms.PARTICULARS}"
PARTS = {
    OPERATOR: _("直播间运营者"),
    MARKETERS: _("直播营销人员"),
    TRADE: _("交易记录"),
}
GROUNDS = {
    "no_dispute": _("没有消费争议"),
    "not_buyer": _("不能确认是买家"),
    "other": _("其他理由"),
}
STATES = {
    "waiting": _("待提供"),
    "given": _("已提供"),
    "declined": _("未提供"),
}
LABELS = {
    "room": _("直播间名称"),
    "account": _("账号名称"),
    "contact": _("联系电话"),
    "name": _("真实姓名"),
    "session": _("场次"),
    "stage": _("艺名"),
    "on_air": _("出镜时间"),
    "agency": _("所属服务机构"),
    "order": _("订单号"),
    "goods": _("商品"),
    "goods_number": _("商品编号"),
    "price": _("直播间标价"),
    "pinned": _("上架时间"),
    "seller": _("实际销售者"),
    "seller_code": _("统一社会信用代码"),
    "seller_address": _("销售者地址"),
    "seller_phone": _("销售者联系电话"),
    "ordered": _("下单时间"),
    "page": _("下单页面摘要（SHA-256）"),
    "display.page": _("销售者信息展示：直播页面"),
    "display.link": _("销售者信息展示：链接"),
    "record.order": _("订单记录"),
    "record.payment": _("支付记录"),
    "record.logistics": _("物流记录"),
    "record.return": _("退换货记录"),
    "record.refund": _("退款记录"),
    "record.service": _("客服与售后记录"),
}
MISSING = {
    "no_room": _("投诉没有写明直播间，也没有按订单号找到场次：没有运营者的信息。"),
    "no_operator": _("这个直播间没有登记的运营者。"),
    "no_card": _("运营者现在没有公示信息。"),
    "no_session": _("没有按所写的时间找到那一场直播：没有直播营销人员的信息。"),
    "no_cast": _("那一场直播没有登记直播营销人员。"),
    "cast_whole": _("所写的时刻没有人在镜头前，列出的是那一场的全部直播营销人员。"),
    "minor": _("未成年人只提供艺名，不提供真实姓名。"),
    "no_order": _("没有写订单号。"),
    "no_page": _("平台没有留存这个订单的下单页面，或者它不属于这个直播间。"),
    "no_goods": _("没有指明商品，也没有按订单号找到商品。"),
    "no_pin": _("商品没有在那一场直播中上架，列出的是现在的标价。"),
    "no_seller": _("商品没有登记实际销售者。"),
    "no_display": _("平台没有那一场直播展示销售者信息的记录。"),
    "no_payment": _("没有支付记录：支付记录在平台的交易系统中，平台没有交来。"),
    "no_logistics": _("没有物流记录：物流记录在平台的交易系统中，平台没有交来。"),
}


def particulars_find(
    actor: Actor, complaint_id: UUID, *, lock: bool = False
) -> ParticularsRequest | None:
    """Return what the consumer of a complaint asked to be told, if he did."""
    rows = ParticularsRequest.objects.of(actor).filter(complaint_id=complaint_id)
    return (rows.select_for_update(of=("self",)) if lock else rows).first()


def particulars_versions(actor: Actor, complaint_id: UUID) -> list[ParticularsVersion]:
    """Return what was given, the newest first."""
    rows = ParticularsVersion.objects.of(actor).filter(complaint_id=complaint_id)
    return list(rows.select_related("given_by").order_by("-number"))


def particulars_body(actor: Actor, row: Complaint, made: ParticularsVersion) -> Body | None:
    """Return what was given, in clear; None where its key was destroyed."""
    said = opened(made, "body", keys_of(actor, [row]).get(row.pk))
    return msgspec.json.decode(said, type=Body) if said else None


def panel_of(actor: Actor, row: Complaint) -> dict[str, Any] | None:
    """Return what the page of a complaint says of the request; None where nobody may ask."""
    asked = particulars_find(actor, row.pk)
    if asked is None and row.kind not in terms.DISPUTED:
        return None
    return {
        "asked": asked,
        "state": STATES[asked.state] if asked else "",
        "versions": len(particulars_versions(actor, row.pk)),
    }


class Traded(NamedTuple):
    """One record of a trade, opened."""

    row: TradeRecord
    text: str
    amount_fen: int | None


def trade_of(actor: Actor, row: Complaint) -> list[Traded]:
    """Return what the platform handed in of an order in dispute, in order of time, in clear."""
    found = TradeRecord.objects.of(actor).filter(complaint=row).order_by("at", "pk")
    key = keys_of(actor, [row]).get(row.pk)
    opened_ = [(one, opened(one, "text", key), opened(one, "amount", key)) for one in found]
    return [Traded(one, said, int(fen) if fen else None) for one, said, fen in opened_]


def label_of(code: str) -> str:
    """Return what a line is called, in the language of the page."""
    if code.startswith("card."):
        _card, kind, name = code.split(".")
        return parties.card_label(kind, name)
    return str(LABELS[code])


def missing_words(codes: Iterable[str]) -> list[str]:
    """Return why something is not there, in words."""
    return [str(MISSING[one]) for one in codes]


def parts_told(items: Iterable[Item]) -> list[dict[str, Any]]:
    """Return lines part by part as a page reads them; a part without any says so."""
    found = rules.by_part(list(items))
    return [
        {
            "code": part,
            "name": PARTS[part],
            "lines": [{"one": one, "label": label_of(one.label)} for one in found[part]],
        }
        for part in rules.PARTS
    ]


def body_told(body: Body) -> dict[str, Any]:
    """Return what was given as pages and downloads show it."""
    return {
        "parts": parts_told(body.items),
        "missing": missing_words(body.missing),
        "left_out": [
            {"part": PARTS[one.part], "label": label_of(one.label), "one": one}
            for one in body.left_out
        ],
        "note": body.note,
    }
