"""Figures as pages read them: numbers in words, bars and columns as places in a drawing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.rules import figures as rules
from complaints.rules.figures import ALL, Tally
from complaints.selectors import words
from complaints.selectors.figures import MERGED, OPEN, TERMS, WITHDRAWN, Point

WIDE, HIGH = 240, 80
FATES = words.OUTCOMES | {
    OPEN: gettext_lazy("处理中"),
    MERGED: gettext_lazy("与同类投诉一并处理"),
    WITHDRAWN: gettext_lazy("投诉人已撤回"),
}
DAY_S = 86_400


def line(name: object, one: Tally) -> dict[str, Any]:
    """Return one line of a table, with its bar."""
    return {
        "name": name,
        "one": one,
        "share": rules.share(one),
        "median": long(one.median_s),
        "p90": long(one.p90_s),
        "bar": _bar(one),
    }


def _bar(one: Tally) -> list[dict[str, Any]]:
    """Return the parts of a bar of a hundred, in time in front: they fill it exactly."""
    counts = (
        ("ok", one.in_time),
        ("act", one.breached),
        ("open", one.open),
        ("ended", one.ended),
    )
    parts, start = [], 0
    for tone, count in counts:
        end = start + count
        if count:
            x, right = (round(100 * at / one.number, 3) for at in (start, end))
            parts.append({"tone": tone, "x": x, "width": round(right - x, 3)})
        start = end
    return parts


def long(seconds: int | None) -> str:
    """Say how long something took: in hours to a tenth, from two days on in days."""
    if seconds is None:
        return "—"
    if seconds >= 2 * DAY_S:
        tenths = -(-seconds * 10 // DAY_S)
        return _("%(days)s 天") % {"days": f"{tenths // 10}.{tenths % 10}"}
    return _("%(hours)s 小时") % {"hours": rules.hours(seconds)}


def fates(numbers: Mapping[str, int | None]) -> list[tuple[object, int | None]]:
    """Return what became of complaints, in words; what there was none of is left out."""
    return [(FATES[name], numbers[name]) for name in FATES if numbers.get(name, 0) != 0]


def months(points: Sequence[Point]) -> dict[str, Any]:
    """Return columns for twelve months: how many were decided, and of them late, in the unit of
    the highest; the share in time in words."""
    most = max((one.kept + one.late for one in points), default=0)
    step = WIDE / max(1, len(points))
    columns = []
    for place, one in enumerate(points):
        decided = one.kept + one.late
        high, late = (round(HIGH * count / most, 2) if most else 0 for count in (decided, one.late))
        share = rules.share(Tally(in_time=one.kept, late=one.late))
        columns.append(
            {
                "month": one.month,
                "kept": one.kept,
                "late": one.late,
                "decided": decided,
                "share": share,
                "x": round(place * step + step * 0.18, 2),
                "width": round(step * 0.64, 2),
                "y": round(HIGH - high, 2),
                "high": high,
                "late_y": round(HIGH - late, 2),
                "late_high": late,
            }
        )
    said = trend_said(points)
    return {"columns": columns, "most": most, "wide": WIDE, "tall": HIGH, "said": said}


def trend_said(points: Sequence[Point]) -> str:
    """Return what twelve months show, in one line: how much went in time, and the worst month."""
    decided = [one for one in points if one.kept + one.late]
    kept, late = (sum(getattr(one, name) for one in decided) for name in ("kept", "late"))
    if not late:
        return str(_("近十二个月全部按时") if kept else _("近十二个月"))
    worst = min(decided, key=lambda one: one.kept / (one.kept + one.late))
    return _("近十二个月 %(share)s%% 按时；%(month)s 最低，%(low)s%%") % {
        "share": rules.share(Tally(in_time=kept, late=late)),
        "month": f"{worst.month:%Y-%m}",
        "low": rules.share(Tally(in_time=worst.kept, late=worst.late)),
    }


def report(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what everybody is told, in the language of the page."""
    return {
        "period": body["period"],
        "first": body["first"],
        "after": body["after"],
        "as_of": body["as_of"],
        "least": body["least"],
        "filed": body["filed"],
        "fates": fates(body["fates"]),
        "terms": [
            (words.TERMS[term], [_told(one) for one in body["terms"][term]])
            for term in TERMS
            if term in body["terms"]
        ],
    }


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    share = float(row["share"]) if row["share"] else row["band"]
    return dict(row) | {
        "name": _kinds(row["kinds"]),
        "is_whole": list(row["kinds"]) == [ALL],
        "width": share if share is not None else 0,
        "up_to": None if row["band"] is None else row["band"] + 10,
    }


def _kinds(kinds: Sequence[str]) -> str:
    if list(kinds) == [ALL]:
        return _("合计")
    return _("、").join(str(words.KINDS[one]) for one in kinds)
