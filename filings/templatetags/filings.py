"""Names for what the pages of the platform's own filings show: states, kinds, steps, hours."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from filings.rules import catalogue, incidents
from livecompliance.kernel import law

register = template.Library()

WORDS: dict[str, dict[str, Any]] = {
    "filing": {
        "preparing": _("准备中"),
        "submitted": _("已提交"),
        "held": _("已取得"),
        "refused": _("未获批准"),
        "ended": _("已注销"),
        "not_needed": _("不适用"),
    },
    "assessment": {
        "open": _("评估中"),
        "signed": _("已签署"),
        "submitted": _("已提交"),
        "accepted": _("已通过"),
        "returned": _("被退回"),
    },
    "result": {
        "passed": _("风险可控"),
        "conditions": _("整改后可控"),
        "failed": _("风险不可控"),
    },
    "finding": {"met": _("符合"), "wanting": _("不符合"), "not_needed": _("不适用")},
    "level": {"city": _("地市级"), "province": _("省级"), "state": _("国家级")},
    "conformity": {
        "met": _("符合"),
        "partly": _("部分符合"),
        "wanting": _("不符合"),
        "not_needed": _("不适用"),
    },
    "technology": {
        "draft": _("待评估"),
        "assessed": _("已评估"),
        "approved": _("已批准"),
        "live": _("使用中"),
        "retired": _("已停用"),
    },
    "effect": {
        "none": _("不改变舆论属性或社会动员能力"),
        "function": _("增设具有舆论属性的功能"),
        "major": _("带来重大变更"),
    },
    "signal": {
        "users": _("注册用户数"),
        "active": _("日活跃用户数"),
        "audience": _("同时在线观看数"),
        "spread": _("违法有害信息扩散"),
    },
    "impact": {"draft": _("起草中"), "decided": _("已决定")},
    "decision": {"go": _("可以处理"), "change": _("采取措施后处理"), "stop": _("不得处理")},
    "identity": {
        "due": _("待生成"),
        "made": _("待放行"),
        "released": _("待报送"),
        "submitted": _("已报送"),
        "corrected": _("已更正"),
    },
    "dataset": {
        "registered": _("已登记的直播间运营者"),
        "unregistered": _("未登记的直播间运营者"),
        "marketers": _("直播营销人员"),
        "businesses": _("已登记的经营者和服务机构"),
        "people": _("未登记的经营者和从业人员"),
        "ties": _("服务机构与主播的关联关系"),
    },
    "column": {
        "name": _("姓名或名称"),
        "number": _("证件号码"),
        "address": _("地址"),
        "mobile": _("联系电话"),
        "occupation": _("职业或职务"),
        "document": _("证件类型"),
        "agency_name": _("服务机构名称"),
        "agency_number": _("服务机构代码"),
    },
    "line": {"new": _("新增"), "changed": _("变更"), "ended": _("终止"), "same": _("未变")},
    "standard_kind": {
        "mandatory": _("强制性国家标准"),
        "national": _("国家标准"),
        "industry": _("行业标准"),
        "local": _("地方标准"),
        "association": _("团体标准"),
    },
    "standard": {"draft": _("尚未实施"), "in_force": _("现行"), "ended": _("已废止")},
    "nature": {"leak": _("泄露"), "alteration": _("篡改"), "loss": _("丢失")},
    "incident": {
        "open": _("处置中"),
        "contained": _("已控制"),
        "handled": _("已处置"),
        "reported": _("已总结报告"),
        "closed": _("已办结"),
    },
    "stage": {"first": _("首次报告"), "supplement": _("续报"), "final": _("总结报告")},
    "link": {"session": _("直播场次"), "room": _("直播间"), "finding": _("巡查发现")},
    "step": {
        "contained": _("已控制"),
        "assessed": _("已评估"),
        "authority": _("已报告主管部门"),
        "persons": _("已通知个人"),
        "persons_spared": _("未通知个人并说明理由"),
        "supplement": _("已续报"),
        "handled": _("已处置完毕"),
        "final_report": _("已提交总结报告"),
        "closed": _("已办结"),
    },
}
LISTS: dict[str, Any] = {
    "kind": catalogue.kinds,
    "trigger": catalogue.triggers,
    "content": catalogue.contents,
    "technology_kind": catalogue.technologies,
    "ground": catalogue.grounds,
    "category": catalogue.categories,
    "report": catalogue.reports,
    "incident_kind": incidents.kinds,
    "incident_level": incidents.levels,
    "incident_fact": incidents.facts,
}
TONES = {
    "open": "watch",
    "due": "watch",
    "made": "watch",
    "released": "watch",
    "corrected": "ok",
    "returned": "act",
    "signed": "watch",
    "submitted": "watch",
    "accepted": "ok",
    "passed": "ok",
    "conditions": "watch",
    "failed": "act",
    "met": "ok",
    "partly": "watch",
    "wanting": "act",
    "draft": "watch",
    "assessed": "watch",
    "approved": "ok",
    "live": "ok",
    "decided": "ok",
    "closed": "ok",
    "in_force": "ok",
    "ended": "act",
    "contained": "watch",
    "handled": "watch",
    "reported": "ok",
}


@register.filter
def word(value: object, kind: str) -> str:
    """Return what a state, a choice or a step is called."""
    return str(WORDS[kind].get(str(value), value))


@register.filter
def listed(value: object, kind: str) -> str:
    """Return what a key of our lists is called; the key itself where the list lost it."""
    found = LISTS[kind]().get(str(value))
    return found.said(_language()) if found else str(value)


@register.filter
def listed_all(values: Iterable[object], kind: str) -> list[str]:
    """Return what several keys are called."""
    return [listed(value, kind) for value in values]


@register.filter
def said(pair: Any) -> str:
    """Return words that stand in both languages."""
    return str(pair.said(_language())) if pair else ""


@register.filter
def kind_said(key: str) -> str:
    """Return what a kind of licence or filing is called; itself when it is none any more."""
    kind = catalogue.kinds().get(key)
    return said(kind) if kind else key


@register.filter
def of(found: Mapping[str, Any], key: str) -> Any:
    """Return what a mapping has under a key; None where it has nothing."""
    return found.get(key)


@register.filter
def tone(value: object) -> str:
    """Return how pressing a state is."""
    return TONES.get(str(value), "")


@register.filter
def cited(clause_id: str) -> str:
    """Return where a clause stands."""
    if clause_id not in law.register():
        return clause_id
    return law.citation(law.clause(clause_id), "en" if _language().startswith("en") else "zh")


@register.filter
def grouped(value: int) -> str:
    """Return a number with its thousands apart."""
    return f"{value:,}"


@register.filter
def unlocalized(value: float) -> str:
    """Return a coordinate as a drawing wants it, whatever the language."""
    return f"{value:g}"


def _language() -> str:
    return get_language() or ""
