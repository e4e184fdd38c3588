"""What a platform sets for itself about the stage; the law leaves these to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stage.rules import elements, places

PLACE_VALID_H, MARK_LOST_S = 24, 10


@dataclass(frozen=True, slots=True)
class Terms:
    """A platform's own choices, each with its default.

    Args:
        required: key elements that must have an approved version before a broadcast.
        restricted: kinds of places that are refused, each with its ground.
        place_valid_h: hours for which a declared place stands; 0 for as long as nobody moves.
        mark_lost_s: seconds that the mark of a virtual host may be out of sight.
        single_fen, daily_fen: what an account in minor mode may spend; None for no limit.
    """

    required: frozenset[str] = elements.REQUIRED
    restricted: Mapping[str, str] = field(default_factory=lambda: places.RESTRICTED)
    place_valid_h: int = PLACE_VALID_H
    mark_lost_s: int = MARK_LOST_S
    single_fen: int | None = None
    daily_fen: int | None = None


def terms_of(policy: Mapping[str, Any]) -> Terms:
    """Read a tenant's policy; what is missing or makes no sense is the default."""
    own = policy.get("stage")
    own = own if isinstance(own, dict) else {}
    return Terms(
        required=_required(own.get("required")),
        restricted=_restricted(own.get("restricted")),
        place_valid_h=_number(policy, "place_valid_h", PLACE_VALID_H),
        mark_lost_s=_number(policy, "mark_lost_s", MARK_LOST_S),
        single_fen=_fen(policy, "minor_single_yuan"),
        daily_fen=_fen(policy, "minor_daily_yuan"),
    )


def _required(given: object) -> frozenset[str]:
    if not isinstance(given, list):
        return elements.REQUIRED
    return frozenset(one for one in given if one in elements.KINDS)


def _restricted(given: object) -> Mapping[str, str]:
    if not isinstance(given, dict):
        return places.RESTRICTED
    return {
        kind: ground
        for kind, ground in given.items()
        if kind in places.KINDS and ground in places.GROUNDS
    }


def _number(policy: Mapping[str, Any], name: str, default: int) -> int:
    value = policy.get(name)
    return value if type(value) is int and value >= 0 else default


def _fen(policy: Mapping[str, Any], name: str) -> int | None:
    return _number(policy, name, 0) * 100 or None
