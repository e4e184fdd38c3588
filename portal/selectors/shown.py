"""Rows as pages of the portal read them: in words, with clauses cited."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from moderation.models import Measure
from oversight.selectors import Addressed
from oversight.selectors.words import ABOUTS
from portal.selectors import words
from rooms.selectors.supervised import sessions_named

KEPT = timedelta(days=30)  # as long as a package lies ready


class Taken(NamedTuple):
    """One measure on air."""

    row: Measure
    name: Any
    clause: str
    reason: str
    state: str
    tone: str


class Ready(NamedTuple):
    """One package that lies ready."""

    row: Addressed
    about: Any
    until: datetime | None
    is_ready: bool
    room: str = ""
    started_at: datetime | None = None


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def cited(clause_id: str) -> str:
    """Return where a clause stands, in the language of the moment; "" for none."""
    if not clause_id:
        return ""
    try:
        return law.citation(law.clause(clause_id), "en" if is_english() else "zh")
    except law.LawError:
        return clause_id


def measure_shown(row: Measure) -> Taken:
    """Return a measure in words."""
    reason = row.reason_en if is_english() and row.reason_en else row.reason_zh
    return Taken(
        row, words.MEASURES.get(row.kind, row.kind), cited(row.clause), reason, *_stands(row)
    )


def _stands(row: Measure) -> tuple[str, str]:
    if row.withdrawn_at is not None:
        return _("已撤回"), ""
    if row.executed_at is not None:
        return _("已执行"), "ok"
    if row.acknowledged_at is not None:
        return _("主播已确认"), "ok"
    return (_("已送达"), "info") if row.delivered_at is not None else (_("已发出"), "watch")


def package_shown(row: Addressed) -> Ready:
    """Return a package in words."""
    until = row.made_at + KEPT if row.made_at is not None else None
    return Ready(row, ABOUTS[row.about], until, until is not None and clock.now() < until)


def packages_shown(actor: Actor, rows: Iterable[Addressed]) -> list[Ready]:
    """Return packages in words; of broadcasts, the room and when it began: the package says so."""
    found = [package_shown(one) for one in rows]
    sessions = sessions_named(actor, [one.row.ref for one in found if one.row.about == "session"])
    return [
        one._replace(room=on_air.room.title, started_at=on_air.started_at)
        if (on_air := sessions.get(one.row.ref))
        else one
        for one in found
    ]
