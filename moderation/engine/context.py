"""The signals of one event that a rule may name: variables, functions, and what moves them."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from moderation.engine.jumps import Jump
from moderation.engine.learnt import Model
from moderation.engine.record import NOBODY, STRANGER, Person, Record
from moderation.engine.signals import Signals
from moderation.engine.state import FINDINGS, MINUTE, WARNINGS, RoomState

LONGEST = WARNINGS  # seconds that counters reach back


class Context(NamedTuple):
    """What rules see of one event."""

    kind: str
    speaker: str
    field: str
    text: str
    category: str
    weights: Mapping[str, float]
    score: float
    contact: Signals
    link: tuple[bool, str]
    price: tuple[int, int]
    state: RoomState
    jump: Jump | None = None
    record: Record = NOBODY
    learnt: Mapping[str, Model] = {}
    who: str = ""

    @property
    def person(self) -> Person:
        """Return what is known of who speaks, by the platform's number for him."""
        return self.record.people.get(self.who, STRANGER)


Read = Callable[[Context], object]


def _learnt(c: Context, version: str) -> float:
    """Return what a model makes of the words; 0 where the engine does not have it."""
    model = c.learnt.get(version)
    return model.probability(c.text) if model is not None else 0.0


def _metric(name: str) -> Read:
    return lambda c: c.state.metrics.get(name, 0)


def _metric_before(name: str) -> Read:
    return lambda c: c.state.metrics_before.get(name, 0)


def _negative_kept(c: Context) -> int:
    seen = c.state.recent("v:F-COMPLAINT", FINDINGS)
    return max(0, seen - c.state.recent("negative_removals", FINDINGS))


METRICS = ("viewers", "likes", "orders", "amount_fen", "refunds", "followers")

CONTEXT_NAMES: dict[str, tuple[str, Read]] = {
    "kind": ("string", lambda c: c.kind),
    "speaker": ("string", lambda c: c.speaker),
    "field": ("string", lambda c: c.field),
    "text": ("string", lambda c: c.text.encode("utf-8", "replace").decode()),
    "category": ("string", lambda c: c.category.encode("utf-8", "replace").decode()),
    "score": ("double", lambda c: c.score),
    "has_contact": ("bool", lambda c: c.contact.score >= 0.5),
    "contact": ("string", lambda c: c.contact.kind),
    "contact_score": ("double", lambda c: float(c.contact.score)),
    "cue": ("bool", lambda c: c.contact.cue),
    "lure": ("bool", lambda c: c.contact.lure),
    "evasive": ("double", lambda c: float(c.contact.evasive)),
    "off_platform": ("bool", lambda c: c.link[0]),
    "scheme": ("string", lambda c: c.link[1]),
    "risk": ("double", lambda c: c.state.risk()),
    "duty": ("double", lambda c: c.state.duty()),
    "warnings": ("int", lambda c: c.state.recent("warnings", WARNINGS)),
    "families": ("int", lambda c: c.state.families(FINDINGS)),
    "removals": ("int", lambda c: c.state.recent("removals", FINDINGS)),
    "negative_removals": ("int", lambda c: c.state.recent("negative_removals", FINDINGS)),
    "negative_kept": ("int", _negative_kept),
    "comments": ("int", lambda c: c.state.recent("comments", MINUTE)),
    "minors": ("int", lambda c: c.state.recent("v:F-MINOR", FINDINGS)),
    "price_fen": ("int", lambda c: c.price[0]),
    "price_before_fen": ("int", lambda c: c.price[1]),
    "tier": ("string", lambda c: c.record.tier),
    "strikes": ("int", lambda c: c.record.strikes),
    "speaker_known": ("bool", lambda c: c.person.is_known),
    "speaker_barred": ("bool", lambda c: c.person.is_barred),
    "speaker_strikes": ("int", lambda c: c.person.strikes),
    "goods": ("string", lambda c: c.state.goods.id.encode("utf-8", "replace").decode()),
    "goods_title": ("string", lambda c: c.state.goods.title.encode("utf-8", "replace").decode()),
    "goods_price_fen": ("int", lambda c: c.state.goods.price),
    "goods_seconds": ("int", lambda c: c.state.goods_seconds()),
    **{name: ("int", _metric(name)) for name in METRICS},
    **{f"{name}_before": ("int", _metric_before(name)) for name in METRICS},
}

