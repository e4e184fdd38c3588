"""In what words the record tells what was inspected, found, done about it and answered."""

from functools import partial

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from moderation.models import Decision
from moderation.selectors import told as names
from moderation.selectors.family import family_name
from moderation.selectors.labels import DISMISSED
from office import selectors as office

STATES = {
    Decision.State.PASS: _("通过"),
    Decision.State.REVIEW: _("待人工审核"),
    Decision.State.BLOCK: _("拦截"),
}


def _late(data: Data) -> str:
    return gettext("（已超时）") if data.get("late") else ""


def _large(data: Data) -> str:
    return gettext("（大字）") if data.get("large") else ""


def _count(name: str, data: Data) -> int:
    """Return how many there are, whether they were counted or listed."""
    found = data.get(name)
    if isinstance(found, dict):
        return sum(found.values())
    return len(found) if isinstance(found, list) else int(found or 0)


def _results(data: Data) -> list[str]:
    found = data.get("results", {})
    return [f"{STATES[state]} {found[state]}" for state in STATES if state in found]


def _state(data: Data) -> object:
    return STATES.get(data.get("state", ""), "")


TOLD = {
    "moderation.session_inspected": Told(
        _("检查直播"),
        _("%(who)s检查了%(object)s：%(events)s 条事件，发现 %(found)s 处，处置 %(done)s 项"),
        {"found": partial(_count, "findings"), "done": partial(_count, "measures")},
    ),
    "moderation.session_passed_over": Told(
        _("未检查"), _("%(object)s有 %(segments)s 段未检查：密钥已销毁")
    ),
    "moderation.segment_referred": Told(
        _("转人工查看"),
        _("%(who)s把%(object)s的第 %(segment)s 段转给专员：%(reason)s"),
        {"reason": lambda data: family_name(data.get("reason", ""))},
    ),
    "moderation.breach_told": Told(
        _("未获准入告警"),
        _("%(object)s未获准入，已通知平台和合规专员：%(codes)s"),
        {"codes": lambda data: "、".join(data.get("codes", ()))},
    ),
    "moderation.finding_dismissed": Told(
        _("认定发现不成立"),
        _("%(who)s认定%(object)s不成立：%(reason)s"),
        {"reason": lambda data: DISMISSED.get(data.get("reason", ""), "")},
    ),
    "moderation.finding_restored": Told(_("恢复发现"), _("%(who)s恢复了%(object)s")),
    "moderation.measure_issued": Told(_("作出处置"), _("%(who)s作出处置：%(object)s")),
    "moderation.measure_released": Told(_("发出处置"), _("%(who)s发出了%(object)s")),
    "moderation.measure_undone": Told(_("撤回处置"), _("%(who)s在发出之前撤回了%(object)s")),
    "moderation.measure_acknowledged": Told(
        _("确认处置"), _("%(who)s确认已知悉%(object)s%(late)s"), {"late": _late}
    ),
    "moderation.measure_unacknowledged": Told(_("逾期未确认"), _("%(object)s逾期没有得到确认")),
    "moderation.measure_executed": Told(_("执行处置"), _("%(who)s报告已执行%(object)s")),
    "moderation.measure_failed": Told(_("未能执行处置"), _("%(who)s报告未能执行%(object)s")),
    "moderation.measure_unexecuted": Told(
        _("逾期未执行"), _("平台在 %(seconds)s 秒内没有执行%(object)s")
    ),
    "moderation.measure_withdrawn": Told(_("收回处置"), _("%(who)s因发现不成立收回了%(object)s")),
    "moderation.measure_lifted": Told(_("解除处置"), _("%(who)s解除了%(object)s")),
    "moderation.measure_reinstated": Told(_("恢复处置"), _("%(who)s因发现恢复而恢复了%(object)s")),
    "moderation.notice_raised": Told(_("挂出提示"), _("%(who)s在%(object)s挂出了平台外交易提示")),
    "moderation.notice_shown": Told(
        _("提示已显示"),
        _("%(who)s证明%(object)s显示了平台外交易提示%(large)s"),
        {"large": _large},
    ),
    "moderation.publication_reviewed": Told(
        _("发布前审核"),
        _("%(who)s提交%(object)s的内容审核：%(results)s"),
        {"results": _results},
    ),
    "moderation.publication_decided": Told(
        _("审核决定"), _("%(who)s对送审内容%(object)s的决定：%(state)s"), {"state": _state}
    ),
}

acts.register(
    TOLD,
    {
        "measure": names.measure_names,
        "finding": names.finding_names,
        "decision": names.decision_names,
    },
)

office.clock_words(
    {
        "publication_review": _("发布前人工审核"),
        "decision": _("送审内容"),
        "officer.decision": _("专员作出审核决定"),
        "awaiting_material": _("等待平台补充材料"),
    }
)
