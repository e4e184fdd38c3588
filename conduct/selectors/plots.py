"""Series as charts draw them: instants in seconds, lines with names, and what is marked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from conduct.models import Anomaly
from conduct.rules.criticism import Counts
from conduct.rules.traffic import TOTALS, Point, rates
from livecompliance.kernel import clock
from moderation.templatetags.console import grouped

Plot = dict[str, Any]
ROLLED = 10  # points of a trend that one point of the drawing is of
RETURNED_MS = 1_800_000  # orders and refunds are compared over half an hour


def anomaly_plot(row: Anomaly) -> Plot:
    """Return the figure that stood out and the audience, as they were known then."""
    points = [Point(*each) for each in row.series]
    at = [one.at_ms // 1000 for one in points]
    viewers = [one.viewers for one in points]
    lines: list[dict[str, Any]] = [
        {"name": _("观看（人）"), "values": viewers, "colour": "--chart-1", "axis": "y"}
    ]
    if row.kind == "returns":
        colours = (("orders", "--chart-2"), ("refunds", "--chart-3"))
        lines = [
            {"name": _("半小时%(what)s") % {"what": FIGURES[name]()}, "colour": colour, "axis": "y",
             "values": _grown(points, name)}
            for name, colour in colours
        ]  # fmt: skip
    elif row.figure in TOTALS:
        paces = {later: round(pace, 1) for _from, later, pace in rates(points, row.figure)}
        values = [paces.get(one.at_ms) for one in points]
        name = _("每分钟%(what)s") % {"what": FIGURES[row.figure]()}
        lines.insert(0, {"name": name, "values": values, "colour": "--chart-2", "axis": "z"})
    marked = [int(row.since.timestamp()), int(row.at.timestamp())]
    return {"at": at, "lines": lines, "mark": marked}


def _grown(points: Sequence[Point], name: str) -> list[int | None]:
    """Return by how much a total grew in the half hour before each point."""
    known = [(one.at_ms, value) for one in points if (value := getattr(one, name)) is not None]
    found: list[int | None] = []
    first = 0
    for one in points:
        value = getattr(one, name)
        while known and known[first][0] < one.at_ms - RETURNED_MS:
            first += 1
        found.append(None if value is None else value - known[first][1])
    return found


def anomaly_table(plot: Plot) -> list[list[str]]:
    """Return a plot as rows, the newest first."""
    rows = zip(plot["at"], *(line["values"] for line in plot["lines"]), strict=True)
    return [
        [_moment(at), *("—" if value is None else grouped(round(value)) for value in values)]
        for at, *values in rows
    ][::-1]


def _moment(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, clock.SHANGHAI):%m-%d %H:%M:%S}"


FIGURES = {
    "likes": lambda: _("点赞"),
    "orders": lambda: _("订单"),
    "refunds": lambda: _("退款"),
    "followers": lambda: _("新增关注"),
    "viewers": lambda: _("观看"),
}


def criticism_plot(trend: Sequence[tuple[datetime, Counts]]) -> Plot:
    """Return which share of criticism, and of everything else, was removed over a period.

    Each point is of the last ten together: of one alone hardly anything was said.
    """
    sums = _rolled(trend)

    def percent(counts: Counts, name: str) -> float | None:
        base = counts.critical if name == "ratio" else counts.said - counts.critical
        return round(100 * float(getattr(counts, name)), 1) if base > 0 else None

    return {
        "at": [int(at.timestamp()) for at, _counts in trend],
        "lines": [
            {
                "name": _("不利评价被处置（%）"),
                "values": [percent(counts, "ratio") for counts in sums],
                "colour": "--chart-3",
                "axis": "y",
            },
            {
                "name": _("其他评论被处置（%）"),
                "values": [percent(counts, "other_ratio") for counts in sums],
                "colour": "--chart-1",
                "axis": "y",
            },
        ],
        "percent": True,
    }


def _rolled(trend: Sequence[tuple[datetime, Counts]]) -> list[Counts]:
    found = []
    for place in range(len(trend)):
        total = Counts()
        for _at, counts in trend[max(0, place - ROLLED + 1) : place + 1]:
            total = total.plus(counts)
        found.append(total)
    return found


def criticism_table(trend: Sequence[tuple[datetime, Counts]]) -> list[list[str]]:
    """Return a trend as rows, the newest first; parts in which nothing was said are left out."""
    return [
        [
            _moment(int(at.timestamp()))[:-3],
            grouped(counts.said),
            grouped(counts.critical),
            grouped(counts.hidden),
            grouped(counts.removed),
        ]
        for at, counts in reversed(trend)
        if counts.said or counts.removed
    ]
