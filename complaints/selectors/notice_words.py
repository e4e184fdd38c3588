"""What right holders' notices are called, and what both sides are told of them."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from catalog import selectors as catalog
from complaints.models import Notice, NoticeMeasure
from livecompliance.kernel.actors import Actor

MOST_NAMED = 3
RIGHTS = {
    "trademark": _("商标权"),
    "patent": _("专利权"),
    "copyright": _("著作权"),
    "other": _("其他知识产权"),
}
CAPACITIES = {"holder": _("权利人本人"), "agent": _("权利人的代理人")}
MEASURES = {
    "remove": _("删除"),
    "block": _("屏蔽"),
    "unlink": _("断开链接"),
    "stop": _("终止交易和服务"),
}
STATES = {
    "received": _("已收到通知"),
    "in_force": _("已暂停销售并转送"),
    "declared": _("已收到声明，正在送达"),
    "waiting": _("声明已送达，等待权利人"),
    "sued": _("已投诉或起诉，措施继续"),
    "ended": _("措施已终止"),
}
TONES = {"received": "watch", "declared": "watch", "in_force": "info", "waiting": "info"}
ENDS = {
    "unsued": _("十五日内没有收到权利人已投诉或起诉的通知"),
    "withdrawn": _("权利人撤回通知"),
    "refused": _("材料不构成通知，没有采取措施"),
    "decided": _("主管部门或法院认定不侵权"),
    "mistaken": _("通知错误"),
    "settled": _("双方和解"),
}
FAULTS = {"wrong": _("通知错误"), "malicious": _("恶意发出错误通知")}
STEPS = {
    "take": _("采取措施并转送经营者"),
    "amend": _("补充或更正"),
    "declare": _("经营者提交声明"),
    "arrive": _("声明送达权利人"),
    "sue": _("权利人告知已投诉或起诉"),
    "sue_late": _("措施终止后，权利人告知已投诉或起诉"),
    "lapse": _("等待期满，终止措施"),
    "end": _("终止措施"),
    "resume": _("再次采取措施"),
    "fault": _("认定通知错误"),
}
TO_HOLDER = {
    "taken": _(
        "平台已暂停销售你通知的商品，并把通知转送被投诉的经营者。他可以提交不存在侵权行为的声明和初步证据；"
        "提交后会转送给你。"
    ),
    "declared": _(
        "被投诉的经营者提交了不存在侵权行为的声明（见上）。你可以向有关主管部门投诉或者向人民法院起诉。"
        "平台在声明送达你后 %(days)s 日内没有收到你已经投诉或者起诉的通知的，将终止所采取的措施。"
    ),
    "sued": _("平台已收到你投诉或者起诉的通知，所采取的措施继续有效。"),
    "sued_late": _(
        "平台已收到你投诉或者起诉的通知。此前十五日已过，措施已经终止；合规专员会决定是否再次采取措施。"
    ),
    "ended": _("平台已终止所采取的措施：%(how)s。"),
    "resumed": _("平台已再次暂停销售你通知的商品。"),
}


def goods_of(actor: Actor, row: Notice) -> str:
    """Return what is off sale on account of a notice, in one line."""
    rows = NoticeMeasure.objects.of(actor).filter(notice=row)
    ids = list(rows.order_by("-id").values_list("offer_id", flat=True))
    named = catalog.offers_named(actor, ids[:MOST_NAMED])
    titles = "、".join(dict.fromkeys(named[one].product.title for one in ids if one in named))
    return (titles or "—")[:200]


def pair(said: object) -> dict[str, str]:
    """Return a text in both languages."""
    return _pair(lambda: str(said))


def said_in(row: Notice, said: object) -> str:
    """Return a text in the right holder's language."""
    with override("en" if row.complaint.language == "en" else "zh-hans"):
        return str(said)


def _pair(said: Callable[[], str]) -> dict[str, str]:
    found = {}
    for tongue, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            found[tongue] = said()
    return found
