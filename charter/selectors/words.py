"""What kinds of texts, items, topics and states are called, in the language of the moment."""

from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from charter.templatetags.charter import ITEMS as ITEMS
from livecompliance.kernel import law

KINDS: dict[str, Any] = {
    "platform_rules": _("平台规则"),
    "convention": _("平台公约"),
    "live_rules": _("网络直播营销管理规则"),
    "agency_rules": _("服务机构内部管理制度"),
    "platform_operator": _("平台与直播间运营者协议"),
    "platform_agency": _("平台与服务机构协议"),
    "operator_agency": _("直播间运营者与服务机构协议"),
    "marketer_agency": _("直播营销人员与服务机构协议"),
}
TOPICS: dict[str, Any] = {
    "trading_law": _("网络交易法律、法规、规章"),
    "information_law": _("网络信息安全法律、法规、规章"),
    "quality": _("产品质量安全"),
    "consumers": _("消费者权益保护"),
    "platform_rules": _("平台规则"),
}
AUDIENCES: dict[str, Any] = {
    "marketer": _("直播营销人员"),
    "operator": _("直播间运营者"),
    "agency": _("服务机构"),
}
STATES: dict[str, Any] = {
    "draft": _("草稿"),
    "published": _("已公布"),
    "withdrawn": _("已撤回"),
    "retired": _("已停用"),
    "in_force": _("现行有效"),
    "coming": _("即将施行"),
    "past": _("历史版本"),
    "waiting": _("待对方签署"),
    "lapsing": _("即将到期"),
    "lapsed": _("已到期"),
    "ended": _("已终止"),
    "changed": _("文本已修改"),
    "future": _("尚未开始"),
    "started": _("学习中"),
    "passed": _("已完成"),
    "failed": _("未通过"),
    "abandoned": _("已放弃"),
    "refused": _("拒不参加"),
    "annulled": _("已作废"),
    "never": _("从未学习"),
    "due_soon": _("即将到期"),
    "kept": _("已履行"),
    "lacking": _("未充分履行"),
}
RECORDS: dict[str, Any] = {
    "recruitment": _("招募核验"),
    "reminder": _("义务提醒"),
    "supervision": _("日常管理检查"),
    "handling": _("违法行为处置"),
    "service": _("服务业务检查"),
    "selection": _("选品核验"),
    "supplier": _("供应商核验"),
}
VERIFIED: dict[str, Any] = {
    "identity": _("姓名、身份证件号码"),
    "residence": _("经常居住地址"),
    "contact": _("联系方式"),
    "qualifications": _("专业资质"),
    "position": _("职业职务"),
    "name": _("实际经营者名称（姓名）"),
    "code": _("统一社会信用代码（身份证件号码）"),
    "address": _("实际经营地址"),
    "licences": _("行政许可"),
    "certification": _("强制性产品认证"),
    "quality": _("产品合格证明文件"),
    "credit": _("信用情况"),
    "choice": _("选品审核"),
    "language": _("营销用语审核"),
}
FOUND: dict[str, Any] = {"kept": _("未发现问题"), "lacking": _("发现问题")}
MEASURES: dict[str, Any] = {
    "talk": _("约谈、警示"),
    "retrain": _("责令重新培训"),
    "off_air": _("停止安排直播"),
    "report": _("报告平台或监管部门"),
    "end_agreement": _("解除协议"),
}
ENDS: dict[str, Any] = {
    "terminated": _("平台终止"),
    "left": _("对方退出"),
    "replaced": _("由新协议代替"),
    "withdrawn": _("文本撤回"),
}


def tongue() -> str:
    """Return the language of the moment: zh or en."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def said(pair: dict[str, str]) -> str:
    """Return a pair of words in the language of the moment; the Chinese where there is no other."""
    return pair.get(tongue()) or pair.get("zh", "")


class Cited(NamedTuple):
    """A clause as a page names it: `components/_clause.html` opens it."""

    id: str
    label: str
    short: str


def cited(clause_id: str) -> Cited:
    """Return how a clause is named in the language of the moment."""
    label = law.citation(law.clause(clause_id), tongue())
    return Cited(clause_id, label, label)


def word_of(code: str) -> str:
    """Return what a state is called."""
    return str(STATES.get(code, code))
