"""What is said of requests to inspect: kinds, matters, steps, states; and what one is called."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from livecompliance.kernel.actors import Actor
from oversight import policies
from oversight.models import Inspection

KINDS = {
    "routine": _("日常监督检查"),
    "special": _("专项检查"),
    "investigation": _("调查、侦查"),
}
MATTERS = {
    "content": _("信息内容、实名和网络安全（网信）"),
    "crime": _("违法犯罪线索（公安）"),
    "market": _("广告、质量、价格和消费（市场监管）"),
    "tax": _("涉税信息和代扣代缴（税务）"),
    "culture": _("演出内容和经纪许可（文化和旅游）"),
    "audiovisual": _("视听节目（广播电视）"),
    "commerce": _("统计和信用（商务）"),
}
STATES = {
    "received": _("待签收"),
    "acknowledged": _("已签收"),
    "working": _("办理中"),
    "answered": _("已答复"),
    "accepted": _("已办结"),
    "returned": _("退回补充"),
    "withdrawn": _("已撤回"),
}
TONES = {
    "received": "watch",
    "acknowledged": "watch",
    "working": "watch",
    "answered": "ok",
    "accepted": "ok",
    "returned": "act",
    "withdrawn": "",
}
STEPS = {
    "acknowledged": pgettext_lazy("done", "签收"),
    "taken": pgettext_lazy("done", "开始办理"),
    "handed": pgettext_lazy("done", "转交负责人"),
    "longer_asked": pgettext_lazy("done", "申请延期"),
    "longer_granted": _("主管部门同意延期"),
    "longer_refused": _("主管部门不同意延期"),
    "answered": pgettext_lazy("done", "答复"),
    "accepted": _("主管部门接受答复，办结"),
    "returned": _("主管部门退回，须补充"),
    "withdrawn": _("主管部门撤回要求"),
}
DONE = {
    "acknowledged": _("已签收。"),
    "taken": _("已开始办理。"),
    "handed": _("已转交。"),
    "longer_asked": _("已申请延期；主管部门同意之前，原期限不变。"),
    "longer_granted": _("已登记延期，期限已更新。"),
    "longer_refused": _("已登记，原期限不变。"),
    "answered": _("已答复。"),
    "accepted": _("已办结。"),
    "returned": _("已退回，期限重新计算。"),
    "withdrawn": _("已撤回。"),
}


def inspection_names(actor: Actor, refs: Collection[str]) -> Mapping[str, str]:
    """Return what requests are called, for who may see them."""
    if not policies.can_see_inspections(actor):
        return {}
    found = Inspection.objects.of(actor).filter(pk__in=[UUID(one) for one in refs])
    if actor.has("regulator", policies.INSPECTOR):
        found = found.filter(filed_by_id=actor.user_id)
    return {str(one.pk): f"“{one.title}”" for one in found}
