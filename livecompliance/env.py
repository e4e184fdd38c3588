"""Typed reads of the environment. A wrong value stops the process at start."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[1]


@cache
def _local() -> dict[str, str]:
    """Return what a running `./lc demo` left for other shells, or nothing."""
    if os.environ.get("DJANGO_SETTINGS_MODULE") != "livecompliance.settings.dev":
        return {}
    path = ROOT / ".local" / "env.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in found.items()}


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, _local().get(name, default))
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set; see .env.example")
    return value


def flag(name: str, *, default: bool) -> bool:
    value = text(name, "true" if default else "false").lower()
    if value not in {"true", "false"}:
        raise ImproperlyConfigured(f"{name}={value}: use true or false")
    return value == "true"


def integer(name: str, default: int) -> int:
    value = text(name, "") or str(default)
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value}: use a whole number") from None


def count(name: str, default: int) -> int:
    value = integer(name, default)
    if value < 0:
        raise ImproperlyConfigured(f"{name}={value}: use a whole number, 0 or more")
    return value


def words(name: str, default: str) -> list[str]:
    return [word for word in (part.strip() for part in text(name, default).split(",")) if word]


def mapping(name: str, default: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON object."""
    raw = text(name, "")
    if not raw:
        return default
    try:
        found = json.loads(raw)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ImproperlyConfigured(f"{name}={raw}: use a JSON object")
    return found


def ports(name: str, default: str) -> list[int]:
    found = words(name, default)
    if not found or not all(word.isdigit() and 0 < int(word) < 65_536 for word in found):
        raise ImproperlyConfigured(f"{name}={','.join(found)}: use port numbers, as in {default}")
    return [int(word) for word in found]


def secret(name: str, *, shortest: int = 32) -> str:
    value = text(name)
    if len(value) < shortest:
        raise ImproperlyConfigured(f"{name} is shorter than {shortest} characters")
    return value
