"""Pure decisions about measures: the ladder, deadlines, cool-downs, and what a streamer reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from livecompliance.kernel import law

Words = Mapping[str, str]  # {"zh": ..., "en": ...}

# The ladder of Article 10. A measure that nobody acknowledges in time climbs one step by itself;
# the last step, suspension, is only ever taken by a rule that says so or by an officer.
LADDER = ("prompt", "warning", "limit_traffic", "suspend")
CLIMBS = {"prompt": "warning", "warning": "limit_traffic"}
BY_THE_PLATFORM = frozenset({"limit_traffic", "suspend"})
NOTICE = "viewer_notice"
KINDS = (*LADDER, NOTICE)
MAX_MINUTES = 7 * 24 * 60
LATE_MS = 60_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STALE = timedelta(seconds=10)
SPARK_MS, SPARK_POINTS, HALF_LIFE_MS = 10_000, 180, 300_000

NAMES: dict[str, Words] = {
    "prompt": {"zh": "弹窗提示", "en": "Prompt"},
    "warning": {"zh": "违规警示", "en": "Violation warning"},
    "limit_traffic": {"zh": "限制流量", "en": "Traffic limit"},
    "suspend": {"zh": "暂停直播", "en": "Suspension"},
    "viewer_notice": {"zh": "风险提示", "en": "Risk notice"},
}
NOTICE_TEXT: Words = {
    "zh": "请勿与主播或商家在平台外联系、转账或交易。平台外私下交易没有保障，谨防受骗。",
    "en": "Do not contact, pay or deal with the seller outside this platform. "
    "Private deals are unprotected: beware of fraud.",
}
SAID: dict[str, Words] = {
    "speech": {"zh": "刚才说到“{}”", "en": "You just said “{}”"},
    "screen_text": {"zh": "画面上出现“{}”", "en": "The picture shows “{}”"},
    "goods": {"zh": "商品信息写有“{}”", "en": "The product page says “{}”"},
    "title": {"zh": "直播间标题写有“{}”", "en": "The room's title says “{}”"},
    "cover": {"zh": "直播间封面写有“{}”", "en": "The room's cover says “{}”"},
    "profile": {"zh": "账号资料写有“{}”", "en": "The profile says “{}”"},
    "link": {"zh": "直播间出现链接“{}”", "en": "The room shows the link “{}”"},
    "qr": {"zh": "直播间出现二维码“{}”", "en": "The room shows the code “{}”"},
    "comment": {"zh": "评论区出现“{}”", "en": "A comment says “{}”"},
}
OTHERWISE: Words = {"zh": "直播间出现“{}”", "en": "The room shows “{}”"}
ADVICE: dict[str, Words] = {
    "prompt": {"zh": "请立即更正。", "en": "Please correct it now."},
    "warning": {
        "zh": "请立即停止并更正，逾期未确认将限制流量。",
        "en": "Stop and correct it now; unacknowledged, traffic will be limited.",
    },
    "limit_traffic": {
        "zh": "请停止违规行为，等待专员复核。",
        "en": "Stop the breach and wait for an officer's review.",
    },
    "suspend": {
        "zh": "请停止直播，联系平台了解整改要求。",
        "en": "Stop the broadcast and ask the platform what to put right.",
    },
}
ENDS: dict[str, Words] = {
    "limit_traffic": {"zh": "直播间已被限制流量", "en": "The room's traffic is limited"},
    "suspend": {"zh": "直播已被暂停", "en": "The broadcast is suspended"},
}
SPACE = {"zh": "", "en": " "}
END_MARKS, LATIN_END = "。！？…；.!?;", "\u2e7f"


@dataclass(frozen=True, slots=True)
class Terms:
    """A tenant's own numbers; the law sets none here."""

    undo_window_s: int = 10
    acknowledge_s: int = 60
    execute_s: int = 30
    notice_large_s: int = 60
    limit_minutes: int = 30
    suspend_minutes: int = 60
    escalate_automatically: bool = True

    def minutes_of(self, kind: str) -> int | None:
        """Return how long a measure of `kind` lasts when nobody said."""
        return {"limit_traffic": self.limit_minutes, "suspend": self.suspend_minutes}.get(kind)


@dataclass(frozen=True, slots=True)
class Quote:
    """The words that a measure answers, and the type of event they stood in."""

    event_type: str
    words: str


@dataclass(frozen=True, slots=True)
class Order:
    """A measure to be taken: what, by which clause, why, what to do."""

    kind: str
    clause: str
    reason: Words
    advice: Words = field(default_factory=dict)
    minutes: int | None = None
    rule: str = ""
    findings: tuple[UUID, ...] = ()
    quote: Quote | None = None


