"""An entry of the catalogue in the words of whoever reads it."""

from collections.abc import Iterable
from typing import Any

from catalog.rules import diff
from catalog.rules.own import Placed
from catalog.rules.pack import CLASSES
from catalog.selectors import words

TONES = {"block": "act", "gate": "watch", "warn": "info"}
ORIGIN_TONES = {"base": "", "stricter": "watch", "own": "info"}
CONFIDENCE = {"R": "ok", "C": "info", "M": "watch"}
OURS = "L"


def classes() -> list[dict[str, Any]]:
    """Return the classes as filters and chips show them; our own says that it is ours."""
    return [_class(code) for code in CLASSES]


def _class(code: str) -> dict[str, Any]:
    return {"code": code, "name": words.class_name(code), "is_ours": code == OURS}


def entry(one: Placed) -> dict[str, Any]:
    """Return what a page shows of an entry."""
    of, english = one.entry, words.is_english()
    return {
        "entry": of,
        "origin": one.origin,
        "origin_name": words.ORIGINS[one.origin],
        "origin_tone": ORIGIN_TONES[one.origin],
        "name": of.name("en" if english else "zh") or of.zh,
        "other": of.zh if english else of.en,
        "classes": [_class(code) for code in of.classes],
        "action": of.action,
        "action_name": words.ACTIONS[of.action],
        "action_tone": TONES[of.action],
        "confidence_name": words.CONFIDENCES[of.confidence],
        "confidence_tone": CONFIDENCE[of.confidence],
        "papers": [words.paper(name) for name in of.documents],
        "exceptions": (of.except_en or of.except_zh) if english else of.except_zh,
        "note": (of.note_en or of.note_zh) if english else of.note_zh,
        "passes": [(near.title, near.en if english else near.zh) for near in of.passes],
    }


def changes(found: Iterable[diff.Change]) -> list[dict[str, Any]]:
    """Return what a page shows of a difference."""
    return [
        {
            "how": one.how,
            "how_name": words.HOW[one.how],
            "entry": one.entry,
            "name": one.entry.name("en" if words.is_english() else "zh") or one.entry.zh,
            "action_name": words.ACTIONS[one.entry.action],
            "terms": one.entry.terms,
            "fields": fields(one.fields),
        }
        for one in found
    ]


def fields(found: Iterable[diff.Field]) -> list[dict[str, Any]]:
    """Return which fields differ, with what went and came, in words."""
    return [
        {
            "name": words.FIELDS.get(one.name, one.name),
            "before": [_value(one.name, value) for value in one.before],
            "after": [_value(one.name, value) for value in one.after],
        }
        for one in found
    ]


def _value(field: str, value: str) -> str:
    named = {
        "action": lambda: str(words.ACTIONS.get(value, value)),
        "classes": lambda: words.class_name(value),
        "documents": lambda: words.paper(value),
        "confidence": lambda: str(words.CONFIDENCES.get(value, value)),
    }
    return named[field]() if field in named else value
