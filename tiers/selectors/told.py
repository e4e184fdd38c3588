"""A tier as it is told: to pages, to programs, to the operator himself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from livecompliance.kernel.actors import Actor
from rooms import selectors as rooms
from tiers.models import Standing
from tiers.rules.grade import parts_of
from tiers.rules.grading import Grading
from tiers.rules.rights import Entitlements
from tiers.selectors import words
from tiers.selectors.policy import policy_in_force
from tiers.selectors.standing import entitlements, operator_get, standing_of


@dataclass(frozen=True, slots=True)
class Line:
    """What one dimension was and what it contributed."""

    code: str
    name: str
    value: str
    number: float | None
    names: tuple[str, ...]
    on: str
    points: int
    tier: str
    is_stale: bool
    carries: bool

    @property
    def tier_name(self) -> str:
        return words.tier_name(self.tier)


@dataclass(frozen=True, slots=True)
class Report:
    """An operator's or a room's tier with its reason and what follows from it."""

    operator_id: UUID | None
    tier: str
    since: datetime | None
    origin: str
    by_hand_until: date | None
    note: str
    policy_version: int
    score: int
    why: str
    held: str
    target: str
    until: str
    lines: list[Line]
    entitlements: Entitlements

    @property
    def tier_name(self) -> str:
        return words.tier_name(self.tier)


def report_of_operator(actor: Actor, operator_id: UUID) -> Report:
    """Return the tier of an operator with its reason.

    Raises:
        NotFound: no such operator for this actor.
    """
    operator = operator_get(actor, operator_id)
    rights = entitlements(actor, operator_id=operator.pk)
    return _report(actor, standing_of(actor, operator.pk), rights, operator.pk)


def report_of_room(actor: Actor, room_id: UUID) -> Report:
    """Return the tier of a room, which is that of its operator, with its reason.

    Raises:
        NotFound: no such room for this actor.
    """
    room = rooms.room_get(actor, room_id)
    standing = standing_of(actor, room.operator_id) if room.operator_id else None
    return _report(actor, standing, entitlements(actor, room_id=room_id), room.operator_id)


def _report(
    actor: Actor, standing: Standing | None, rights: Entitlements, operator_id: UUID | None
) -> Report:
    if standing is None:
        return Report(operator_id, rights.tier, None, "", None, "", rights.policy_version, 0,
                      words.unjudged(), "", "", "", [], rights)  # fmt: skip
    latest, grading = standing.latest, policy_in_force(actor).body
    return Report(
        operator_id=operator_id,
        tier=standing.tier,
        since=standing.since,
        origin=standing.origin,
        by_hand_until=standing.by_hand_until,
        note=standing.note,
        policy_version=standing.latest_version,
        score=standing.score,
        why=standing_why(standing, grading),
        held=latest.get("held", ""),
        target=latest.get("target", ""),
        until=latest.get("until", ""),
        lines=lines_of(latest, grading),
        entitlements=rights,
    )


def standing_why(
    standing: Standing, grading: Grading | None = None, *, is_past: bool = False
) -> str:
    """Say why a standing is what it is: the officer's word, or what the figures say.

    Args:
        is_past: what they said when it began, not what they say now.
    """
    if standing.origin == Standing.Origin.HAND:
        return words.by_hand(standing.note, standing.by_hand_until)
    reason = standing.reason if is_past else standing.latest
    return words.reason_of(reason, grading)


def lines_of(reason: Mapping[str, Any], grading: Grading | None = None) -> list[Line]:
    """Return every dimension of a reason, those that counted first."""
    because = set(reason.get("because", ()))
    return [
        Line(
            code=part["code"],
            name=words.named(grading, part["code"]),
            value=words.part_value(part),
            number=part.get("value"),
            names=tuple(part.get("names", ())),
            on=part.get("on", ""),
            points=part["points"],
            tier=part.get("tier", ""),
            is_stale=bool(part.get("stale")),
            carries=part["code"] in because or ("score" in because and part["points"] > 0),
        )
        for part in parts_of(reason)
    ]
