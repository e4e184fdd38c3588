"""In what words the catalogue speaks: classes, actions, origins, what is wrong."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from catalog.rules.own import Fault
from catalog.rules.pack import CLASSES, papers

ACTIONS: Mapping[str, Any] = {"block": _("禁止"), "gate": _("凭资质"), "warn": _("提醒注意")}
ORIGINS: Mapping[str, Any] = {
    "base": _("出厂"),
    "stricter": _("平台加严"),
    "own": _("平台自有"),
}
VERDICTS: Mapping[str, Any] = {"allow": _("未列入"), **ACTIONS}
CONFIDENCES: Mapping[str, Any] = {
    "R": _("已核对原文"),
    "C": _("推算"),
    "M": _("凭记忆，待核对"),
}
HOW: Mapping[str, Any] = {
    "added": _("新增"),
    "removed": _("移除"),
    "changed": _("有改动"),
}
STATES: Mapping[str, tuple[Any, str]] = {
    "held": (_("现行"), "ok"),
    "coming": (_("待生效"), "watch"),
    "past": (_("已被取代"), ""),
    "never": (_("未生效即被取代"), ""),
}
FIELDS: Mapping[str, Any] = {
    "id": _("代号"),
    "zh": _("中文名称"),
    "en": _("英文名称"),
    "classes": _("目录类别"),
    "action": _("处理方式"),
    "basis": _("法律依据"),
    "terms": _("词语"),
    "allow": _("放行词"),
    "unless": _("例外词"),
    "documents": _("所需资质"),
    "from": _("生效日"),
    "until": _("失效日"),
    "hits": _("应命中的商品"),
    "passes": _("不应命中的商品"),
    "except_zh": _("例外说明（中文）"),
    "except_en": _("例外说明（英文）"),
    "note_zh": _("备注（中文）"),
    "note_en": _("备注（英文）"),
    "confidence": _("把握程度"),
}
FAULTS: Mapping[str, Any] = {
    "id": _("代号须为 2–40 个小写字母、数字或连字符"),
    "twice": _("这个代号出现了两次"),
    "too_many_entries": _("自有条目最多 %(detail)s 条"),
    "too_many_words": _("最多 %(detail)s 个"),
    "long": _("最多 %(detail)s 个字"),
    "long_word": _("词太长：%(detail)s…"),
    "empty": _("请填写"),
    "empty_word": _("有一个空词"),
    "names_somebody": _("不要写证件号、手机号、银行卡号或邮箱"),
    "both": _("“%(detail)s”既是词语又是放行词，互相矛盾"),
    "allowed_elsewhere": _("另一条目放行了它，互相矛盾：%(detail)s"),
    "removed_elsewhere": _("另一条目取消了它的放行，互相矛盾：%(detail)s"),
    "unknown_document": _("没有这种资质：%(detail)s"),
    "gate_without_document": _("凭资质的条目须写明哪些资质"),
    "document_without_gate": _("写了资质，处理却不是凭资质"),
    "never_in_force": _("失效日早于生效日"),
    "laxer_action": _("不能比出厂目录宽松：处理至少为“%(detail)s”"),
    "laxer_classes": _("不能比出厂目录宽松：缺少类别 %(detail)s"),
    "laxer_terms": _("不能比出厂目录宽松：缺少词语 %(detail)s"),
    "laxer_allow": _("不能比出厂目录宽松：“%(detail)s”会放走出厂目录命中的商品"),
    "laxer_unless": _("不能比出厂目录宽松：多了例外词 %(detail)s"),
    "laxer_documents": _("不能比出厂目录宽松：缺少资质 %(detail)s"),
    "laxer_from": _("不能比出厂目录宽松：最迟 %(detail)s 生效"),
    "laxer_until": _("不能比出厂目录宽松：不能提前失效"),
    "laxer_entry": _("不能比出厂目录宽松：出厂条目不能移除"),
    "dead_term": _("“%(detail)s”永远不会命中：放行词盖住了它，或其中没有可比的字"),
    "hit_missed": _("应命中却没有命中：%(detail)s"),
    "pass_found": _("不应命中却命中了：%(detail)s"),
    "contradicts": _("与另一条目矛盾：一个词不能既命中又放行（%(detail)s）"),
    "unread": _("这一行读不出来：%(detail)s"),
    "shape": _("不是一个条目：%(detail)s"),
}


def fault(one: Fault) -> str:
    """Return what is wrong, in words."""
    detail = str(ACTIONS[one.detail]) if one.code == "laxer_action" else one.detail
    if one.code in ("laxer_documents", "unknown_document"):
        detail = "、".join(paper(name) for name in one.detail.split("、"))
    return str(FAULTS[one.code]) % {"detail": detail}


def told(one: Fault) -> dict[str, str]:
    """Return a fault as a refusal holds it."""
    return {**one._asdict(), "message": fault(one)}


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def class_name(code: str) -> str:
    """Return what a class of the catalogue is called."""
    zh, en = CLASSES[code]  # type: ignore[index]
    return en if is_english() else zh


def paper(name: str) -> str:
    """Return what a document is called; its id where nobody knows it."""
    found = papers().get(name)
    return name if found is None else found.en if is_english() else found.zh


def in_tongue(said: Any, tongue: str) -> str:
    """Return a word in a language, whatever the language of the moment is."""
    with override("en" if tongue == "en" else "zh-hans"):
        return str(said)
