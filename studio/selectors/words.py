"""The studio in words: faults, states, measures, conditions, in the language of the page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from livecompliance.kernel import law
from moderation.selectors.family import families, family_name, tongue
from studio.rules.terms import Flaw

FAULTS = {
    "empty": gettext_lazy("请写下条件。"),
    "too_long": gettext_lazy("条件太长，最多 %(detail)s 个字符。"),
    "too_deep": gettext_lazy("括号或运算嵌套太深，最多 %(detail)s 层。"),
    "too_costly": gettext_lazy("条件太复杂，最多 %(detail)s 个运算；请拆成几条规则。"),
    "hidden": gettext_lazy("这里有看不见的字符 %(detail)s，请删除。"),
    "loop": gettext_lazy("不支持循环写法 %(detail)s；请用 count、distinct 等计数函数。"),
    "quoting": gettext_lazy("不支持 %(detail)s 写法；请用普通引号，不写注释。"),
    "no_condition": gettext_lazy("条件的结果须是真或假，现在是 %(detail)s。"),
    "pattern": gettext_lazy("正则表达式无法使用：%(detail)s"),
    "pattern_long": gettext_lazy("正则表达式太长，最多 %(detail)s 个字符。"),
    "pattern_computed": gettext_lazy("正则表达式须直接写在引号里。"),
    "family": gettext_lazy("没有 %(detail)s 这个词族。"),
    "days": gettext_lazy("天数须直接写成 1 至 %(detail)s。"),
    "window": gettext_lazy("时间窗须直接写成 1 至 %(detail)s 秒。"),
    "name": gettext_lazy("没有 %(detail)s 这个名称。"),
    "types": gettext_lazy("类型不符：%(detail)s。"),
    "syntax": gettext_lazy("这里写得不完整或不合语法（%(detail)s）。"),
    "clause": gettext_lazy("条款库中没有 %(detail)s。"),
    "score": gettext_lazy("得分须在 0 至 1 之间。"),
    "words": gettext_lazy("最多 %(detail)s 个字。"),
    "reason": gettext_lazy("采取措施的规则须写明给主播看的理由。"),
    "suspend": gettext_lazy(
        "提出暂停直播的规则须同时看风险值（risk）、此前警示（warnings）和至少一类命中。"
    ),
    "limit_traffic": gettext_lazy(
        "提出限制流量的规则须看此前警示（warnings）或命中的种类数（families）。"
    ),
}
TIERS = {
    "first": gettext_lazy("一级"),
    "second": gettext_lazy("二级"),
    "key": gettext_lazy("重点"),
}
PACK_KINDS = {
    "lexicon": gettext_lazy("词库"),
    "allow": gettext_lazy("放行词表"),
}
SEVERITIES = {
    "": "",
    "low": gettext_lazy("低"),
    "medium": gettext_lazy("中"),
    "high": gettext_lazy("高"),
}
FLAWS = {
    "empty": gettext_lazy("没有写词语"),
    "shape": gettext_lazy("须是文字"),
    "long": gettext_lazy("最多 %(detail)s 个字"),
    "nothing": gettext_lazy("“%(detail)s”只有符号，什么也不会命中"),
    "single": gettext_lazy("“%(detail)s”归一后只有一个字，几乎什么都会命中"),
    "family": gettext_lazy("没有“%(detail)s”这个词族"),
    "severity": gettext_lazy("严重程度须是 low、medium 或 high"),
    "clause": gettext_lazy("条款库中没有“%(detail)s”"),
    "weight": gettext_lazy("权重须大于 0、不超过 1"),
}
STATES = {
    "draft": (gettext_lazy("草稿"), ""),
    "shadow": (gettext_lazy("影子运行"), "info"),
    "partial": (gettext_lazy("灰度"), "watch"),
    "live": (gettext_lazy("生效"), "ok"),
    "retired": (gettext_lazy("已停用"), ""),
    "discarded": (gettext_lazy("已作废"), ""),
}
MEASURES = {
    "": gettext_lazy("只标记，不采取措施"),
    "prompt": gettext_lazy("弹窗提示"),
    "warning": gettext_lazy("违规警示"),
    "limit_traffic": gettext_lazy("限制流量"),
    "suspend": gettext_lazy("暂停直播"),
    "viewer_notice": gettext_lazy("风险提示"),
}
SUGGESTIONS = {
    "pass": gettext_lazy("放行"),
    "review": gettext_lazy("人工查看"),
    "block": gettext_lazy("拦截"),
}
SPEAKERS = {
    "operator": gettext_lazy("运营者"),
    "marketer": gettext_lazy("营销人员"),
    "guest": gettext_lazy("连线嘉宾"),
    "viewer": gettext_lazy("观众"),
    "system": gettext_lazy("系统"),
}
KINDS = {
    "speech": gettext_lazy("口播"),
    "comment": gettext_lazy("评论"),
    "screen_text": gettext_lazy("画面文字"),
    "title": gettext_lazy("标题"),
    "goods": gettext_lazy("商品"),
    "product": gettext_lazy("商品页"),
    "script": gettext_lazy("脚本"),
}
COUNTERS = {
    "count": gettext_lazy("主播一侧命中次数"),
    "count_viewers": gettext_lazy("观众命中次数"),
    "distinct": gettext_lazy("命中的人数"),
}


def fault(one: Mapping[str, Any]) -> str:
    """Return what is wrong, and what was probably meant."""
    text = str(FAULTS[str(one["code"])]) % {"detail": one["detail"]}
    if one["hint"] == "decimal":
        return text + _("与小数比较请写成 1.0。")
    return text + (_("是否想写 %(hint)s？") % {"hint": one["hint"]} if one["hint"] else "")


def value(one: object) -> str:
    """Return what a part of a condition came to."""
    if isinstance(one, bool):
        return _("成立") if one else _("不成立")
    return f"{one:g}" if isinstance(one, float) else str(one)


def flaw(one: Flaw) -> str:
    """Return what is wrong with a row of a list of terms."""
    return str(FLAWS[one.code]) % {"detail": one.detail}


def family(code: str) -> str:
    """Return what a family is called; a tenant's own words where no family is named."""
    return family_name(code or "F-TENANT")


def marked(when: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the condition line by line, each cut where faults begin and end."""
    lines = []
    for number, line in enumerate(when.split("\n"), start=1):
        here = [one for one in found if one["line"] == number]
        parts, at = [], 0
        for one in sorted(here, key=lambda each: int(each["column"])):
            start = min(max(at, int(one["column"]) - 1), len(line))
            stop = max(start, min(start + int(one["length"]), len(line)))
            parts += [(line[at:start], False), (line[start:stop] or " ", True)]
            at = stop
        lines.append({"number": number, "parts": [*parts, (line[at:], False)]})
    return lines


def family_choices() -> list[tuple[str, str]]:
    """Return the families that a form offers: code and name."""
    return [(one.code, family_name(one.code)) for one in families() if not one.signal]


def clause_choices() -> list[tuple[str, str]]:
    """Return the clauses of the Measures and of Order 117 that a rule may cite."""
    found = [one for one in law.register().values() if one.instrument in ("M", "O117")]
    return sorted((one.id, law.citation(one, tongue())) for one in found)


def state(code: str) -> tuple[str, str]:
    """Return what a state is called, and its tone."""
    name, tone = STATES[code]
    return str(name), tone
