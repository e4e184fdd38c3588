"""What templates of charter say: pairs in the language of the moment, names of items."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

register = template.Library()
ITEMS: dict[str, Any] = {
    "recruitment": _("直播营销人员招募"),
    "training": _("直播营销人员培训"),
    "management": _("直播营销人员管理"),
    "review": _("内容、商品和服务的真实性、合法性审核"),
    "rights_and_duties": _("各方的权利和义务"),
    "material_interest": _("与对方有重大利害关系的内容"),
    "information_security": _("信息安全管理"),
    "quality_review": _("商品质量审核"),
    "consumer_protection": _("消费者权益保护"),
    "marketer_management": _("各自在直播营销人员管理方面的义务"),
    "content_management": _("各自在直播内容管理方面的义务"),
    "duties_of_each": _("各自应当履行的义务"),
    "own_liability": _("不减轻、不免除服务机构自身的责任"),
    "employment": _("直播营销人员使用"),
    "violations": _("直播营销人员违法行为处置"),
    "no_false_trade": _("不组织虚假交易、虚假评价"),
}


@register.filter
def in_words(pair: Mapping[str, str]) -> str:
    """Return a {"zh", "en"} pair in the language of the moment; Chinese where there is no other."""
    tongue = "en" if (get_language() or "").startswith("en") else "zh"
    return pair.get(tongue) or pair.get("zh", "")


@register.filter
def item_name(code: str) -> str:
    """Return what an item that the law wants in a text is called."""
    return str(ITEMS.get(code, code))
