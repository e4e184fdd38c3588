"""What packages are about, whom they are for, and what each recipient sees, in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

RECIPIENTS: dict[str, Any] = {
    "consumer": _("消费者"),
    "operator": _("直播间运营者"),
    "authority": _("主管部门"),
    "court": _("法院、仲裁机构"),
}
ABOUTS: dict[str, Any] = {
    "session": _("一场直播"),
    "finding": _("一条发现"),
    "case": _("一项处理决定"),
    "complaint": _("一件投诉"),
    "person": _("一名登记人员或机构"),
    "dispute": _("跳转到其他平台的交易纠纷"),
}
SEEN: dict[str, Any] = {
    "consumer": _(
        "直播间一方的言行、商品、链接与投诉本身。其他用户的发言和含号码的语句只以摘要证明其存在。"
    ),
    "operator": _("直播间一方的言行、发现、处置与处理决定。没有其他用户的发言，没有投诉人的信息。"),
    "authority": _(
        "全部言行、发现、处置、处理决定与投诉。没有内部备注和经办人姓名，登记的个人信息以掩码显示。"
    ),
    "court": _(
        "全部言行、发现、处置、处理决定、投诉、内部备注与经办人姓名。登记的个人信息以掩码显示。"
    ),
}