class Taken(Protocol):
    """What the cool-down asks of a measure already taken."""

    @property
    def kind(self) -> str: ...
    @property
    def clause(self) -> str: ...
    @property
    def minutes(self) -> int | None: ...
    @property
    def released_at(self) -> datetime | None: ...
    @property
    def acknowledged_at(self) -> datetime | None: ...
    @property
    def escalated_at(self) -> datetime | None: ...


class Shown(Protocol):
    """What a frame is made of."""

    @property
    def pk(self) -> UUID: ...
    @property
    def seq(self) -> int | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def clause(self) -> str: ...
    @property
    def reason_zh(self) -> str: ...
    @property
    def reason_en(self) -> str: ...
    @property
    def advice_zh(self) -> str: ...
    @property
    def advice_en(self) -> str: ...
    @property
    def minutes(self) -> int | None: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def deadline_at(self) -> datetime | None: ...


BOUNDS = {
    "undo_window_s": (0, 60),
    "acknowledge_s": (10, 600),
    "execute_s": (5, 600),
    "notice_large_s": (10, 3600),
    "limit_minutes": (1, MAX_MINUTES),
    "suspend_minutes": (1, MAX_MINUTES),
}


def terms_of(policy: Mapping[str, Any]) -> Terms:
    """Return a tenant's numbers; what is absent, mistyped or out of bounds is the default."""
    given: dict[str, Any] = {
        name: policy[name]
        for name, (least, most) in BOUNDS.items()
        if type(policy.get(name)) is int and least <= policy[name] <= most
    }
    if type(policy.get("escalate_automatically")) is bool:
        given["escalate_automatically"] = policy["escalate_automatically"]
    return Terms(**given)


def next_step(kind: str, terms: Terms) -> str | None:
    """Return what an unacknowledged measure becomes, or None where a person must decide.

    Nothing becomes a suspension by itself, and a platform may keep traffic limits to its officers.

    Law: M-risk-measures
    """
    step = CLIMBS.get(kind)
    if step in BY_THE_PLATFORM and not terms.escalate_automatically:
        return None
    return step


def deadline_of(kind: str, released_at: datetime, terms: Terms) -> datetime | None:
    """Return until when a person must have acknowledged; notices to viewers need nobody."""
    if kind == NOTICE:
        return None
    return released_at + timedelta(seconds=terms.acknowledge_s)


def is_settled(kind: str, clause: str, taken: Iterable[Taken], at: datetime, terms: Terms) -> bool:
    """Tell whether the room already bears what is proposed, so that it would only be noise.

    That is so while a measure of the same clause, as high or higher on the ladder, is
    unacknowledged; while traffic is limited or the broadcast suspended already; and while
    the large notice still stands. A step up the ladder is never noise.
    """
    return any(_covers(one, kind, clause, at, terms) for one in taken)


def _covers(one: Taken, kind: str, clause: str, at: datetime, terms: Terms) -> bool:
    if NOTICE in (one.kind, kind):
        return one.kind == kind and _is_large(one.released_at, at, terms)
    if LADDER.index(one.kind) < LADDER.index(kind):
        return False
    if one.kind == kind and kind in BY_THE_PLATFORM:
        return _is_in_force(one, at)
    waits = one.acknowledged_at is None and one.escalated_at is None
    return one.clause == clause and waits


def _is_in_force(one: Taken, at: datetime) -> bool:
    if one.released_at is None or one.minutes is None:
        return True
    return at < one.released_at + timedelta(minutes=one.minutes)


def _is_large(raised_at: datetime | None, at: datetime, terms: Terms) -> bool:
    return raised_at is None or at < raised_at + timedelta(seconds=terms.notice_large_s)


def is_notice_large(raised_at: datetime | None, at: datetime, terms: Terms) -> bool:
    """Tell whether the notice is to be shown large now, after it was last raised.

    Law: M-off-platform
    """
    return raised_at is not None and _is_large(raised_at, at, terms)


def moment_of(said: datetime | int | None, received: int) -> int:
    """Return when an event happened, in milliseconds since the epoch.

    Args:
        said: what the event says: an instant (UTC where it names no zone), or milliseconds.
        received: when it was received; it stands in where the event is silent, or names a
            future that nobody can have seen or a past before all clocks.
    """
    if said is None:
        return received
    if isinstance(said, datetime):
        aware = said if said.tzinfo else said.replace(tzinfo=UTC)
        said = int(aware.timestamp() * 1000)
    return said if 0 <= said <= received + LATE_MS else received


