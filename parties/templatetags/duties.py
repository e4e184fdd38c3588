"""In what words pages tell what a party owes, and of what it is reminded about tax."""

from typing import Any, NamedTuple

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import law
from parties.models import Party
from parties.rules import duties as rules

register = template.Library()
NAMES: dict[str, Any] = {
    "O117-operator-verified": _("身份资料每六个月核验更新"),
    "O117-publicity": _("公示名称、统一社会信用代码、住所、许可"),
    "O117-publicity-natural": _("公示经营地址、联系方式和服务机构等"),
    "O117-publicity-changes": _("公示信息变更三个工作日内报送"),
    "O117-supplier-check": _("核验供应商，审核选品和营销用语"),
    "O117-marketer-each-broadcast": _("每场直播前提交营销人员身份"),
    "O117-prebroadcast-review": _("开播前审核陈列、脚本、着装、布景"),
    "O117-correction": _("口误当场更正并留存"),
    "O117-comment-control": _("实时管理互动内容"),
    "M-live-verification": _("每场直播前核验本人"),
    "O117-training": _("首次直播前和每年培训"),
    "M-places": _("不在限制的场所直播"),
    "O117-agency-management": _("内部管理制度"),
    "O117-agency-recruitment": _("招募时核验身份信息"),
    "O117-agency-training": _("培训和提醒"),
    "O117-agency-discipline": _("日常管理和违法行为处置"),
    "O117-agency-no-false-trade": _("不组织虚假交易、虚假评价"),
    "O117-mechanisms": _("承担平台的管理义务"),
    "O117-identity-report": _("每年一月、七月报送身份信息"),
    "M-content-patrol": _("内容审核和实时巡查"),
    "O117-evidence-3y": _("交易信息保存不少于三年"),
    "M-tax-reminder": _("依法登记、申报和纳税"),
}
PROMPTS: dict[str, Any] = {
    "register": _("依法办理市场主体登记；依法不需要办理的，办理税务登记。"),
    "register_tax": _("你依法不需要办理市场主体登记，取得收入的仍须依法办理税务登记。"),
    "declare": _("如实申报全部收入：商品销售、佣金、坑位费、打赏、广告等。"),
    "pay": _("按期足额纳税；平台和服务机构依法代扣代缴的，仍须自行核对并办理汇算。"),
    "prefer": _("符合条件的，可以依法享受税收优惠。"),
}


class Duty(NamedTuple):
    """One duty: its clause, what it is called, where it stands."""

    clause: str
    name: str
    citation: str


@register.filter
def owed(party: Party) -> rules.Owed:
    """Return what a party owes by its status under the E-Commerce Law, its kind and its roles."""
    return rules.owed(party.kind, party.roles, party.commerce)


@register.filter
def duties(found: rules.Owed) -> list[Duty]:
    """Return duties in the reader's language."""
    tongue = "en" if (get_language() or "").startswith("en") else "zh"
    return [
        Duty(one, str(NAMES[one]), law.citation(law.clause(one), tongue)) for one in found.clauses
    ]


@register.filter
def tax_prompts(party: Party) -> list[Any]:
    """Return of what an operator is reminded about tax; nothing to others.

    Law: M-tax-reminder
    """
    found = rules.tax_prompts(party.kind, party.roles, party.commerce)
    return [PROMPTS[one] for one in found]
