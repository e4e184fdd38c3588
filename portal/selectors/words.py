"""What pages of the portal, matters, kinds and levels of authorities are called."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PAGES: dict[str, Any] = {
    "platforms": _("平台一览"),
    "duties": _("履责看板"),
    "duty": _("履责看板的一条"),
    "rooms": _("直播间一览"),
    "room": _("直播间"),
    "decisions": _("处置与处罚"),
    "blacklist": _("黑名单"),
    "match": _("按证件号匹配"),
    "goods": _("商品与目录"),
    "minors": _("未成年人保护"),
    "complaints": _("投诉处理情况"),
    "tax": _("涉税信息报送情况"),
    "incidents": _("安全事件"),
    "reports": _("透明度报告一览"),
    "report": _("透明度报告"),
    "packages": _("证据包一览"),
    "package": _("下载证据包"),
    "inspections": _("检查要求一览"),
    "inspection": _("检查要求"),
    "inspect_file": _("提出检查要求"),
    "inspect_rule": _("处理检查要求的答复"),
}
MATTERS: dict[str, Any] = {
    "conduct": _("直播行为与处置"),
    "goods": _("商品与广告"),
    "complaints": _("投诉"),
    "tax": _("涉税信息报送"),
    "identity": _("身份与黑名单"),
    "minors": _("未成年人保护"),
    "record": _("证据与留痕"),
}
KINDS: dict[str, Any] = {
    "cac": _("网信部门"),
    "police": _("公安机关"),
    "samr": _("市场监督管理部门"),
    "tax": _("税务机关"),
    "culture": _("文化和旅游主管部门"),
    "broadcast": _("广播电视主管部门"),
    "commerce": _("商务主管部门"),
}
LEVELS: dict[str, Any] = {
    "nation": _("国家级"),
    "province": _("省级"),
    "city": _("设区的市级"),
    "county": _("县级"),
}
BARS: dict[str, Any] = {
    "blacklist": _("本平台黑名单"),
    "authority": _("主管部门要求"),
    "list": _("导入名单"),
    "ban": _("禁止重新注册"),
}
TIERS: dict[str, Any] = {
    "key": _("重点直播间"),
    "second": _("二级"),
    "first": _("一级"),
}
TIER_OF_ONE: dict[str, Any] = TIERS | {"key": pgettext_lazy("one", "重点直播间")}
SEVERITIES: dict[str, Any] = {"low": _("低"), "medium": _("中"), "high": _("高")}
MEASURES: dict[str, Any] = {
    "prompt": _("弹窗提示"),
    "warning": _("违规警示"),
    "limit_traffic": _("限制流量"),
    "suspend": _("暂停直播"),
}
FILED: dict[str, tuple[Any, str]] = {
    "making": (_("生成中"), ""),
    "ready": (_("待报送"), "watch"),
    "sent": (_("已报送，待回复"), "info"),
    "accepted": (_("已接收"), "ok"),
    "returned": (_("被退回"), "act"),
}
