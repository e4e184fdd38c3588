"""What is said of suppliers, their papers, and what is lacking of them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalog.rules.kinds import kind_name
from catalog.rules.papers import BRAND, RECALL, SUPPLIER, Lack

STATES: Mapping[str, tuple[Any, str]] = {
    "waiting": (_("待核验"), "watch"),
    "verified": (_("已核验"), "ok"),
    "refused": (pgettext_lazy("审核", "未通过"), "act"),
    "closed": (_("已停止合作"), ""),
}
CREDITS: Mapping[str, tuple[Any, str]] = {
    "unknown": (_("未查询"), "watch"),
    "sound": (_("未见异常"), "ok"),
    "abnormal": (_("列入经营异常名录"), "watch"),
    "dishonest": (_("列入严重违法失信名单"), "act"),
}
PAPER_STATES: Mapping[str, tuple[Any, str]] = {
    "waiting": (_("待审核"), "watch"),
    "approved": (_("已通过"), "ok"),
    "refused": (pgettext_lazy("审核", "未通过"), "act"),
    "withdrawn": (pgettext_lazy("审核", "已撤回"), ""),
}
RECALLS: Mapping[str, tuple[Any, str]] = {
    "recall": (_("召回"), "act"),
    "sampling": (_("抽检不合格"), "act"),
}
_SUPPLIER: Mapping[str, Any] = {
    "missing": _("没有登记供应商"),
    "waiting": _("供应商尚未核验"),
    "refused": _("供应商核验未通过"),
    "distrusted": _("供应商信用异常"),
    "overdue": _("供应商已于 %(on)s 到期须复核"),
}
_PAPER: Mapping[str, Any] = {
    "missing": _("缺少%(paper)s"),
    "waiting": _("%(paper)s尚未审核"),
    "refused": _("%(paper)s审核未通过"),
    "not_yet": _("%(paper)s自 %(on)s 起才有效"),
    "expired": _("%(paper)s已于 %(on)s 到期"),
    "expires": _("%(paper)s将于 %(on)s 到期，不能覆盖整场直播"),
    "overdue": _("%(paper)s没有写明有效期，已于 %(on)s 到期须复核"),
    "broken": _("%(paper)s不完整：没有%(at)s获得授权的文件"),
}
_RECALL: Mapping[str, Any] = {
    "recalled": _("在召回或抽检不合格名单上"),
    "maybe_recalled": _("同名商品的某一批次在召回或抽检不合格名单上，请核对批次"),
}
CHAIN = _("品牌授权链")


def lack_words(lack: Lack) -> str:
    """Say what is lacking, in the language of the page."""
    said: Mapping[str, Any] = {"on": lack.on, "at": lack.ref, "paper": paper_name(lack.paper)}
    table = {SUPPLIER: _SUPPLIER, RECALL: _RECALL}.get(lack.paper, _PAPER)
    return str(table[lack.why]) % said


def paper_name(kind: str) -> str:
    """Return what a paper is called in the language of the page."""
    return str(CHAIN) if kind == BRAND else kind_name(kind, get_language() or "zh-hans")