def instant_of(milliseconds: int) -> datetime:
    """Return the instant of milliseconds since the epoch."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def escalated_reason(kind: str, reason: Words, seconds: int) -> Words:
    """Return why an unacknowledged measure climbed, in whole sentences."""
    name, why = NAMES[kind], {tongue: reason.get(tongue) or reason["zh"] for tongue in SPACE}
    return {
        "zh": f"{name['zh']}发出后 {seconds} 秒内未确认。{closed(why['zh'], 'zh')}"[:400],
        "en": f"{name['en']} not acknowledged within {seconds} s. {why['en']}".strip()[:400],
    }


def closed(text: str, tongue: str) -> str:
    """Return a text that another sentence may follow."""
    bare = text.strip()
    if not bare or bare.rstrip("”’」』）)\"'")[-1:] in END_MARKS:
        return bare
    return bare + ("。" if tongue == "zh" or bare[-1] > LATIN_END else ".")


def title_of(kind: str, level: int) -> Words:
    """Return the headline: which measure, and the how-manieth of its kind in this broadcast."""
    name = NAMES[kind]
    if level < 2:
        return name
    return {"zh": f"第 {level} 次{name['zh']}", "en": f"{name['en']} no. {level}"}


class Said(NamedTuple):
    """A measure in words: what was said or shown, why that is wrong, what comes of it."""

    what: str
    why: str
    end: str


def said_of(
    kind: str, quote: Quote | None, reason: Words, minutes: int | None, tongue: str
) -> Said:
    """Return the parts of what a streamer reads."""
    what = SAID.get(quote.event_type, OTHERWISE)[tongue].format(quote.words) if quote else ""
    why = reason.get(tongue) or reason.get("zh", "")
    return Said(what, why, _end(kind, tongue, minutes) if kind in ENDS else "")


def text_of(kind: str, quote: Quote | None, reason: Words, minutes: int | None) -> Words:
    """Return what happened in one text, in the words that were used; sentences stand apart."""
    text = {}
    for tongue, colon in (("zh", "："), ("en", ": ")):
        what, why, end = said_of(kind, quote, reason, minutes, tongue)
        first = f"{what}{colon}{why}" if what and why else what or why
        parts = [closed(first, tongue), closed(end, tongue)] if end else [first]
        text[tongue] = SPACE[tongue].join(part for part in parts if part)
    return text


def _end(kind: str, tongue: str, minutes: int | None) -> str:
    what = ENDS[kind][tongue]
    if not minutes:
        return what
    return f"{what}（{minutes} 分钟）" if tongue == "zh" else f"{what} for {minutes} min"


def clause_text(clause_id: str) -> dict[str, Words]:
    """Return a clause as a streamer is shown it: where it stands and what it says."""
    clause = law.clause(clause_id)
    return {
        "citation": {"zh": law.citation(clause, "zh"), "en": law.citation(clause, "en")},
        "clause_text": {"zh": clause.text, "en": clause.reference},
    }


def frame_of(measure: Shown, quote: Quote | None = None) -> dict[str, Any]:
    """Return what a room's clients receive: a measure for the streamer, or a notice to viewers."""
    if measure.kind == NOTICE:
        return {
            "type": "notice",
            "id": str(measure.pk),
            "seq": measure.seq,
            "text": dict(NOTICE_TEXT),
            "is_large": True,
            "clause": measure.clause,
            "created": measure.created_at.isoformat(),
        }
    reason = {"zh": measure.reason_zh, "en": measure.reason_en}
    advice = ADVICE[measure.kind]
    return {
        "type": "measure",
        "id": str(measure.pk),
        "seq": measure.seq,
        "kind": measure.kind,
        "level": measure.level,
        "title": dict(title_of(measure.kind, measure.level)),
        "text": text_of(measure.kind, quote, reason, measure.minutes),
        "advice": {
            "zh": measure.advice_zh or advice["zh"],
            "en": measure.advice_en or (advice["en"] if not measure.advice_zh else ""),
        },
        "clause": measure.clause,
        **clause_text(measure.clause),
        "quote": quote.words if quote else "",
        "minutes": measure.minutes,
        "deadline": measure.deadline_at.isoformat() if measure.deadline_at else None,
        "created": measure.created_at.isoformat(),
    }


def spark_on(spark: list[int], last: int | None, at: int, risk: float) -> tuple[list[int], int]:
    """Carry a room's risk line on to a moment.

    Args:
        spark: the highest risk of each ten seconds, oldest first.
        last: when the newest of them begins, in milliseconds; None for an empty line.
        at, risk: a moment (milliseconds) and the risk at it.

    Returns:
        The line, half an hour at most, and when its newest begins. Ten seconds in which nothing
        was seen show what decay left.
    """
    slot = at - at % SPARK_MS
    if not spark or last is None or slot - last > SPARK_MS * SPARK_POINTS:
        return [round(risk)], slot
    line = list(spark)
    if slot <= last:
        line[-1] = max(line[-1], round(risk))
        return line, last
    missing = (slot - last) // SPARK_MS - 1
    before = line[-1]
    line += [round(before * 0.5 ** (n * SPARK_MS / HALF_LIFE_MS)) for n in range(1, missing + 1)]
    line.append(round(risk))
    return line[-SPARK_POINTS:], slot
