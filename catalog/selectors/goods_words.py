"""In what words and tones goods and offers are shown."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STANDINGS = {
    "clear": (pgettext_lazy("审核", "可以销售"), "ok"),
    "waiting": (_("待审核"), "watch"),
    "papers": (_("须有资质文件"), "watch"),
    "blocked": (pgettext_lazy("审核", "不得销售"), "act"),
    "approved": (pgettext_lazy("审核", "经审核可以销售"), "ok"),
    "refused": (pgettext_lazy("审核", "经审核不得销售"), "act"),
}
VERDICTS = {
    "allow": (_("未列入"), "ok"),
    "warn": (_("提醒"), "watch"),
    "gate": (_("凭资质"), "watch"),
    "block": (_("禁止"), "act"),
}
OFFERS = {
    "waiting": (_("待审核"), "watch"),
    "approved": (_("已通过"), "ok"),
    "refused": (pgettext_lazy("审核", "未通过"), "act"),
    "withdrawn": (_("已撤下"), ""),
}
CAUSES = {
    "submitted": _("提交"),
    "imported": _("批量导入"),
    "catalogue": _("目录变更后重判"),
}
NEAR = {
    "similar": _("中间隔了几个字"),
    "excepted": _("因这个词未列入"),
    "shares": _("有相同的字词"),
}
FAULTS = {
    "not_continuous": _("没有持续展示"),
    "without_name": _("没有名称（姓名）"),
    "without_address": _("没有实际经营地址"),
    "without_contact": _("没有联系方式"),
    "hops": _("跳转不止一次"),
    "verification": _("要求多次验证"),
    "follow": _("强制关注账号"),
    "tipping": _("要求打赏互动"),
    "popup": _("被弹窗覆盖"),
}
