"""What the families of terms are called, in both languages."""

from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from moderation.engine import loader
from moderation.engine.fold import fold
from moderation.engine.source import FamilySource

PACKS = Path(__file__).resolve().parents[1] / "packs"
OTHERS = {
    "F-COMMENT-DUTY": {"zh": "评论区管理", "en": "Comment management"},
    "ENGINE-FAULT": {"zh": "需人工查看", "en": "To be looked at"},
    "EVENT-UNREADABLE": {"zh": "无法读取", "en": "Unreadable"},
    "RECORD-ALTERED": {"zh": "记录被改动", "en": "Record altered"},
    "GATE-BREACH": {"zh": "未获准入而直播", "en": "On air without the gate's consent"},
    "STAGE-CHANGED": {"zh": "未经审核的重点环节", "en": "Unreviewed key element"},
    "AI-LABEL-LOST": {"zh": "生成标识消失", "en": "AI mark out of sight"},
    "UNDECLARED-PERSON": {"zh": "未申报的出镜人员", "en": "Undeclared person on air"},
    "F-PICTURE": {"zh": "名单内画面", "en": "Listed pictures"},
    "F-TENANT": {"zh": "平台自定义词", "en": "The platform's own terms"},
}


def family_register(names: dict[str, dict[str, str]]) -> None:
    """Let an app above name what its watches find."""
    OTHERS.update(names)


@cache
def _families() -> dict[str, FamilySource]:
    return {one.code: one for pack in loader.load(PACKS) for one in pack.families}


def families() -> list[FamilySource]:
    """Return the families of the base packs, the most severe first, those that only signal last."""
    rank = {"high": 0, "medium": 1, "low": 2}
    named = [one for one in _families().values() if one.name]
    return sorted(named, key=lambda one: (one.signal, rank[one.severity], one.code))


@cache
def grave_words() -> dict[str, str]:
    """Return the folded terms of the most severe families of the base packs, with their family."""
    return {
        fold(term if isinstance(term, str) else term.t): one.code
        for one in _families().values()
        if one.severity == "high" and not one.signal
        for term in one.terms
    }


def tongue() -> str:
    """Return the language of the page, as the packs name it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def family_names(code: str) -> tuple[str, str]:
    """Return a family's name in Chinese and in English; its code where no pack names it."""
    found = _families().get(code)
    names = found.name if found else OTHERS.get(code, {})
    chinese = names.get("zh") or code
    return chinese, names.get("en") or chinese


def family_name(code: str) -> str:
    """Return a family's name in the language of the page."""
    return family_names(code)[tongue() == "en"]


def family_also(code: str) -> list[str]:
    """Return the clauses of other instruments that forbid what a family is about, too."""
    found = _families().get(code)
    return list(found.also) if found else []


def family_advice(code: str) -> dict[str, str]:
    """Return what a streamer is told to do about a family."""
    found = _families().get(code)
    return dict(found.advice) if found else {}


def family_reason(code: str) -> dict[str, str]:
    """Return a reason for a measure about a family, ready to be used."""
    zh, en = family_names(code)
    return {"zh": f"涉嫌{zh}。", "en": f"Suspected: {en.lower()}."}
