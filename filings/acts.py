"""In what words the record tells what happened to the platform's own filings."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from filings import selectors
from filings.rules import catalogue, incidents
from filings.templatetags.filings import word
from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told


def _said(found: Any, key: object) -> str:
    one = found.get(str(key))
    return one.said(get_language() or "") if one else str(key)


def _choice(kind: str, name: str, data: Data) -> str:
    return word(data.get(name, ""), kind)


def _kind(data: Data) -> str:
    return _said(catalogue.kinds(), data.get("kind", ""))


def _incident_kind(data: Data) -> str:
    return _said(incidents.kinds(), data.get("kind", ""))


def _level(data: Data) -> str:
    return _said(incidents.levels(), data.get("level", ""))


def _drill(data: Data) -> str:
    return str(_("（演练）")) if data.get("drill") else ""


def _trigger(data: Data) -> str:
    return _said(catalogue.triggers(), data.get("trigger", ""))


def _report_kind(data: Data) -> str:
    return _said(catalogue.reports(), data.get("kind", ""))


def _categories(data: Data) -> list[str]:
    return [_said(catalogue.categories(), key) for key in data.get("categories", ())]


Values = Mapping[str, Callable[[Data], object]]
FILED: Values = {"kind": _kind, "state": partial(_choice, "filing", "state")}
JUDGED: Values = {
    "trigger": _trigger,
    "result": partial(_choice, "result", "result"),
    "state": partial(_choice, "assessment", "state"),
}

TOLD = {
    "filings.filing_registered": Told(
        _("登记许可或备案"), _("%(who)s登记了%(kind)s：%(state)s"), FILED
    ),
    "filings.filing_changed": Told(
        _("变更许可或备案"), _("%(who)s变更了%(kind)s：%(state)s"), FILED
    ),
    "filings.filing_evaluated": Told(
        _("登记定期测评"), _("%(who)s登记了%(kind)s于 %(on)s 完成测评"), FILED
    ),
    "filings.assessment_opened": Told(
        _("启动安全评估"), _("%(who)s启动了安全评估%(object)s（%(trigger)s）"), JUDGED
    ),
    "filings.assessment_answered": Told(
        _("填写安全评估"), _("%(who)s填写了安全评估%(object)s的内容"), JUDGED
    ),
    "filings.assessment_signed": Told(
        _("签署安全评估"), _("%(who)s签署了安全评估%(object)s：%(result)s"), JUDGED
    ),
    "filings.assessment_submitted": Told(
        _("提交安全评估报告"), _("%(who)s登记安全评估%(object)s的报告已于 %(on)s 提交"), JUDGED
    ),
    "filings.assessment_decided": Told(
        _("登记评估结果"), _("%(who)s登记了安全评估%(object)s的结果：%(state)s"), JUDGED
    ),
    "filings.signal_reported": Told(
        _("上报指标"),
        _("%(who)s上报了%(kind)s：%(value)s"),
        {"kind": partial(_choice, "signal", "kind")},
    ),
    "filings.conformity_set": Told(
        _("登记标准符合性"),
        _("%(who)s登记了标准 %(standard)s %(clause)s：%(state)s"),
        {"state": partial(_choice, "conformity", "state")},
    ),
    "filings.standard_recorded": Told(
        _("登记标准"),
        _("%(who)s登记了标准 %(code)s（%(kind)s）"),
        {"kind": partial(_choice, "standard_kind", "kind")},
    ),
    "filings.staffing_taken": Told(
        _("统计人员配备"),
        _("%(who)s统计了 %(week)s 起的一周：%(people)s 人巡查 %(hours)s 小时直播"),
    ),
    "filings.staffing_noted": Told(
        _("登记人员配备"), _("%(who)s登记了 %(week)s 起一周的人员：共 %(people)s 人")
    ),
    "filings.technology_declared": Told(_("登记新技术"), _("%(who)s登记了新技术%(object)s")),
    "filings.technology_reassessed": Told(
        _("重新评估新技术"), _("%(who)s要求重新评估新技术%(object)s")
    ),
    "filings.technology_approved": Told(
        _("批准新技术"), _("%(who)s批准了新技术%(object)s自 %(live_on)s 起使用")
    ),
    "filings.technology_live": Told(_("新技术上线"), _("%(who)s登记新技术%(object)s已上线")),
    "filings.technology_reviewed": Told(
        _("复核新技术"), _("%(who)s复核了新技术%(object)s，下次复核 %(review_on)s")
    ),
    "filings.technology_retired": Told(_("停用新技术"), _("%(who)s停用了新技术%(object)s")),
    "filings.impact_written": Told(
        _("起草个人信息影响评估"),
        _("%(who)s起草了影响评估%(object)s：%(categories)s"),
        {"categories": _categories},
    ),
    "filings.impact_decided": Told(
        _("决定个人信息影响评估"),
        _("%(who)s对影响评估%(object)s作出决定：%(decision)s，保存至 %(keep_until)s"),
        {"decision": partial(_choice, "decision", "decision")},
    ),
    "filings.leak_opened": Told(
        _("登记个人信息事件"),
        _("%(who)s登记了个人信息事件%(object)s：%(nature)s（%(categories)s）"),
        {"nature": partial(_choice, "nature", "nature"), "categories": _categories},
    ),
    "filings.leak_stepped": Told(
        _("处置个人信息事件"),
        _("%(who)s记录了个人信息事件%(object)s的处置：%(kind)s"),
        {"kind": partial(_choice, "step", "kind")},
    ),
    "filings.incident_opened": Told(
        _("登记安全事件"),
        _("%(who)s登记了安全事件%(object)s：%(kind)s，%(level)s%(drill)s"),
        {"kind": _incident_kind, "level": _level, "drill": _drill},
    ),
    "filings.incident_stepped": Told(
        _("处置安全事件"),
        _("%(who)s记录了安全事件%(object)s的处置：%(kind)s%(drill)s"),
        {"kind": partial(_choice, "step", "kind"), "drill": _drill},
    ),
    "filings.incident_report_drafted": Told(
        _("起草安全事件报告"),
        _("%(who)s起草了安全事件%(object)s的%(stage)s%(drill)s"),
        {"stage": partial(_choice, "stage", "stage"), "drill": _drill},
    ),
    "filings.incident_linked": Told(
        _("关联安全事件"),
        _("%(who)s把安全事件%(object)s关联到%(kind)s"),
        {"kind": partial(_choice, "link", "kind")},
    ),
}

REPORTED: Values = {
    "kind": _report_kind,
    "dataset": partial(_choice, "dataset", "dataset"),
}
TOLD |= {
    "filings.identity_opened": Told(
        _("开始身份信息报送"), _("%(who)s开始了%(kind)s（%(period)s），%(due_on)s 前报送"), REPORTED
    ),
    "filings.identity_made": Told(
        _("生成身份信息报送"),
        _("%(who)s生成了%(kind)s（%(period)s）：共 %(rows)s 行，其中 %(lacking)s 行资料不全"),
        REPORTED,
    ),
    "filings.identity_released": Told(
        _("放行身份信息报送"), _("%(who)s放行了%(kind)s（%(period)s）"), REPORTED
    ),
    "filings.identity_taken": Told(
        _("取出报送文件"),
        _("%(who)s取出了%(kind)s（%(period)s）的“%(dataset)s”：%(reason)s"),
        REPORTED,
    ),
    "filings.identity_submitted": Told(
        _("登记已报送"),
        _("%(who)s登记%(kind)s（%(period)s）已于 %(on)s 报送%(authority)s"),
        REPORTED,
    ),
    "filings.identity_corrected": Told(
        _("更正身份信息报送"),
        _("%(who)s开始更正%(kind)s（%(period)s）：%(reason)s，%(due_on)s 前报送"),
        REPORTED,
    ),
}

acts.register(
    TOLD,
    {
        kind: partial(selectors.names_of, kind)
        for kind in (
            *("filing", "assessment", "technology", "impact", "incident", "leak"),
            *("identity_report", "standard"),
        )
    },
)