FUNCTIONS: dict[str, tuple[str, Callable[[Context, str], object]]] = {
    "hit": ("bool", lambda c, code: code in c.weights),
    "weight": ("double", lambda c, code: float(c.weights.get(code, 0.0))),
    "recent": ("int", lambda c, code: c.state.recent(f"s:{code}", FINDINGS)),
    "recent_viewers": ("int", lambda c, code: c.state.recent(f"v:{code}", FINDINGS)),
    "since": ("int", lambda c, code: c.state.since(f"s:{code}")),
    "people": ("int", lambda c, code: c.state.distinct(code, FINDINGS)),
    "learnt": ("double", lambda c, version: _learnt(c, version)),
    "jump": ("bool", lambda c, flag: c.jump is not None and flag in c.jump.flags),
}
OF_FAMILIES = tuple(name for name in FUNCTIONS if name not in ("jump", "learnt"))

Window = Callable[[Context, str, int], object]


def _rate(c: Context, code: str, seconds: int) -> float:
    """Return hits per minute."""
    window = _seconds(seconds)
    return c.state.recent(f"s:{code}", window) * 60 / window


def _seconds(seconds: int) -> int:
    return max(1, min(seconds, LONGEST))


# Counters over a window of so many seconds, at most half an hour.
WINDOWED: dict[str, tuple[str, Window]] = {
    "count": ("int", lambda c, code, s: c.state.recent(f"s:{code}", _seconds(s))),
    "count_viewers": ("int", lambda c, code, s: c.state.recent(f"v:{code}", _seconds(s))),
    "distinct": ("int", lambda c, code, s: c.state.distinct(code, _seconds(s))),
    "rate": ("double", _rate),
}


# What is known of the streamer from before the broadcast, in days.
SANCTIONED: dict[str, Callable[[Context, int], int]] = {
    "sanctioned": lambda c, days: c.record.sanctioned(days),
    "speaker_sanctioned": lambda c, days: c.person.sanctioned(days),
}
DATED: dict[str, tuple[str, Window]] = {
    "past": ("int", lambda c, code, days: c.record.past(code, days)),
}
OF_SPEAKER = ("speaker_known", "speaker_barred", "speaker_strikes", "speaker_sanctioned")
RECORD = frozenset({"tier", "strikes", "sanctioned", *DATED, *OF_SPEAKER})
CALLS = (*OF_FAMILIES, *WINDOWED, *DATED, "ratio", *SANCTIONED)


def ratio(c: Context, code: str, other: str, seconds: int) -> float:
    """Return how many hits of a family come on one of another, in a window; 0 on none."""
    window = _seconds(seconds)
    of = c.state.recent(f"s:{other}", window)
    return c.state.recent(f"s:{code}", window) / of if of else 0.0


# What makes a rule that names a variable worth evaluating.
TRIGGERS = {
    "score": "hit",
    "families": "hit",
    **dict.fromkeys(
        ("has_contact", "contact", "contact_score", "cue", "lure", "evasive"), "contact"
    ),
    **dict.fromkeys(("off_platform", "scheme", "jump"), "link"),
    **dict.fromkeys(("risk", "duty", "warnings"), "risk"),
    **dict.fromkeys(("removals", "negative_removals", "negative_kept"), "type:removal"),
    **dict.fromkeys(("price_fen", "price_before_fen"), "type:goods"),
    **dict.fromkeys((*METRICS, *(f"{m}_before" for m in METRICS)), "type:metric"),
    "minors": "F-MINOR",
    **dict.fromkeys(
        ("category", "goods", "goods_title", "goods_price_fen", "goods_seconds"), "type:goods"
    ),
}
