"""What right holders' notices are called, and what both sides are told of them."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from catalog import selectors as catalog
from catalog.models import Offer
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
    "remove": _("删除内容"),
    "block": _("屏蔽"),
    "unlink": _("断开链接"),
    "stop": _("终止交易和服务"),
}
STATES = {
    "received": _("已收到通知"),
    "in_force": _("已采取措施并转送"),
    "declared": _("已收到声明，正在送达"),
    "waiting": _("声明已送达，等待权利人"),
    "sued": _("已投诉或起诉，措施继续"),
    "ended": _("措施已终止"),
}
TONES = {"received": "watch", "declared": "watch", "in_force": "info", "waiting": "info"}
TARGETS = {
    "offer": _("商品"),
    "room": _("直播间"),
    "session": _("一场直播和它的回放"),
    "cover": _("直播间的封面和标题"),
    "account": _("账号"),
}
HELPS = {
    "room": _("正在直播的立即暂停，措施有效期间这个直播间不能开播"),
    "session": _("正在直播的立即暂停；回放由平台屏蔽，可以只屏蔽其中一段"),
    "cover": _("由平台撤下封面图片和标题，不影响直播"),
    "account": _("这个运营者的所有直播间都暂停并不能开播；只在其他措施不足以制止时使用"),
}
TITLES = {
    "offer": _("暂停销售“%(title)s”"),
    "room": _("直播间“%(title)s”停播"),
    "session": _("屏蔽“%(title)s”的一场直播和回放"),
    "cover": _("撤下“%(title)s”的封面和标题"),
    "account": _("停止“%(title)s”所属账号的直播服务"),
}
DEEDS = {
    "offer": _("暂停销售"),
    "room": _("停播"),
    "session": _("屏蔽"),
    "cover": _("撤下"),
    "account": _("停止服务"),
}
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
        "平台已采取措施（%(what)s），并把通知转送被投诉的经营者。他可以提交不存在侵权行为的声明和初步证据；"
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
    "resumed": _("平台已再次采取措施（%(what)s）。"),
}


WHY = _("知识产权侵权通知 %(mark)s：权利人提交了构成侵权的初步证据。可以提交不存在侵权行为的声明。")
OVER = _("知识产权通知的措施已终止")


def taken_of(actor: Actor, row: Notice) -> str:
    """Return what was taken down on account of a notice, in one line, in the language of now."""
    rows = NoticeMeasure.objects.of(actor).filter(notice=row).select_related("room")
    return line_of(actor, list(rows.order_by("-id")[: MOST_NAMED + 1]))


def taken_pair(actor: Actor, row: Notice) -> dict[str, str]:
    """Return what was taken down on account of a notice, in one line, in both languages."""
    return _pair(lambda: taken_of(actor, row))


def line_of(actor: Actor, rows: list[NoticeMeasure]) -> str:
    """Return measures in one line, the first of them by name."""
    named = catalog.offers_named(actor, [one.offer_id for one in rows if one.offer_id])
    titles = dict.fromkeys(title_of(one, named) for one in rows[:MOST_NAMED])
    said = str(_("、")).join(one for one in titles if one)
    if len(rows) > MOST_NAMED:
        said = _("%(some)s等") % {"some": said}
    return (said or "—")[:200]


def title_of(one: NoticeMeasure, named: Mapping[UUID, Offer]) -> str:
    """Return what was taken down and how: the goods off sale, the room closed, the cover down."""
    if one.offer_id is not None:
        found = named.get(one.offer_id)
        return str(TITLES["offer"]) % {"title": found.product.title} if found else ""
    return str(TITLES[one.target]) % {"title": one.room.title if one.room else "—"}


def pair(said: object, **given: object) -> dict[str, str]:
    """Return a text in both languages."""
    return _pair(lambda: str(said) % given if given else str(said))


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
