"""In what words the record tells what happened in oversight."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from oversight.selectors import clue, reported
from oversight.selectors.board import article_name
from oversight.selectors.inspection_words import (
    KINDS,
    STEPS,
    inspection_names,
)
from oversight.selectors.mechanism import mechanism_name_of, mechanism_names
from oversight.selectors.recording import FAULTS as RECORDING_FAULTS
from oversight.selectors.recording import recording_names
from oversight.selectors.retention import certificate_names
from oversight.selectors.statement import export_names
from oversight.selectors.timestamp import fault_name as stamping_fault
from oversight.selectors.transparency import report_names
from oversight.selectors.violator_words import EFFECTS, LIFTED, violator_names
from oversight.selectors.witness import fault_name, witness_names
from oversight.selectors.words import ABOUTS, RECIPIENTS


def _mechanism(data: Data) -> str:
    return mechanism_name_of(str(data.get("kind", "")))


def _article(data: Data) -> str:
    return article_name(str(data.get("article", "")))


def _about(data: Data) -> str:
    return str(ABOUTS.get(str(data.get("about", "")), data.get("about", "")))


def _recipient(data: Data) -> str:
    return str(RECIPIENTS.get(str(data.get("recipient", "")), data.get("recipient", "")))


def _body(data: Data) -> str:
    return str(reported.BODIES.get(str(data.get("body", "")), data.get("body", "")))


def _matter(data: Data) -> str:
    return reported.matter(str(data.get("matter", "")))


def _carrier(data: Data) -> str:
    return str(reported.CARRIERS.get(str(data.get("carrier", "")), data.get("carrier", "")))


def _offence(data: Data) -> str:
    return str(clue.OFFENCES.get(str(data.get("offence", "")), data.get("offence", "")))


def _confirmed(data: Data) -> str:
    return str(clue.STATES["confirmed" if data.get("confirmed") else "rejected"])


def _stamping(data: Data) -> str:
    return stamping_fault(str(data.get("fault", "")))


REPORTED = {"body": _body, "matter": _matter, "carrier": _carrier}


def _asked(data: Data) -> str:
    return str(KINDS.get(str(data.get("kind", "")), data.get("kind", "")))


def _step(data: Data) -> str:
    return str(STEPS.get(str(data.get("step", "")), data.get("step", "")))


def _effect(data: Data) -> str:
    return str(EFFECTS.get(str(data.get("effect", "")), data.get("effect", "")))


def _why(data: Data) -> str:
    return str(LIFTED.get(str(data.get("why", "")), data.get("why", "")))


def _fault(data: Data) -> str:
    return fault_name(str(data.get("fault", "")))


def _recording(data: Data) -> str:
    return str(RECORDING_FAULTS.get(str(data.get("fault", "")), data.get("fault", "")))


TOLD: dict[str, Told] = {
    "oversight.violator_added": Told(
        _("登记名单条目"),
        _("%(who)s把%(object)s登记入%(authority)s“%(list)s”：%(effect)s"),
        {"effect": _effect},
    ),
    "oversight.violator_matched": Told(
        _("名单比中"),
        _("%(object)s在%(authority)s“%(list)s”上：%(effect)s"),
        {"effect": _effect},
    ),
    "oversight.violator_lifted": Told(
        _("名单条目解除"),
        _("%(who)s解除%(object)s在%(authority)s“%(list)s”上的条目：%(why)s"),
        {"why": _why},
    ),
    "oversight.violators_imported": Told(
        _("导入严重违法名单"),
        _(
            "%(who)s导入“%(list)s”：%(rows)s 行，新增 %(added)s，"
            "移出 %(lifted)s，%(faults)s 行未导入"
        ),
    ),
    "oversight.inspection_filed": Told(
        _("提出监督检查要求"),
        _("%(authority)s通过监管端提出%(kind)s%(object)s，答复期限 %(due_on)s"),
        {"kind": _asked},
    ),
    "oversight.inspection_entered": Told(
        _("登记监督检查要求"),
        _("%(who)s登记了%(authority)s来函的%(kind)s%(object)s，答复期限 %(due_on)s"),
        {"kind": _asked},
    ),
    "oversight.inspection_stepped": Told(
        _("办理监督检查要求"), _("%(who)s对监督检查要求%(object)s：%(step)s"), {"step": _step}
    ),
    "oversight.inspection_held": Told(
        _("按调查要求留存"), _("%(who)s按调查要求%(object)s留存了 %(number)s 项")
    ),
    "oversight.inspection_package_linked": Told(
        _("关联证据包"), _("%(who)s为监督检查要求%(object)s关联了一个证据包")
    ),
    "oversight.duties_turned": Told(
        _("履责状态变化"), _("%(who)s查看履责情况：%(number)s 项控制的状态有变化")
    ),
    "oversight.charge_set": Told(
        _("设定责任人"), _("%(who)s设定了%(article)s的责任人或适用情况"), {"article": _article}
    ),
    "oversight.mechanism_recorded": Told(
        _("登记管理制度"),
        _("%(who)s登记了管理制度“%(kind)s”第 %(version)s 版"),
        {"kind": _mechanism},
    ),
    "oversight.authority_set": Told(_("登记主管部门"), _("%(who)s登记了主管部门“%(name)s”")),
    "oversight.authority_retired": Told(_("停用主管部门"), _("%(who)s停用了主管部门“%(name)s”")),
    "oversight.authority_renewed": Told(
        _("更换共享密钥"), _("%(who)s更换了与“%(name)s”共享的签名密钥")
    ),
    "oversight.domicile_set": Told(_("登记住所地"), _("%(who)s登记平台住所地：%(place)s")),
    "oversight.clue_opened": Told(
        _("立为犯罪线索"), _("%(who)s立为线索：涉嫌%(offence)s"), {"offence": _offence}
    ),
    "oversight.clue_decided": Told(
        _("决定是否移送"), _("%(who)s：%(object)s，%(confirmed)s"), {"confirmed": _confirmed}
    ),
    "oversight.dispatch_drafted": Told(
        _("起草报告"), _("%(who)s起草了向%(body)s的%(matter)s报告"), REPORTED
    ),
    "oversight.dispatch_routed": Told(_("选择报送部门"), _("%(who)s选择了%(object)s报送的部门")),
    "oversight.dispatch_edited": Told(_("修改报告"), _("%(who)s修改了%(object)s的内容")),
    "oversight.dispatch_approved": Told(
        _("批准报告"), _("%(who)s批准%(object)s，SHA-256 %(sha256)s")
    ),
    "oversight.dispatch_returned": Told(
        _("退回报告"), _("%(who)s把%(object)s退回草稿，理由在报告页")
    ),
    "oversight.dispatch_dropped": Told(_("不报送"), _("%(who)s决定不报送%(object)s，理由在报告页")),
    "oversight.dispatch_attempted": Told(
        _("即将发出报告"), _("%(who)s第 %(attempt)s 次发出%(object)s，经由%(carrier)s"), REPORTED
    ),
    "oversight.dispatch_failed": Told(
        _("报告未送达"), _("%(who)s第 %(attempt)s 次发出%(object)s没有成功：%(fault)s")
    ),
    "oversight.dispatch_sent": Told(
        _("报告已发出"), _("%(who)s发出了%(object)s，经由%(carrier)s"), REPORTED
    ),
    "oversight.dispatch_ended": Told(_("报告被更正或撤回"), _("%(who)s：%(object)s已被更正或撤回")),
    "oversight.dispatch_retried": Told(_("重新发出报告"), _("%(who)s重新发出%(object)s")),
    "oversight.dispatch_handed": Told(_("人工递交报告"), _("%(who)s人工递交了%(object)s")),
    "oversight.dispatch_received": Told(
        _("登记回执"), _("%(who)s登记%(object)s的回执：%(receipt)s")
    ),
    "oversight.dispatch_answered": Told(_("登记反馈"), _("%(who)s登记了对%(object)s的反馈")),
    "oversight.dispatch_shown": Told(_("查看报告全文"), _("%(who)s查看了%(object)s的全文")),
    "oversight.dispatch_destroyed": Told(
        _("销毁报告"), _("%(object)s保存期满，内容已销毁，SHA-256 %(sha256)s"), REPORTED
    ),
    "oversight.package_ordered": Told(
        _("制作证据包"),
        _("%(who)s开始制作关于%(about)s的证据包，提供给%(recipient)s"),
        {"about": _about, "recipient": _recipient},
    ),
    "oversight.package_asked": Told(
        _("程序要求制作证据包"),
        _("%(who)s要求制作关于%(about)s的证据包，提供给%(recipient)s"),
        {"about": _about, "recipient": _recipient},
    ),
    "oversight.package_unmasked": Told(
        _("制作不遮盖姓名的证据包"),
        _("%(who)s依法律文书制作关于%(about)s的证据包，登记的姓名不遮盖，提供给%(recipient)s"),
        {"about": _about, "recipient": _recipient},
    ),
    "oversight.package_clips_decided": Told(
        _("决定向消费者提供录像"),
        _("%(who)s决定在关于%(about)s的证据包里放入录像（%(number)s 段），提供给%(recipient)s"),
        {"about": _about, "recipient": _recipient},
    ),
    "oversight.package_made": Told(_("证据包制成"), _("%(who)s制成证据包，SHA-256 %(sha256)s")),
    "oversight.package_taken": Told(_("下载证据包"), _("%(who)s下载证据包 %(object)s")),
    "oversight.statements_ordered": Told(
        _("导出理由说明"), _("%(who)s导出 %(period)s 的理由说明（%(form)s）")
    ),
    "oversight.statements_made": Told(
        _("理由说明导出完成"),
        _("%(object)s：%(statements)s 份，%(faulty)s 项未通过校验，SHA-256 %(sha256)s"),
    ),
    "oversight.statements_taken": Told(
        _("下载理由说明"), _("%(who)s下载%(object)s，SHA-256 %(sha256)s")
    ),
    "oversight.transparency_drafted": Told(
        _("编制透明度报告"), _("%(who)s编制了%(object)s，SHA-256 %(sha256)s")
    ),
    "oversight.transparency_read": Told(_("阅读透明度报告"), _("%(who)s阅读并确认了%(object)s")),
    "oversight.transparency_released": Told(
        _("发布透明度报告"), _("%(who)s发布了%(object)s，SHA-256 %(sha256)s")
    ),
    "oversight.transparency_discarded": Told(
        _("作废透明度报告草稿"), _("%(who)s作废了%(object)s的草稿")
    ),
    "oversight.destruction_certified": Told(
        _("出具销毁证明"),
        _("%(who)s出具销毁证明 %(number)s 号：%(things)s 项，SHA-256 %(sha256)s"),
    ),
    "oversight.recordings_reported": Told(
        _("登记直播录像"),
        _("%(who)s为%(object)s登记了 %(number)s 段录像，共 %(minutes)s 分钟"),
    ),
    "oversight.recording_gap": Told(
        _("录像缺口"), _("%(object)s有 %(gaps)s 处没有录像，共 %(minutes)s 分钟")
    ),
    "oversight.recording_whole": Told(_("录像补齐"), _("%(object)s的录像已补齐")),
    "oversight.recording_alarmed": Told(
        _("录像异常"), _("录像 %(object)s：%(fault)s"), {"fault": _recording}
    ),
    "oversight.recording_back": Told(
        _("录像恢复"), _("录像 %(object)s 核对相符，此前%(fault)s"), {"fault": _recording}
    ),
    "oversight.timestamp_alarmed": Told(
        _("时间戳告警"), _("%(object)s没有时间戳：%(fault)s"), {"fault": _stamping}
    ),
    "oversight.timestamp_recovered": Told(
        _("时间戳恢复"),
        _("%(object)s的检查点（%(size)s 条）已有时间戳，此前%(fault)s"),
        {"fault": _stamping},
    ),
    "oversight.witness_added": Told(
        _("登记见证方"), _("%(who)s登记了见证方 %(object)s（%(host)s）")
    ),
    "oversight.witness_removed": Told(
        _("移除见证方"), _("%(who)s移除了见证方 %(object)s：%(reason)s")
    ),
    "oversight.witness_alarmed": Told(
        _("见证方告警"), _("见证方 %(object)s：%(fault)s，已签到 %(size)s 条"), {"fault": _fault}
    ),
    "oversight.witness_recovered": Told(
        _("见证方恢复"),
        _("见证方 %(object)s 恢复签名至 %(size)s 条，此前%(fault)s"),
        {"fault": _fault},
    ),
}

NAMERS = {
    "certificate": certificate_names,
    "clue": clue.clue_names,
    "dispatch": reported.names_of,
    "inspection": inspection_names,
    "mechanism": mechanism_names,
    "recording": recording_names,
    "statement_export": export_names,
    "transparency_report": report_names,
    "violator": violator_names,
    "witness": witness_names,
}
acts.register(TOLD, NAMERS)
