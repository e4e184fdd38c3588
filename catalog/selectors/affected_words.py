"""In what words it is said which goods a change of the catalogue touches, and who hears of it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.rules.kinds import kind_name
from catalog.selectors import words
from catalog.selectors.affected import AGENCY, HOST, OPERATOR, Moved

HOW: Mapping[str, tuple[Any, str]] = {
    "stricter": (_("收紧"), "act"),
    "papers": (_("须补资质"), "watch"),
    "easier": (_("放宽"), "ok"),
}
PEOPLE: Mapping[str, Any] = {
    OPERATOR: _("直播间运营者"),
    AGENCY: _("所属服务机构"),
    HOST: _("正在直播的人员"),
}
FREE: Mapping[str, str] = {"zh": "不再列入目录", "en": "no longer listed"}


def moved_said(one: Moved, tongue: str, longest: int) -> str:
    """Say in a language what becomes of a product, by which entry, and which papers it needs."""
    title, grounds = one.product.title[:longest], one.caught.after.grounds
    if not grounds:
        return f"“{title}”{FREE[tongue]}" if tongue == "zh" else f"“{title}”: {FREE[tongue]}"
    entry = grounds[0].entry
    action = words.in_tongue(words.ACTIONS[entry.action], tongue)
    papers = [kind_name(kind, tongue) for kind in one.caught.after.documents]
    if tongue == "zh":
        needs = f"，须提交{'、'.join(papers)}" if papers else ""
        return f"“{title}”{action}（{entry.zh}，{entry.basis}{needs}）"
    needs = f"; needs {', '.join(papers)}" if papers else ""
    return f"“{title}”: {action} ({entry.en or entry.zh}{needs})"


def why(one: Moved) -> str:
    """Say in the language of the page by which entry a product is listed, and the papers."""
    tongue, grounds = ("en" if words.is_english() else "zh"), one.caught.after.grounds
    if not grounds:
        return str(_("不再列入目录"))
    named = [grounds[0].entry.name(tongue) or grounds[0].entry.zh]
    papers = [kind_name(kind, tongue) for kind in one.caught.after.documents]
    return " · ".join([*named, *papers])
