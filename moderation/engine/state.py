"""What a room remembers: decayed risk with named contributions, and windowed counters.

Only event time is used, so the same events always lead to the same state.
"""

import math
from collections.abc import Iterable

import msgspec

from moderation.engine.types import Proposal, Shadow

HALF_LIFE_MS = 300_000
NEVER = 1_000_000  # seconds since what never was
FINDINGS, MINUTE, WARNINGS = 600, 60, 1_800  # windows, in seconds
DUTY = "F-COMMENT-DUTY"
CAP = 100.0
MAX_PRICES, MAX_EVIDENCE, MAX_SPEAKERS = 500, 8, 256
MAX_TALLIES = 2_000  # terms of lists that a session counts; what comes later is not counted
DAY_MS, CST_MS = 86_400_000, 28_800_000  # a day of China

Buckets = list[list[int]]  # [second, count], oldest first


class OnScreen(msgspec.Struct, omit_defaults=True):
    """The goods that are pinned or being explained, and since when."""

    id: str = ""
    title: str = ""
    price: int = 0
    at: int = 0


class RoomState(msgspec.Struct, omit_defaults=True):
    """The memory of one room's session; small, serialisable, replayable."""

    clock: int = 0
    points: dict[str, tuple[float, int]] = {}
    counters: dict[str, Buckets] = {}
    evidence: dict[str, list[str | int]] = {}
    speakers: dict[str, Buckets] = {}
    metrics: dict[str, int] = {}
    metrics_before: dict[str, int] = {}
    prices: dict[str, tuple[int, int]] = {}
    category: str = ""
    fired: dict[str, int] = {}
    raised: dict[str, float] = {}
    proposals: list[Proposal] = []
    session: str = ""
    shadows: list[Shadow] = []
    tallies: dict[str, dict[int, int]] = {}
    goods: OnScreen = msgspec.field(default_factory=OnScreen)

    @staticmethod
    def from_bytes(data: bytes) -> "RoomState":
        """Read a saved state.

        Raises:
            msgspec.DecodeError: the bytes are no state.
        """
        return _decoder.decode(data) if data else RoomState()

    def to_bytes(self) -> bytes:
        """Return the state as msgpack."""
        return _encoder.encode(self)

    def advance(self, at: int) -> None:
        """Move the room's clock to an event's time; it never runs backwards."""
        if at > self.clock:
            self.clock = at

    def add_points(self, code: str, points: float, at: int | None = None) -> None:
        """Add to one named contribution, at the room's present time or as of an earlier one."""
        left = points if at is None else decayed(points, self.clock - at)
        total = min(CAP, self.points_of(code, self.clock) + left)
        self.points[code] = (total, self.clock)

    def points_of(self, code: str, at: int) -> float:
        """Return what is left of one contribution at a time."""
        value, since = self.points.get(code, (0.0, at))
        return decayed(value, at - since)

    def contributions(self, at: int | None = None) -> list[tuple[str, float]]:
        """Return the named contributions at a time (milliseconds), highest first."""
        when = self.clock if at is None else at
        rows = ((code, round(self.points_of(code, when), 3)) for code in self.points)
        return sorted((row for row in rows if row[1] >= 0.05), key=lambda row: (-row[1], row[0]))

    def risk(self, at: int | None = None) -> float:
        """Return the room's own risk, 0..100: what streamers said, not what viewers wrote."""
        when = self.clock if at is None else at
        total = sum(self.points_of(code, when) for code in sorted(self.points) if code != DUTY)
        return round(min(CAP, total), 3)

    def duty(self, at: int | None = None) -> float:
        """Return how pressing the duty to manage comments is, 0..100.

        Law: M-comment-management
        """
        return round(self.points_of(DUTY, self.clock if at is None else at), 3)

    def count(self, name: str, by: int = 1) -> None:
        """Count something that happened now."""
        second = self.clock // 1000
        rows = self.counters.get(name)
        if rows is None:
            self.counters[name] = [[second, by]]
        elif rows[-1][0] == second:
            rows[-1][1] += by
        else:
            if second - rows[0][0] > 2 * WARNINGS:
                rows[:] = [row for row in rows if row[0] > second - WARNINGS]
            rows.append([second, by])

    def recent(self, name: str, window: int) -> int:
        """Return how much was counted in the last `window` seconds."""
        rows = self.counters.get(name)
        if not rows:
            return 0
        since = self.clock // 1000 - window
        total = 0
        for second, number in reversed(rows):
            if second <= since:
                break
            total += number
        return total

    def remember(self, code: str, event_id: str | int) -> None:
        """Keep the last events that a family was found in."""
        row = self.evidence.setdefault(code, [])
        if event_id not in row:
            row.append(event_id)
            del row[:-MAX_EVIDENCE]

    def saw_speaker(self, code: str, person: int) -> None:
        """Keep which people (as numbers) a family was found with."""
        rows = self.speakers.setdefault(code, [])
        rows[:] = [row for row in rows if row[1] != person][-MAX_SPEAKERS + 1 :]
        rows.append([self.clock // 1000, person])

    def distinct(self, code: str, window: int) -> int:
        """Return how many different people a family was found with lately."""
        since = self.clock // 1000 - window
        return sum(1 for second, _ in self.speakers.get(code, ()) if second > since)

    def rearm(self) -> None:
        """Let rules fire again once the risk has fallen below their own threshold."""
        if self.raised:
            risk = self.risk()
            self.raised = {rule: least for rule, least in self.raised.items() if risk >= least}

    def families(self, window: int) -> int:
        """Return how many families the streamer's side hit lately."""
        return sum(1 for name in self.counters if name[:2] == "s:" and self.recent(name, window))

    def take_proposals(self) -> list[Proposal]:
        """Return the measures proposed since the last call, and forget them."""
        taken, self.proposals = self.proposals, []
        return taken

    def take_shadows(self) -> list[Shadow]:
        """Return what rules would have done since the last call, and forget it."""
        taken, self.shadows = self.shadows, []
        return taken

    def tally(self, name: str) -> None:
        """Count for the day that a term of a list did something that no finding tells."""
        days = self.tallies.get(name)
        if days is None:
            if len(self.tallies) >= MAX_TALLIES:
                return
            days = self.tallies[name] = {}
        day = (self.clock + CST_MS) // DAY_MS
        days[day] = days.get(day, 0) + 1

    def goods_seconds(self) -> int:
        """Return for how many seconds goods have been on screen; 0 while none are."""
        return max(0, self.clock - self.goods.at) // 1000 if self.goods.id else 0

    def since(self, name: str) -> int:
        """Return how many seconds ago something was last counted; NEVER if it was not lately."""
        rows = self.counters.get(name)
        return self.clock // 1000 - rows[-1][0] if rows else NEVER

    def set_metrics(self, figures: Iterable[tuple[str, int | None]]) -> None:
        """Take a metric event's figures; what it leaves out stays as it was."""
        self.metrics_before = dict(self.metrics)
        self.metrics.update((name, value) for name, value in figures if value is not None)

    def set_price(self, product: str, price: int) -> None:
        """Remember a product's price, and the one before it."""
        old = self.prices.pop(product, (0, 0))
        self.prices[product] = old if old[0] == price else (price, old[0])
        if len(self.prices) > MAX_PRICES:
            del self.prices[next(iter(self.prices))]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(RoomState)


class Tallied(msgspec.Struct):
    """Of a saved state only what terms of lists did, by days since 1970."""

    tallies: dict[str, dict[int, int]] = {}


_tallied = msgspec.msgpack.Decoder(Tallied)


def tallies_of(data: bytes) -> dict[str, dict[int, int]]:
    """Read of a saved state what terms of lists did: `pack@version|F-X/term`, by days since 1970.

    Raises:
        msgspec.DecodeError: the bytes are no state.
    """
    return _tallied.decode(data).tallies if data else {}


def decayed(value: float, elapsed: int) -> float:
    """Return what half-life leaves of a value after `elapsed` milliseconds."""
    return value * math.exp2(-max(0, elapsed) / HALF_LIFE_MS)
