"""In what words the record tells what happened to complaints."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from complaints.selectors import names, words
from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told


def _kind(data: Data) -> str:
    return str(words.KINDS.get(str(data.get("kind", "")), ""))


def _outcome(data: Data) -> str:
    return str(words.OUTCOMES.get(str(data.get("outcome", "")), ""))


def _channel(data: Data) -> str:
    return str(words.CHANNELS.get(str(data.get("channel", "")), ""))


def _end(data: Data) -> str:
    return str(words.ENDINGS.get(str(data.get("end", "")), ""))


SAID: dict[str, Callable[[Data], object]] = {
    "kind": _kind,
    "outcome": _outcome,
    "channel": _channel,
    "end": _end,
}
TOLD = {
    "complaints.complaint_filed": Told(
        _("收到投诉"), _("收到%(object)s：%(kind)s（%(channel)s）"), SAID
    ),
    "complaints.complaint_acknowledged": Told(
        _("受理投诉"), _("%(who)s受理了%(object)s（%(channel)s）"), SAID
    ),
    "complaints.complaint_taken": Told(_("接手投诉"), _("%(who)s安排了%(object)s的经办人")),
    "complaints.complaint_handled": Told(_("处理投诉"), _("%(who)s对%(object)s采取了措施")),
    "complaints.complaint_asked": Told(
        _("询问投诉人"), _("%(who)s请%(object)s的投诉人补充（%(channel)s）"), SAID
    ),
    "complaints.complaint_replied": Told(
        _("回复投诉人"), _("%(who)s回复了%(object)s的投诉人（%(channel)s）"), SAID
    ),
    "complaints.complaint_noted": Told(_("记录投诉备注"), _("%(who)s在%(object)s中写了内部备注")),
    "complaints.complaint_answered": Told(
        _("答复投诉"), _("%(who)s答复了%(object)s：%(outcome)s（%(channel)s）"), SAID
    ),
    "complaints.complaint_reported": Told(
        _("报告投诉所涉情况"), _("%(who)s就%(object)s向主管部门报告")
    ),
    "complaints.complaint_closed": Told(_("办结投诉"), _("%(object)s办结")),
    "complaints.complaint_reopened": Told(
        _("重新处理投诉"), _("%(object)s重新处理（%(channel)s）"), SAID
    ),
    "complaints.complaint_withdrawn": Told(_("撤回投诉"), _("投诉人撤回了%(object)s")),
    "complaints.complaint_merged": Told(_("并案"), _("%(who)s把%(object)s并入另一件投诉")),
    "complaints.complaint_parted": Told(_("分案"), _("%(who)s把%(object)s从并案中分出")),
    "complaints.complainant_said": Told(
        _("投诉人补充"), _("投诉人在%(object)s中补充（%(channel)s）"), SAID
    ),
    "complaints.attachment_added": Told(_("添加投诉附件"), _("%(object)s添加了附件")),
    "complaints.cluster_began": Told(
        _("投诉集中"),
        _("%(object)s：%(people)s 人投诉，%(rooms)s 个直播间加强巡查"),
    ),
    "complaints.cluster_ended": Told(_("投诉集中结束"), _("%(object)s结束：%(end)s"), SAID),
    "complaints.terms_drafted": Told(_("起草投诉处理期限"), _("%(who)s起草了%(object)s")),
    "complaints.terms_published": Told(
        _("发布投诉处理期限"), _("%(who)s发布了%(object)s，自 %(from)s 起生效")
    ),
    "complaints.terms_discarded": Told(_("作废投诉处理期限草稿"), _("%(who)s作废了%(object)s")),
}

acts.register(
    TOLD,
    {
        "complaint": names.complaint_names,
        "complaint_cluster": names.cluster_names,
        "complaint_terms": names.terms_names,
    },
)
