"""What reports, their matters, authorities, ways and faults are called, in words."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office import selectors as office
from oversight.models import Dispatch
from oversight.rules import dispatches as rules
from oversight.rules import routing
from oversight.selectors.clue import OFFENCES

BODIES: dict[str, Any] = {
    "market": _("市场监督管理部门"),
    "cyberspace": _("网信部门"),
    "police": _("公安机关"),
    "tax": _("税务机关"),
    "culture": _("文化和旅游部门"),
    "broadcasting": _("广播电视部门"),
    "commerce": _("商务部门"),
}
LEVELS: dict[str, Any] = {
    "county": _("县级"),
    "city": _("市级"),
    "province": _("省级"),
    "national": _("国家级"),
}
CARRIERS: dict[str, Any] = {
    "hand": _("人工递交"),
    "folder": _("文件目录"),
    "https": _("签名接口"),
    "mail": _("电子邮件"),
}
KINDS: dict[str, Any] = {
    "report": pgettext_lazy("one", "报告"),
    "correction": _("更正"),
    "withdrawal": _("撤回"),
}
ORIGINS: dict[str, Any] = {
    "sanction": _("处罚决定"),
    "complaint": _("投诉"),
    "identity": _("身份信息报送"),
    "clue": _("犯罪线索"),
    "incident": _("安全事件"),
    "hand": _("人工起草"),
}
STATES: dict[str, Any] = {
    "draft": _("待批准"),
    "second": _("待第二人批准"),
    "queued": _("待发出"),
    "sent": _("已发出"),
    "received": _("已回执"),
    "answered": _("已反馈"),
    "failed": _("发送失败"),
    "withdrawn": _("已撤回"),
    "corrected": _("已更正"),
    "dropped": _("不报送"),
}
TONES = {
    "draft": "watch", "second": "watch", "queued": "info", "failed": "act",
    "received": "ok", "answered": "ok",
}  # fmt: skip
STEPS: dict[str, Any] = {
    "draft": _("起草"),
    "route": _("选择部门"),
    "edit": _("修改内容"),
    "approve": _("批准"),
    "second": _("第二人批准"),
    "refuse": _("退回"),
    "recall": _("撤回批准"),
    "drop": _("不报送"),
    "attempt": _("开始发出"),
    "fault": _("未送达，稍后重试"),
    "fail": _("未送达，不再自动重试"),
    "send": _("已发出"),
    "hand": _("人工递交"),
    "retry": _("重新发出"),
    "receipt": _("收到回执"),
    "feedback": _("收到反馈"),
    "correction": _("更正已发出"),
    "withdrawal": _("撤回已发出"),
    "look": _("查看全文"),
}
FAULTS: dict[str, Any] = {
    "document_gone": _("内容与批准时不同，或已依法销毁"),
    "folder_name": _("目录名无效"),
    "other_content_there": _("目录里已有同一编号的另一份内容"),
    "too_big": _("附件太大，请改用文件目录或人工递交"),
    "no_mail_server": _("没有配置邮件服务器"),
}

STAGES: dict[str, Any] = {
    "first": _("首次报告"),
    "supplement": _("续报"),
    "final": _("总结报告"),
}

office.clock_words({"dispatch": _("向主管部门的报告"), "dispatch_due": _("向主管部门报告")})


def matter(name: str) -> str:
    """Return what a matter is called in the language of the moment."""
    route = routing.routes().get(name)
    if route is None:
        return name
    return route.en if (get_language() or "").startswith("en") else route.zh


def fault(code: str) -> str:
    """Return what went wrong, in words."""
    return str(FAULTS.get(code, code))


def title_of(row: Dispatch) -> str:
    """Return what a report is called: by what it came from, or as its officer called it."""
    if row.origin == "sanction":
        return gettext("处置措施报告 %(number)s") % {"number": row.facts.get("number", "")}
    if row.origin == "complaint":
        return gettext("投诉核查报告 %(number)s") % {"number": row.facts.get("number", "")}
    if row.origin == "identity":
        period = {"since": row.facts.get("begins_on", ""), "until": row.facts.get("ends_on", "")}
        return gettext("身份信息报送 %(since)s 至 %(until)s") % period
    if row.origin == "clue":
        offence = OFFENCES.get(str(row.facts.get("offence", "")), "")
        return gettext("涉嫌%(offence)s的线索") % {"offence": offence}
    if row.origin == "incident":
        stage = STAGES.get(str(row.facts.get("stage", "")), "")
        return gettext("安全事件%(stage)s：%(title)s") % {"stage": stage, "title": told_title(row)}
    return row.title


def told_title(row: Dispatch) -> str:
    """Return what an incident's officer called it, without the stage in front."""
    return row.title.partition("：")[2] or row.title


def number_of(row: Dispatch) -> str:
    """Return the number by which people and authorities speak of a report."""
    return rules.number_of(f"{clock.to_date(row.drafted_at):%Y%m%d}", row.pk.hex)


def names_of(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what reports are called in the record, by id."""
    found = Dispatch.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): gettext("报告 %(number)s") % {"number": number_of(one)} for one in found}
