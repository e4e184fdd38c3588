"""A tier policy as data: what is looked at, from where on it counts, and what a tier decides."""

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

FIRST, SECOND, KEY = "first", "second", "key"
TIERS = (FIRST, SECOND, KEY)
RANK = {tier: rank for rank, tier in enumerate(TIERS)}
RAISED = (SECOND, KEY)
CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
# Which of the law's own dimensions each of ours answers.
ANSWERS: Mapping[str, frozenset[str]] = {
    "findings": frozenset({"compliance"}),
    "measures": frozenset({"compliance"}),
    "complaints": frozenset({"compliance"}),
    "followers": frozenset({"followers"}),
    "visits": frozenset({"visits"}),
    "volume": frozenset({"volume", "scale"}),
    "amount_fen": frozenset({"amount", "scale"}),
    "influence": frozenset({"influence"}),
    "categories": frozenset({"categories"}),
}
CATEGORIES = "categories"
MOST_DIMENSIONS, MOST_STEPS, MOST_POINTS = 30, 20, 1000


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept with a policy; nothing unknown gets in."""


class Bound(_Kept, frozen=True):
    """From where on a tier is reached, and below what it is left again: never the same door."""

    up: float
    down: float


class Step(_Kept, frozen=True):
    """From `at` on, so many points."""

    at: float
    points: int


class Category(_Kept, frozen=True):
    """A kind of goods or services: its points, and the tier that it asks for by itself."""

    points: int = 0
    tier: str = ""


class Dimension(_Kept, frozen=True, kw_only=True):
    """One thing that is looked at.

    Args:
        zh, en: what the tenant calls a dimension of its own.
        alone: by tier, from where on this dimension reaches it by itself.
        categories: by name, for the dimension of goods.
    """

    code: str
    zh: str = ""
    en: str = ""
    weight: int = 1
    steps: tuple[Step, ...] = ()
    alone: dict[str, Bound] = {}
    categories: dict[str, Category] = {}

    def points_of(self, number: float) -> int:
        """Return the points of a value: those of the last step that it has reached."""
        reached = [step.points for step in self.steps if number >= step.at]
        return self.weight * (reached[-1] if reached else 0)


class Rights(_Kept, frozen=True, kw_only=True):
    """What a tier decides: scope of service, functions, patrol, inspectors, retention."""

    services: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    patrol_percent: int = 0
    is_dedicated: bool = False
    retain_extra_years: int = 0


class Watch(_Kept, frozen=True, kw_only=True):
    """How key rooms are watched: by whom, how long nobody may look, how soon somebody must.

    `who` is "assigned" (one of those on shift; anybody who may patrol where nobody is on shift)
    or "anybody".
    """

    who: str = "assigned"
    grace_s: int = 60
    answer_min: int = 10


def _in_minutes(watch: Any) -> Any:
    if not isinstance(watch, Mapping):
        return {} if watch is None else watch
    hours = watch.get("answer_h")
    if not isinstance(hours, int):
        return watch
    rest = {name: value for name, value in watch.items() if name != "answer_h"}
    return {**rest, "answer_min": 60 * hours}


class Grading(_Kept, frozen=True, kw_only=True):
    """A tier policy whole."""

    dimensions: tuple[Dimension, ...]
    score: dict[str, Bound]
    rights: dict[str, Rights]
    cooldown_days: int = 30
    stale_days: int = 45
    window_days: int = 90
    watch: Watch = Watch()

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> "Grading":
        """Read a policy as it is kept; raises msgspec.ValidationError for what is none.

        What was published while the time to answer was in hours says the same in minutes.
        """
        return msgspec.convert({**held, "watch": _in_minutes(held.get("watch"))}, cls)

    def kept(self) -> dict[str, Any]:
        """Return the policy as it is kept."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(one.code for one in self.dimensions)

    @property
    def answers(self) -> frozenset[str]:
        """Return which of the law's dimensions the policy looks at."""
        return frozenset().union(*(ANSWERS.get(code, frozenset()) for code in self.codes))


class Fault(NamedTuple):
    """What is wrong with a policy, and where."""

    code: str
    at: str


