"""In what words the record tells what happened to complaints."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from complaints.selectors import names, notice, notice_words, particulars, sharing, words
from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told


def _kind(data: Data) -> str:
    return str(words.KINDS.get(str(data.get("kind", "")), ""))


def _outcome(data: Data) -> str:
    return str(words.OUTCOMES.get(str(data.get("outcome", "")), ""))


def _channel(data: Data) -> str:
    return str(words.CHANNELS.get(str(data.get("channel", "")), ""))


def _right(data: Data) -> str:
    return str(notice_words.RIGHTS.get(str(data.get("right", "")), ""))


def _end(data: Data) -> str:
    said = str(data.get("end", ""))
    return str(notice_words.ENDS.get(said, "") or words.ENDINGS.get(said, ""))


def _fault(data: Data) -> str:
    return str(notice_words.FAULTS.get(str(data.get("fault", "")), ""))


def _found(data: Data) -> str:
    return str(data.get("found", ""))


def _answered(data: Data) -> str:
    return str(words.ANSWERS.get(str(data.get("outcome", "")), ""))


def _ground(data: Data) -> str:
    return str(particulars.GROUNDS.get(str(data.get("ground", "")), ""))


def _to(data: Data) -> str:
    return str(sharing.TO.get(str(data.get("to", "")), ""))


SAID: dict[str, Callable[[Data], object]] = {
    "kind": _kind,
    "outcome": _outcome,
    "channel": _channel,
    "right": _right,
    "end": _end,
    "fault": _fault,
}
GROUND: dict[str, Callable[[Data], object]] = {"ground": _ground}
ANSWERED: dict[str, Callable[[Data], object]] = {"outcome": _answered, "channel": _channel}
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
    "complaints.answer_held": Told(
        _("写好投诉答复"), _("%(who)s写好了%(object)s的答复（%(outcome)s），还没有发出"), SAID
    ),
    "complaints.answer_undone": Told(
        _("撤回投诉答复"), _("%(who)s撤回了%(object)s的答复，投诉人没有看到"), SAID
    ),
    "complaints.answer_dropped": Told(
        _("投诉答复没有发出"), _("%(object)s在此期间已经了结，%(who)s的答复没有发出"), SAID
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
    "complaints.complaint_released": Told(
        _("主办的投诉撤回，自动分案"), _("主办的投诉已撤回，%(object)s自动分出")
    ),
    "complaints.complaint_parted": Told(_("分案"), _("%(who)s把%(object)s从并案中分出")),
    "complaints.complainant_said": Told(
        _("投诉人补充"), _("投诉人在%(object)s中补充（%(channel)s）"), SAID
    ),
    "complaints.complaint_linked": Told(
        _("指明投诉对象"), _("%(who)s指明了%(object)s涉及的直播间、场次、商品或发现")
    ),
    "complaints.case_opened": Told(
        _("投诉转为案件"), _("%(who)s把%(object)s转为案件，进入审核队列")
    ),
    "complaints.report_drafted": Told(
        _("起草投诉报告"), _("%(who)s为%(object)s起草了向主管部门的报告")
    ),
    "complaints.operator_asked": Told(
        _("转交被投诉方"), _("%(who)s把%(object)s转交被投诉方答复（第 %(round)s 次）")
    ),
    "complaints.operator_answered": Told(
        _("被投诉方答复"), _("被投诉方答复了%(object)s：%(outcome)s（%(channel)s）"), ANSWERED
    ),
    "complaints.contact_sought": Told(
        _("按联系方式查找投诉"),
        _("%(who)s按电话或邮箱查找过投诉，查到 %(found)s 件"),
        {"found": _found},
    ),
    "complaints.operator_reminded": Told(_("提醒被投诉方"), _("到期前提醒被投诉方答复%(object)s")),
    "complaints.operator_late": Told(_("被投诉方逾期"), _("被投诉方没有按期答复%(object)s")),
    "complaints.operator_unreasoned": Told(
        _("被投诉方无正当理由拒绝"), _("被投诉方无正当理由拒绝了%(object)s的要求")
    ),
    "complaints.operator_accepted": Told(
        _("采纳被投诉方的答复"), _("%(who)s采纳了被投诉方对%(object)s的答复")
    ),
    "complaints.operator_returned": Told(
        _("退回被投诉方的答复"), _("%(who)s退回了被投诉方对%(object)s的答复")
    ),
    "complaints.operator_excused": Told(
        _("认定被投诉方情有可原"), _("%(who)s认定被投诉方在%(object)s中的迟延或者拒绝情有可原")
    ),
    "complaints.words_destroyed": Told(
        _("销毁投诉内容"), _("%(object)s的内容和 %(files)s 个附件保存期满，已销毁")
    ),
    "complaints.file_shared": Told(
        _("提供投诉文件"), _("%(who)s把投诉%(object)s的一个文件提供给%(to)s看"), {"to": _to}
    ),
    "complaints.file_unshared": Told(
        _("收回投诉文件"), _("%(who)s不再把投诉%(object)s的一个文件提供给%(to)s"), {"to": _to}
    ),
    "complaints.shared_file_taken": Told(
        _("下载投诉文件"), _("%(to)s下载了投诉%(object)s中平台提供的一个文件"), {"to": _to}
    ),
    "complaints.particulars_asked": Told(
        _("要求提供必要信息"),
        _("投诉人在%(object)s中要求提供运营者、营销人员和交易的信息（%(channel)s）"),
        SAID,
    ),
    "complaints.particulars_given": Told(
        _("提供必要信息"), _("%(who)s向%(object)s的投诉人提供了信息（第 %(version)s 版）")
    ),
    "complaints.particulars_declined": Told(
        _("不提供必要信息"), _("%(who)s没有向%(object)s的投诉人提供信息：%(ground)s"), GROUND
    ),
    "complaints.particulars_read": Told(
        _("查看必要信息"), _("投诉人查看了%(object)s中提供的信息（第 %(version)s 版）")
    ),
    "complaints.trade_taken": Told(_("收到交易记录"), _("平台交来%(object)s的交易记录")),
    "complaints.attachment_added": Told(_("添加投诉附件"), _("%(object)s添加了附件")),
    "complaints.cluster_began": Told(
        _("投诉集中"),
        _("%(object)s：%(people)s 人投诉，%(rooms)s 个直播间加强巡查"),
    ),
    "complaints.cluster_ended": Told(_("投诉集中结束"), _("%(object)s结束：%(end)s"), SAID),
    "complaints.mail_chosen": Told(_("选择邮件提醒"), _("投诉人改变了%(object)s的邮件提醒")),
    "complaints.notice_filed": Told(
        _("收到知识产权通知"), _("收到%(object)s的知识产权通知：%(right)s"), SAID
    ),
    "complaints.notice_amended": Told(
        _("更正知识产权通知"), _("权利人补充或更正了%(object)s的通知（第 %(version)s 版）"), SAID
    ),
    "complaints.notice_taken": Told(
        _("采取知识产权措施"), _("%(who)s依%(object)s的通知采取措施并转送经营者"), SAID
    ),
    "complaints.content_done": Told(
        _("执行知识产权措施"), _("%(who)s确认平台已按%(object)s的通知屏蔽或者恢复了内容"), SAID
    ),
    "complaints.notice_shown": Told(
        _("查看转送的通知"), _("被投诉的经营者查看了%(object)s转送的通知"), SAID
    ),
    "complaints.declaration_filed": Told(
        _("收到不侵权声明"), _("收到%(object)s的不存在侵权行为的声明（%(channel)s）"), SAID
    ),
    "complaints.declaration_arrived": Told(
        _("声明送达权利人"), _("%(object)s的声明送达权利人（%(channel)s）"), SAID
    ),
    "complaints.suit_told": Told(
        _("收到已投诉或起诉的通知"),
        _("收到%(object)s的权利人已投诉或起诉的通知（%(channel)s）"),
        SAID,
    ),
    "complaints.notice_ended": Told(
        _("终止知识产权措施"), _("%(object)s的措施终止：%(end)s"), SAID
    ),
    "complaints.notice_resumed": Told(
        _("再次采取知识产权措施"), _("%(who)s依%(object)s的通知再次采取措施"), SAID
    ),
    "complaints.notice_faulted": Told(
        _("认定通知错误"), _("%(who)s认定%(object)s的通知：%(fault)s"), SAID
    ),
    "complaints.figures_drafted": Told(_("编制投诉处理情况"), _("%(who)s编制了%(object)s")),
    "complaints.figures_published": Told(_("公布投诉处理情况"), _("%(who)s公布了%(object)s")),
    "complaints.figures_discarded": Told(_("作废投诉处理情况草稿"), _("%(who)s作废了%(object)s")),
    "complaints.list_exported": Told(_("导出投诉清单"), _("%(who)s导出了 %(rows)s 件投诉的清单")),
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
        "ip_notice": notice.notice_names,
        "complaint_figures": names.figures_names,
        "complaint_terms": names.terms_names,
    },
)
