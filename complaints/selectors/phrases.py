"""Words ready to be sent, in the complainant's language; what acts and states are called."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from complaints.models import Complaint
from complaints.rules import states

READY: dict[str, tuple[tuple[str, object, object], ...]] = {
    "answer": (
        (
            "upheld",
            _("属实，已处理"),
            _("经核查，您反映的情况属实。我们已依照平台规则处理，并要求责任方改正。感谢您的监督。"),
        ),
        (
            "partly",
            _("部分属实"),
            _("经核查，您反映的情况部分属实。属实的部分已处理；其余部分没有找到依据，理由如下："),
        ),
        (
            "unfounded",
            _("不属实"),
            _("我们核查了您所说时间的直播记录，没有发现所反映的情况，理由如下："),
        ),
        (
            "unproven",
            _("无法查实"),
            _(
                "根据现有材料，我们无法查实您反映的情况。如有截图、录屏或订单号，可凭回执要求重新处理。"
            ),
        ),
        (
            "outside",
            _("不属于平台处理范围"),
            _("您反映的事项不属于平台可以处理的范围，建议向有权处理的部门反映："),
        ),
    ),
    "ask": (
        ("", _("请补充时间"), _("请告诉我们事情发生的日期和大致时间，以便查找当时的直播记录。")),
        ("", _("请补充材料"), _("请上传截图、录屏或订单页面，以便核对您反映的情况。")),
        ("", _("请补充订单号"), _("请告诉我们订单号和付款时间，以便联系商家核对。")),
    ),
    "reply": (
        ("", _("正在核查"), _("我们正在核查当时的直播记录，有结果后会在这里答复您。")),
        ("", _("已联系商家"), _("我们已联系商家，要求其在规定时间内答复。")),
    ),
    "send_back": (
        ("", _("没有说明理由"), _("没有说明拒绝的理由，请写明依据。")),
        ("", _("没有回应要求"), _("没有回应顾客的要求，请说明怎样处理、何时办完。")),
    ),
    "handle": (
        ("", _("已下架"), _("已下架相关商品。")),
        ("", _("已警示"), _("已警示主播并要求改正。")),
        ("", _("已删除"), _("已删除相关内容。")),
    ),
}
STEPS = {
    "file": _("收到投诉"),
    states.ACKNOWLEDGE: _("已受理"),
    states.TAKE: _("已安排经办"),
    states.HANDLE: _("已采取措施"),
    states.ASK: _("已请投诉人补充"),
    states.ANSWER: _("已答复"),
    states.CONVEY: _("已随并案答复"),
    states.CLOSE: _("已办结"),
    states.REOPEN: _("已重新处理"),
    states.WITHDRAW: _("投诉人已撤回"),
    states.MERGE: _("已并入另一件"),
    states.PART: _("已分案"),
    states.REFER: _("已转交被投诉方"),
    states.HEAR: _("被投诉方已答复"),
    states.LINK: _("已指明对象"),
    states.CASE: _("已转为案件"),
    states.DRAFT: _("已起草报告"),
    states.ENQUIRE: _("投诉人要求提供必要信息"),
    states.GIVE: _("已提供必要信息"),
    states.DECLINE: _("已告知不提供必要信息"),
}
TONES = {
    states.RECEIVED: "watch",
    states.REOPENED: "watch",
    states.ACKNOWLEDGED: "info",
    states.IN_HAND: "info",
    states.ANSWERED: "ok",
}
NEXT = {
    states.RECEIVED: _("现在可以受理、接手或直接答复。"),
    states.ACKNOWLEDGED: _("现在可以接手、采取措施或答复。"),
    states.IN_HAND: _("现在可以采取措施、请投诉人补充或答复。"),
    states.REOPENED: _("现在可以接手、采取措施或再次答复。"),
    states.ANSWERED: _("它已经答复：可以办结；要改变结果，请先重新处理。"),
    states.CLOSED: _("它已经办结：要继续，请先重新处理。"),
    states.WITHDRAWN: _("投诉人已撤回：平台仍要查的，请先重新处理。"),
    states.MERGED: _("它已并入另一件投诉：请在那一件里办理，或先分案。"),
}


# The way that everybody who complains is shown; what stands outside of it has no place on it.
TRACK = (_("已收到"), _("已受理"), _("处理中"), _("已答复"))
PLACES = {
    states.RECEIVED: 0,
    states.ACKNOWLEDGED: 1,
    states.IN_HAND: 2,
    states.REOPENED: 2,
    states.MERGED: 2,
    states.ANSWERED: 3,
    states.CLOSED: 3,
}


def track_of(state: str) -> list[tuple[object, bool, bool]]:
    """Return the way of a complaint: each stop, whether it is past, whether it stands there."""
    if state not in PLACES:
        return []
    place = PLACES[state]
    return [(name, n < place, n == place) for n, name in enumerate(TRACK)]


class Phrase(NamedTuple):
    """Words of which one picks; `outcome` is chosen along with them."""

    outcome: str
    title: str
    text: str


def phrases_of(complaint: Complaint, act: str) -> list[Phrase]:
    """Return the ready words of an act: titles as the page speaks, texts as the complainant."""
    found = []
    for outcome, title, text in READY.get(act, ()):
        with override("en" if complaint.language == "en" else "zh-hans"):
            said = str(text)
        found.append(Phrase(outcome, str(title), said))
    return found
