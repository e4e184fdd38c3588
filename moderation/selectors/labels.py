"""What kinds of events, actions and filters are called on a page."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms import wire

KINDS: dict[str, Any] = {
    "speech": _("口播"),
    "comment": _("评论"),
    "screen_text": _("画面文字"),
    "goods": _("商品"),
    "link": _("链接"),
    "qr": _("二维码"),
    "metric": _("数据"),
    "profile": _("资料"),
    "title": _("标题"),
    "cover": _("封面"),
    "removal": _("删评"),
    "correction": _("现场更正"),
    "review": _("评价"),
    "connect": _("连线"),
    "recording": _("录像"),
    "frame": _("画面"),
    "measure": _("处置"),
    "altered": _("记录"),
}
TABS: dict[str, Any] = {
    "": _("全部"),
    "speech": _("口播"),
    "comment": _("评论"),
    "screen": _("画面"),
    "goods": _("商品"),
    "link": _("链接"),
    "removal": _("删评"),
    "finding": _("发现"),
    "measure": _("处置"),
}
GOODS: dict[str, Any] = {
    "listed": _("上架"),
    "pinned": _("置顶"),
    "explained": _("讲解"),
    "removed": _("下架"),
}
REMOVED: dict[str, Any] = {
    "hidden": _("隐藏"),
    "folded": _("折叠"),
    "muted": _("禁言"),
    "deleted": _("删除"),
}
DISMISSED: dict[str, Any] = {
    "harmless": _("语境无害，不是违规宣传"),
    "proven": _("内容属实，有依据"),
    "misread": _("识别或转写有误"),
    "unrelated": _("与该条款无关"),
    "other": _("其他原因"),
}
LANES: dict[str, Any] = {
    "plain": _("原样"),
    "fold": _("归一后"),
    "repeat": _("去重复字后"),
    "sound": _("谐音"),
    "pinyin": _("拼音"),
    "variant": _("变形写法"),
    "rule": _("规则"),
}
GUESTS = {"operator": _("运营者"), "guest": _("嘉宾"), "system": _("平台")}


def yuan(fen: int | None) -> str:
    """Return an amount in fen as it is written in yuan; "" for none."""
    if fen is None:
        return ""
    return f"{fen // 100:,}" if fen % 100 == 0 else f"{fen / 100:,.2f}"


def yes(*, is_it: bool) -> str:
    """Return whether a part of a condition held."""
    return gettext("成立") if is_it else gettext("不成立")


def note_of(event: wire.Event | None) -> str:
    """Return what is to be read before an event's words."""
    if isinstance(event, wire.Goods):
        return str(GOODS[event.action])
    if isinstance(event, wire.Review) and event.rating:
        return "★" * event.rating
    if isinstance(event, wire.Connect):
        return gettext("加入连线") if event.joined else gettext("离开连线")
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
        return gettext("运营者%(action)s") % {"action": REMOVED[event.action]}
    return ""
