"""Kinds of places, which of them are refused, and how long a declaration stands."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

GROUNDS = ("national_security", "public_security", "order")
DATA = Path(__file__).resolve().parents[1] / "data" / "places.json"
_LISTED: list[dict[str, str]] = json.loads(DATA.read_text(encoding="utf-8"))["kinds"]
KINDS: Mapping[str, Mapping[str, str]] = {one["kind"]: one for one in _LISTED}
RESTRICTED: Mapping[str, str] = {
    kind: one["ground"] for kind, one in KINDS.items() if "ground" in one
}


def ground_of(kind: str, restricted: Mapping[str, str]) -> str:
    """Return why nobody may broadcast from this kind of place; "" where he may.

    Law: M-places
    """
    return restricted.get(kind, "")


def is_stale(declared_at: datetime, at: datetime, valid_h: int) -> bool:
    """Tell whether a declaration is too old for a broadcast that begins now."""
    return bool(valid_h) and at > declared_at + timedelta(hours=valid_h)


def located(latitude: float, longitude: float) -> str:
    """Return coordinates in the one form in which they are kept: five decimals, about a metre.

    Raises:
        ValueError: there is no such place on earth.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("no such place")
    return f"{latitude:.5f},{longitude:.5f}"
