"""What may be done to a complaint now: each button, its warning, and what its form asks for."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from complaints.rules import receipts, states
from complaints.selectors import inbox, phrases, words
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
    Deed("answer", "r", _("答复"),
         _("投诉人会看到结果和理由，并入的投诉一并答复。发送后不能收回，只能重新处理。"),
         _("发送答复"), ("outcome", "text", "channel", "at"), states.ANSWER),
    Deed("reply", "m", _("给投诉人留言"),
         _("投诉人会看到。不改变状态，也不影响时限。"),
         _("发送留言"), ("text", "channel"), states.SAY),
    Deed("heard", "i", _("补记投诉人的话"),
         _("投诉人用电话、邮件或书面补充的，记在这里；等待补充的时限随之恢复。"),
         _("记下"), ("text", "channel"), states.SAY),
    Deed("note", "n", _("内部备注"),
         _("只有合规专员能看到，投诉人看不到。"), _("保存备注"), ("text",)),
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
ALWAYS: Callable[[str], bool] = {"note"}.__contains__


def choices(actor: Actor, row: Complaint, *, is_reporting: bool) -> dict[str, Any]:
    """Return what may be done now, the usual thing marked, and what the forms offer."""
    able = [
        one
        for one in DEEDS
        if ALWAYS(one.name)
        or (one.name == "report" and is_reporting)
        or (one.step and states.can(one.step, row.state))
    ]
    first = "report" if is_reporting and row.state == states.CLOSED else FIRST.get(row.state, "")
    return {
        "deeds": [(one, phrases.phrases_of(row, one.name)) for one in able],
        "first": first,
        "officers": inbox.officers(actor),
        "chosen": str(row.assignee_id or actor.user_id),
        "channels": words.CHANNELS.items(),
        "outcomes": words.OUTCOMES.items(),
        "alike": [
            (receipts.shown(one.number), words.KINDS[one.kind], one)
            for one in inbox.alike(actor, row)
        ],
    }
