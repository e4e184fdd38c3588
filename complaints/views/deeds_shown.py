"""What may be done to a complaint now: each button, its warning, and what its form asks for."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from complaints import selectors, services
from complaints.models import Complaint
from complaints.rules import receipts, states
from complaints.selectors import inbox, linking, phrases, words
from livecompliance.kernel.actors import Actor

COMPLAINANT, PLATFORM, OPERATOR = _("投诉人"), _("平台"), _("被投诉的运营者")
TABS = {
    inbox.OPEN: _("待办理"),
    inbox.WAITING: _("等投诉人补充"),
    inbox.ANSWERED: _("已答复"),
    inbox.ALL: _("全部"),
}


class Deed(NamedTuple):
    """A button and the form that it opens.

    Args:
        says: what comes of it; read before it is confirmed.
        asks: the fields of its form.
    """

    name: str
    key: str
    label: object
    says: object
    button: object
    asks: tuple[str, ...] = ()
    step: str = ""


DEEDS = (
    Deed("acknowledge", "a", _("受理并告知"),
         _("告诉投诉人已经受理，受理时限到此完成。电话或书面告知过的，写明途径和时间。"),
         _("确认受理"), ("channel", "at"), states.ACKNOWLEDGE),
    Deed("take", "t", _("接手或转交"),
         _("由所选的专员经办，时限随之转交并照旧计算。"),
         _("确认经办人"), ("assignee",), states.TAKE),
    Deed("handle", "h", _("记录措施"),
         _("写明采取了什么措施，采取措施的时限到此完成。只作内部记录，答复时再告诉投诉人。"),
         _("记录已采取措施"), ("text",), states.HANDLE),
    Deed("ask", "s", _("请投诉人补充"),
         _("投诉人会看到；在他补充之前，反馈结果的时限暂停。法律另有期限的照常计算。"),
         _("发送并等待补充"), ("text", "channel"), states.ASK),
    Deed("accept", "y", _("采纳被投诉方的答复"),
         _("核对过他的答复，可以采纳。选了转告的，投诉人会看到他写的内容。"),
         _("采纳"), ("tells",)),
    Deed("send_back", "b", _("退回被投诉方的答复"),
         _("写明为什么不行，请他重新答复，时限重新计算。认定无正当理由拒绝的，作为发现记录。"),
         _("退回"), ("text", "is_unjustified")),
    Deed("refer", "q", _("转交被投诉方"),
         _("运营者或商家会看到下面的内容，并须按期答复。他看不到投诉人是谁、怎样联系；附件要在附件页上另行提供。"),
         _("转交并开始计时"), ("to", "text", "shows_order"), states.REFER),
    Deed("relay", "w", _("记下被投诉方的答复"),
         _("被投诉方用电话、邮件或书面答复的，记在这里；答复时限按他答复的时间计算。"),
         _("记下答复"), ("answer", "text", "channel", "at"), states.HEAR),
    Deed("answer", "r", _("答复"),
         _("投诉人会看到结果和理由，并入的投诉一并答复。网页上的答复稍等一会儿才发出，等待时可以撤回；发出后只能重新处理。"),
         _("发送答复"), ("outcome", "text", "channel", "at"), states.ANSWER),
    Deed("reply", "m", _("给投诉人留言"),
         _("投诉人会看到。不改变状态，也不影响时限。"),
         _("发送留言"), ("text", "channel"), states.SAY),
    Deed("heard", "i", _("补记投诉人的话"),
         _("投诉人用电话、邮件或书面补充的，记在这里；等待补充的时限随之恢复。"),
         _("记下"), ("text", "channel"), states.SAY),
    Deed("note", "n", _("内部备注"),
         _("只有合规专员能看到，投诉人看不到。"), _("保存备注"), ("text",)),
    Deed("case", "j", _("转为案件"),
         _("按投诉人所说的时间，把那一场直播送进审核队列，由专员查看并决定。两边互相可以找到。"),
         _("转为案件")),
    Deed("sanction", "z", _("作出处罚决定"),
         _("转为案件，并打开已填好主体和依据的处罚决定；已有决定的，直接打开那一项。"),
         _("打开处罚决定")),
    Deed("draft", "d", _("起草向主管部门的报告"),
         _("内容已按案情填好，可以修改；不写投诉人是谁。报送后用“已向主管部门报告”确认。"),
         _("保存草稿"), ("authority", "text")),
    Deed("link", "l", _("指明对象"),
         _("指明是哪个直播间、哪一场、哪件商品或哪条发现；被投诉的运营者随直播间而定。"),
         _("保存"), ("places",), states.LINK),
    Deed("excuse", "x", _("认定情有可原"),
         _("他的迟延或者拒绝情有可原的，写明理由；相应的发现随之不成立。"),
         _("认定"), ("fault", "text")),
    Deed("merge", "g", _("并入另一件"),
         _("并入另一件投诉，由那一件答复。本件的时限照旧计算，投诉人不会因此多等。"),
         _("并入"), ("into",), states.MERGE),
    Deed("part", "p", _("从并案中分出"),
         _("从并案中分出，由你单独处理。时限一直在计算。"), _("确认分案"), (), states.PART),
    Deed("report", "e", _("已向主管部门报告"),
         _("确认已经报告；报告时限到此完成。"), _("确认已报告")),
    Deed("close", "c", _("办结"),
         _("投诉人没有异议的，可以办结。在承诺的天数内，他仍可要求重新处理。"),
         _("确认办结"), (), states.CLOSE),
    Deed("reopen", "o", _("重新处理这件投诉"),
         _("按现行期限重新计时。理由记为内部备注。"),
         _("重新处理这件投诉"), ("text", "channel"), states.REOPEN),
)  # fmt: skip
FIRST = {
    states.RECEIVED: "acknowledge",
    states.ACKNOWLEDGED: "take",
    states.REOPENED: "take",
    states.IN_HAND: "answer",
    states.ANSWERED: "close",
    states.MERGED: "part",
}
# What is not the next thing stands in these groups, in this order.
GROUPS = (
    (_("办理进度"),
     ("acknowledge", "take", "handle", "answer", "report", "close", "reopen")),
    (_("与投诉人联系"), ("ask", "reply", "heard")),
    (_("被投诉方"), ("refer", "relay", "accept", "send_back", "excuse")),
    (_("转为案件、处罚或报告"), ("case", "sanction", "draft")),
    (_("备注、对象与并案"), ("note", "link", "merge", "part")),
)  # fmt: skip
ALWAYS: Callable[[str], bool] = {"note", "sanction", "draft"}.__contains__
HELD = "held"  # an answer waits to be sent: until then nothing that would cross it
WAITS = frozenset({"answer", "merge"})
SELLERS = frozenset({"refer", "relay", "accept", "send_back", "excuse"})


def _may(one: Deed, row: Complaint, extra: Collection[str]) -> bool:
    """Tell whether a button stands there: always, by what else is known, by the state."""
    if one.name in SELLERS and one.name not in extra:
        return False
    if one.step:
        return states.can(one.step, row.state)
    return ALWAYS(one.name) or one.name in extra


class Group(NamedTuple):
    """Buttons that belong together, behind one that says which they are."""

    label: object
    names: tuple[str, ...]
    deeds: list[tuple[Deed, Any]]


def grouped(ready: Mapping[str, tuple[Deed, Any]], first: str) -> list[Group]:
    """Return the buttons but the first in their groups; a group with none is left out."""
    found = []
    for label, names in GROUPS:
        held = tuple(one for one in names if one in ready and one != first)
        if held:
            found.append(Group(label, held, [ready[one] for one in held]))
    return found


def choices(actor: Actor, row: Complaint, extra: Collection[str]) -> dict[str, Any]:
    """Return what may be done now, the usual thing marked, and what the forms offer.

    Args:
        extra: what may be done for other reasons than the complaint's own state.
    """
    able = [one for one in DEEDS if _may(one, row, extra)]
    if HELD in extra:
        able = [one for one in able if one.name not in WAITS]
    is_last = "report" in extra and row.state == states.CLOSED
    first = "report" if is_last else FIRST.get(row.state, "")
    if "accept" in extra:
        first = "accept"
    first = first if any(one.name == first for one in able) else ""
    ready = {one.name: (one, phrases.phrases_of(row, one.name)) for one in able}
    return {
        "deeds": list(ready.values()),
        "next": ready.get(first),
        "groups": grouped(ready, first),
        "officers": inbox.officers(actor),
        "chosen": str(row.assignee_id or actor.user_id),
        "channels": words.CHANNELS.items(),
        "outcomes": words.OUTCOMES.items(),
        "room_title": row.room.title if row.room else "",
        "authorities": words.AUTHORITIES.items(),
        "report_begun": services.report_begun(actor, row),
        "places": linking.places_of(actor, row),
        "answers": words.ANSWERS.items(),
        "passed_on": selectors.passed_on(actor, row) if "refer" in extra else "",
        "alike": [
            (receipts.shown(one.number), words.KINDS[one.kind], one)
            for one in inbox.alike(actor, row)
        ],
    }
