"""What kinds of events, actions and filters are called on a page."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from rooms import wire

KINDS: dict[str, Any] = {
    "speech": lazy("口播"),
    "comment": lazy("评论"),
    "screen_text": lazy("画面文字"),
    "goods": lazy("商品"),
    "link": lazy("链接"),
    "qr": lazy("二维码"),
    "metric": lazy("数据"),
    "profile": lazy("资料"),
    "title": lazy("标题"),
    "cover": lazy("封面"),
    "removal": lazy("删评"),
    "review": lazy("评价"),
    "connect": lazy("连线"),
    "recording": lazy("录像"),
    "frame": lazy("画面"),
    "measure": lazy("处置"),
    "altered": lazy("记录"),
}
TABS: dict[str, Any] = {
    "": lazy("全部"),
    "speech": lazy("口播"),
    "comment": lazy("评论"),
    "screen": lazy("画面"),
    "goods": lazy("商品"),
    "link": lazy("链接"),
    "removal": lazy("删评"),
    "finding": lazy("发现"),
    "measure": lazy("处置"),
}
GOODS: dict[str, Any] = {
    "listed": lazy("上架"),
    "pinned": lazy("置顶"),
    "explained": lazy("讲解"),
    "removed": lazy("下架"),
}
REMOVED: dict[str, Any] = {
    "hidden": lazy("隐藏"),
    "folded": lazy("折叠"),
    "muted": lazy("禁言"),
    "deleted": lazy("删除"),
}
GUESTS = {"operator": lazy("运营者"), "guest": lazy("嘉宾"), "system": lazy("平台")}


def yuan(fen: int | None) -> str:
    """Return an amount in fen as it is written in yuan; "" for none."""
    if fen is None:
        return ""
    return f"{fen // 100:,}" if fen % 100 == 0 else f"{fen / 100:,.2f}"


def note_of(event: wire.Event | None) -> str:
    """Return what is to be read before an event's words."""
    if isinstance(event, wire.Goods):
        return str(GOODS[event.action])
    if isinstance(event, wire.Review) and event.rating:
        return "★" * event.rating
    if isinstance(event, wire.Connect):
        return _("加入连线") if event.joined else _("离开连线")
    if isinstance(event, wire.Frame):
        return " · ".join(f"{one.name} {one.score:.2f}" for one in event.labels)
    if isinstance(event, wire.Recording):
        return f"SHA-256 {event.sha256[:12]}…"
    return ""


def after_of(event: wire.Event | None) -> str:
    """Return what is to be read after an event's words."""
    if isinstance(event, wire.Goods) and event.price_fen is not None:
        return f"¥{yuan(event.price_fen)}"
    if isinstance(event, wire.Removal):
        return _("运营者%(action)s") % {"action": REMOVED[event.action]}
    return ""
