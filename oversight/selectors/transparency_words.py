"""What the tables, rows and figures of a report are called, in the language of the reader."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from livecompliance.kernel import gate
from moderation.rules import NAMES
from moderation.selectors.family import family_name, tongue
from oversight.models import Inspection
from oversight.rules import transparency as rules
from oversight.selectors import reported
from oversight.selectors.inspection_words import KINDS
from sanctions.rules.ladder import shipped
from sanctions.selectors import words

PLACE = re.compile(r"%\(\w+\)s")
FIRST, LOOSE = re.compile(r"^%\(\w+\)s"), re.compile(r" ?%\(\w+\)s ?")
TITLES: dict[str, Any] = {
    "sources": gettext_lazy("由谁发现"),
    "findings": gettext_lazy("系统发现，按类别"),
    "measures": gettext_lazy("直播中的措施，按种类"),
    "measures_by": gettext_lazy("直播中的措施，由谁决定"),
    "decisions": gettext_lazy("对账号和人员的处罚，按种类"),
    "decisions_on": gettext_lazy("处罚依据"),
    "decisions_for": gettext_lazy("处罚事由"),
    "appeals": gettext_lazy("申诉和结果"),
    "told": gettext_lazy("向主管部门的报告，按事项"),
    "asked": gettext_lazy("主管部门的监督检查"),
    "gate": gettext_lazy("开播前被拦下，按首要原因"),
    "minors": gettext_lazy("未成年人保护"),
}
FIGURES: dict[str, Any] = {
    "automatic_percent": gettext_lazy("由规则自动决定的措施"),
    "wrong_percent": gettext_lazy("系统发现中被人工判为不成立的"),
    "withdrawn_percent": gettext_lazy("发出后撤回的措施"),
    "overturned_percent": gettext_lazy("申诉后变更或撤销的"),
    "automatic_overturned_percent": gettext_lazy("由程序提出、申诉后变更或撤销的"),
    "alike_percent": gettext_lazy("第二人复查意见一致的"),
    "appeal_hours": gettext_lazy("申诉答复用时的中位数"),
    "acknowledged_hours": gettext_lazy("主播确认措施用时的中位数"),
}
SOURCES: dict[str, Any] = {
    "rules": gettext_lazy("规则识别的发现"),
    "patrol": gettext_lazy("发现问题的人工巡查"),
    "complaints": gettext_lazy("属实或部分属实的投诉"),
    "authorities": gettext_lazy("依监管部门通报作出的处罚"),
}
BY: dict[str, Any] = {
    "rule": gettext_lazy("规则自动"),
    "officer": gettext_lazy("合规专员"),
    "escalation": gettext_lazy("逾期自动升级"),
}
MINORS: dict[str, Any] = {
    "found": gettext_lazy("涉及未成年人的发现"),
    "denied": gettext_lazy("因年龄或监护人同意被拦下"),
}
STATES: dict[str, Any] = {
    "draft": gettext_lazy("待阅"),
    "read": gettext_lazy("待发布"),
    "released": gettext_lazy("已发布"),
    "discarded": gettext_lazy("已作废"),
}


class Bar(NamedTuple):
    """One row of a table: its name, its number (None: not told), and how wide its bar is."""

    name: str
    number: int | None
    width: str


class Part(NamedTuple):
    """One table as the page shows it."""

    code: str
    title: str
    total: int | None
    has_total: bool
    bars: list[Bar]


def parts_of(body: Mapping[str, Any]) -> list[Part]:
    """Return the tables of a report, each row with its name and its bar."""
    return [_part(code, body["tables"][code]) for code in rules.TABLES]


def _part(code: str, held: Mapping[str, Any]) -> Part:
    rows: Mapping[str, int | None] = held["rows"]
    most = max((number for number in rows.values() if number), default=0)
    bars = [
        Bar(row_name(code, name), number, _width(number, most))
        for name, number in rows.items()
        if number != 0 or code in rules.APART
    ]
    return Part(code, str(TITLES[code]), held.get("total"), "total" in held, bars)


def _width(number: int | None, most: int) -> str:
    return f"{100 * number / most:.1f}" if number and most else "0"


def row_name(table: str, row: str) -> str:
    """Return what a row of a table is called; its code where nobody names it any more."""
    named = NAMERS.get(table)
    return str(named(row)) if named else row


def _measure(code: str) -> str:
    return NAMES[code][tongue()] if code in NAMES else code


def _violation(code: str) -> str:
    return words.violation(shipped().violation(code), code)


def _reason(code: str) -> str:
    """Return what a reason of the gate says, without what it says of one case."""
    if not code:
        return _("其他")
    said = str(gate.words_of(code).message)
    if tongue() == "zh":
        return LOOSE.sub("若干", said)
    return PLACE.sub("…", FIRST.sub(_("若干"), said))


def _matter(code: str) -> str:
    return reported.matter(code)


def _appeal(code: str) -> str:
    return str(words.APPEALS.get(code, code))


NAMERS: dict[str, Any] = {
    "sources": lambda code: SOURCES.get(code, code),
    "findings": family_name,
    "measures": _measure,
    "measures_by": lambda code: BY.get(code, code),
    "decisions": words.rung,
    "decisions_on": lambda code: words.BASES.get(code, code),
    "decisions_for": _violation,
    "appeals": _appeal,
    "told": _matter,
    "asked": lambda code: KINDS.get(code, dict(Inspection.Kind.choices).get(code, code)),
    "gate": _reason,
    "minors": lambda code: MINORS.get(code, code),
}


class Figure(NamedTuple):
    """One figure as the page shows it; "" where it is not told."""

    name: str
    value: str
    unit: str


def figures_of(body: Mapping[str, Any]) -> list[Figure]:
    """Return the shares and medians of a report."""
    found = []
    for code, name in FIGURES.items():
        unit = "%" if code.endswith("_percent") else _("小时")
        found.append(Figure(str(name), body["figures"].get(code) or "", unit))
    return found
