"""Prices that are compared, and the prizes of draws: what the law lets stand. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLAUSE, SHOWN, PRIZE = "PRICE-compared-price", "O117-price", "AUCL-prize"
Verdict = Literal["holds", "stated", "too_high", "unproved"]
MOST_FEN = 10**11


class Deal(NamedTuple):
    """A price at which something was sold, in fen, and when."""

    fen: int
    at: datetime


class Low(NamedTuple):
    """What a compared price is measured by: the low of the days before, or the last deal."""

    fen: int
    at: datetime
    is_last: bool  # nothing was sold in those days


class Priced(NamedTuple):
    """Whether a compared price may be shown, and by which deal."""

    verdict: Verdict
    low: Low | None = None


def begins(at: datetime, days: int) -> datetime:
    """Return from when on deals count: the first instant of the day so many days before.

    “The seven days before” read as whole days, and the day itself so far: whichever way it is
    read, no deal of those days is left out, so that the ceiling is never too high.
    """
    day = at.astimezone(SHANGHAI) - timedelta(days=days)
    return day.replace(hour=0, minute=0, second=0, microsecond=0)


def low_of(deals: Iterable[Deal], at: datetime, days: int) -> Low | None:
    """Return the lowest deal of the days before an instant, else the last deal before them.

    Law: PRICE-compared-price
    """
    since = begins(at, days)
    before = [one for one in deals if one.at < at]
    if week := [one for one in before if one.at >= since]:
        lowest = min(week, key=lambda one: (one.fen, one.at))
        return Low(lowest.fen, lowest.at, is_last=False)
    if before:
        last = max(before, key=lambda one: (one.at, -one.fen))
        return Low(last.fen, last.at, is_last=True)
    return None


def priced(compared_fen: int, low: Low | None, *, is_stated: bool) -> Priced:
    """Say whether a compared price may be shown beside the price.

    Where its meaning is stated it is measured by that meaning, which must be shown (Order 117,
    Article 32); else by the low. With no deal at all there is nothing it could be compared with.

    Law: PRICE-compared-price, O117-price
    """
    if is_stated:
        return Priced("stated", low)
    if low is None:
        return Priced("unproved")
    return Priced("holds" if compared_fen <= low.fen else "too_high", low)


def prize_holds(top_fen: int, most_fen: int) -> bool:
    """Tell whether the highest prize of a draw is within what the law allows.

    Law: AUCL-prize
    """
    return 0 <= top_fen <= most_fen
