"""In what words the record tells what happened to sanctions."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from sanctions.selectors import names, words


def _rung(data: Data) -> str:
    return words.rung(str(data.get("rung", "")))


def _state(data: Data) -> str:
    return str(words.STATES.get(str(data.get("state", "")), ""))


def _outcome(data: Data) -> str:
    return str(words.APPEALS.get(str(data.get("outcome", "")), ""))


def _way(data: Data) -> str:
    return str(words.WAYS.get(str(data.get("way", "")), ""))


def _mode(data: Data) -> str:
    return str(words.MODES.get(str(data.get("to", "")), ""))


RUNG: dict[str, Callable[[Data], object]] = {"rung": _rung}
TOLD = {
    "sanctions.sanction_proposed": Told(
        _("提出处罚"), _("%(who)s提出%(object)s：%(rung)s（第 %(offence)s 次）"), RUNG
    ),
    "sanctions.sanction_approved": Told(_("复核通过处罚"), _("%(who)s复核同意%(object)s"), RUNG),
    "sanctions.sanction_refused": Told(_("复核不通过处罚"), _("%(who)s复核不同意%(object)s"), RUNG),
    "sanctions.sanction_began": Told(_("处罚生效"), _("%(object)s生效：%(rung)s"), RUNG),
    "sanctions.sanction_ended": Told(
        _("处罚结束"), _("%(object)s结束：%(state)s"), RUNG | {"state": _state}
    ),
    "sanctions.sanction_recounted": Told(
        _("重新计算违规次数"), _("%(object)s改计为第 %(offence)s 次，按阶梯应为%(rung)s"), RUNG
    ),
    "sanctions.sanction_kept": Told(
        _("重新衡量后维持处罚"), _("%(who)s重新衡量后维持%(object)s（第 %(offence)s 次）"), RUNG
    ),
    "sanctions.notice_served": Told(
        _("记录通知书送达"), _("%(who)s记录%(object)s的通知书已送达（%(way)s）"), {"way": _way}
    ),
    "sanctions.sharing_set": Told(
        _("变更名单共享"), _("%(who)s把黑名单共享改为：%(to)s"), {"to": _mode}
    ),
    "sanctions.match_found": Told(_("名单匹配"), _("主体%(object)s在“%(platform)s”共享的黑名单上")),
    "sanctions.match_retracted": Told(
        _("名单匹配撤回"), _("“%(platform)s”撤回了与主体%(object)s匹配的条目")
    ),
    "sanctions.match_seen": Told(_("核查名单匹配"), _("%(who)s核查了主体%(object)s的名单匹配")),
    "sanctions.report_sent": Told(
        _("报告已报送"), _("%(who)s：%(object)s的报告已发往主管部门（%(to)s）")
    ),
    "sanctions.reports_queued": Told(
        _("起草处罚报告"), _("为%(object)s起草了 %(reports)s 份报告，等待报送")
    ),
    "sanctions.corrections_queued": Told(
        _("起草更正报告"), _("为%(object)s起草了 %(reports)s 份更正报告，等待报送")
    ),
    "sanctions.appeal_filed": Told(_("提出申诉"), _("%(who)s提出%(object)s")),
    "sanctions.appeal_answered": Told(_("申诉沟通"), _("%(who)s在%(object)s中留言")),
    "sanctions.appeal_decided": Told(
        _("处理申诉"), _("%(who)s处理了%(object)s：%(outcome)s"), {"outcome": _outcome}
    ),
    "sanctions.ladder_drafted": Told(_("起草处罚阶梯"), _("%(who)s起草了%(object)s")),
    "sanctions.ladder_published": Told(
        _("发布处罚阶梯"), _("%(who)s发布了%(object)s，自 %(from)s 起生效")
    ),
    "sanctions.ladder_discarded": Told(_("作废处罚阶梯草稿"), _("%(who)s作废了%(object)s")),
}

acts.register(
    TOLD,
    {
        "sanction": names.sanction_names,
        "appeal": names.appeal_names,
        "ladder": names.ladder_names,
    },
)