def faults(grading: Grading, lawful: Collection[str] = ()) -> list[Fault]:
    """Return everything that is wrong with a policy.

    Args:
        lawful: the dimensions that the law names and the policy may not leave out.

    Law: M-tiering, O117-tiering
    """
    return [
        *(Fault("not_looked_at", name) for name in lawful if name not in grading.answers),
        *_dimensions(grading.dimensions),
        *_bounds(grading.score, "score", RAISED),
        *_ordered(grading.score),
        *_terms(grading),
        *_rights(grading.rights),
    ]


def _dimensions(found: tuple[Dimension, ...]) -> Iterator[Fault]:
    codes = [one.code for one in found]
    if not 0 < len(found) <= MOST_DIMENSIONS:
        yield Fault("too_many_dimensions", "")
    for one in found:
        if not CODE.fullmatch(one.code) or codes.count(one.code) > 1:
            yield Fault("code", one.code)
        if one.code not in ANSWERS and not (one.zh.strip() and one.en.strip()):
            yield Fault("unnamed", one.code)
        if not 1 <= one.weight <= 100:
            yield Fault("weight", one.code)
        yield from _steps(one)
        yield from _bounds(one.alone, one.code, ())
        yield from _categories(one)


def _steps(one: Dimension) -> Iterator[Fault]:
    ats, points = [step.at for step in one.steps], [step.points for step in one.steps]
    rises = ats == sorted(set(ats)) and points == sorted(points)
    sound = all(map(_is_amount, ats)) and all(0 <= each <= MOST_POINTS for each in points)
    if not (rises and sound and len(ats) <= MOST_STEPS):
        yield Fault("steps", one.code)


def _bounds(found: Mapping[str, Bound], at: str, needed: Iterable[str]) -> Iterator[Fault]:
    if set(needed) - set(found) or set(found) - set(RAISED):
        yield Fault("tiers", at)
    for bound in found.values():
        if not (_is_amount(bound.up) and _is_amount(bound.down) and bound.down <= bound.up):
            yield Fault("bounds", at)


def _ordered(score: Mapping[str, Bound]) -> Iterator[Fault]:
    second, key = score.get(SECOND), score.get(KEY)
    if second and key and not (second.up <= key.up and second.down <= key.down):
        yield Fault("order", "score")


def _categories(one: Dimension) -> Iterator[Fault]:
    if one.categories and one.code != CATEGORIES:
        yield Fault("categories", one.code)
    for name, category in one.categories.items():
        known = category.tier in ("", *RAISED) and 0 <= category.points <= MOST_POINTS
        if not (known and 0 < len(name.strip()) <= 60):
            yield Fault("categories", one.code)


def _terms(grading: Grading) -> Iterator[Fault]:
    numbers = {
        "cooldown_days": (grading.cooldown_days, 0, 366),
        "stale_days": (grading.stale_days, 1, 366),
        "window_days": (grading.window_days, 7, 366),
        "grace_s": (grading.watch.grace_s, 15, 3600),
        "answer_min": (grading.watch.answer_min, 1, 1440),
    }
    for name, (value, least, most) in numbers.items():
        if not least <= value <= most:
            yield Fault("number", name)
    if grading.watch.who not in ("assigned", "anybody"):
        yield Fault("who", "watch")


def _rights(rights: Mapping[str, Rights]) -> Iterator[Fault]:
    if set(rights) != set(TIERS):
        yield Fault("tiers", "rights")
        return
    held = [rights[tier] for tier in TIERS]
    if not all(0 <= one.patrol_percent <= 100 for one in held):
        yield Fault("number", "patrol_percent")
    if not all(0 <= one.retain_extra_years <= 50 for one in held):
        yield Fault("number", "retain_extra_years")
    if not all(CODE.fullmatch(code) for one in held for code in (*one.services, *one.functions)):
        yield Fault("code", "rights")
    patrol = [one.patrol_percent for one in held]
    kept = [one.retain_extra_years for one in held]
    if patrol != sorted(patrol) or kept != sorted(kept):
        yield Fault("laxer_above", "rights")
    if not (rights[KEY].is_dedicated and rights[KEY].retain_extra_years and patrol[-1]):
        yield Fault("key_unwatched", "rights")


def _is_amount(number: float) -> bool:
    return math.isfinite(number) and 0 <= number <= 1e15
