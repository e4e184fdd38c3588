"""The list of complaints as rows of a table: numbers, states and terms, nothing anybody wrote."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from complaints.models import Complaint
from complaints.rules import receipts
from complaints.selectors import words
from complaints.selectors.complaint import SUBJECT
from complaints.selectors.inbox import Sought, narrowed
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office import selectors as office

IDS = ("room_id", "respondent_id")
CLOCKS = ("complaint_acknowledge", "complaint_act", "complaint_feed_back")


def kept_of(sought: Sought) -> dict[str, str]:
    """Return what was asked for as a job keeps it: words and ids, nothing personal."""
    return {name: str(value) for name, value in asdict(sought).items() if value}


def sought_of(kept: Mapping[str, Any]) -> Sought:
    """Return what a job keeps as what was asked for."""
    given: dict[str, Any] = {
        name: UUID(value) if name in IDS else value for name, value in kept.items()
    }
    return Sought(**given)


def rows_count(actor: Actor, sought: Sought) -> int:
    """Return how many rows a list has."""
    return narrowed(actor, sought).count()


def rows_page(
    actor: Actor, sought: Sought, after: UUID | None, until: datetime, most: int
) -> list[tuple[UUID, tuple[str, ...]]]:
    """Return some rows of a list with the ids of their complaints, the oldest first, behind one.

    Raises:
        Forbidden: the actor may not see complaints.
    """
    found: TenantQuerySet[Complaint] = narrowed(actor, sought).filter(filed_at__lte=until)
    if after is not None:
        found = found.filter(pk__gt=after)
    rows = list(found.select_related("room", "assignee", "respondent").order_by("id")[:most])
    clocks = office.clocks_last(actor, SUBJECT, [one.pk for one in rows], CLOCKS)
    return [(one.pk, _cells(one, clocks[str(one.pk)])) for one in rows]


def heads() -> tuple[str, ...]:
    """Return the heads of the columns, in the language of whoever asks."""
    terms = [str(words.TERMS[one.removeprefix("complaint_")]) for one in CLOCKS]
    due = [_("%(term)s：截止") % {"term": one} for one in terms]
    done = [_("%(term)s：完成") % {"term": one} for one in terms]
    late = [_("%(term)s：超期") % {"term": one} for one in terms]
    each = [head for three in zip(due, done, late, strict=True) for head in three]
    return (
        *(_("投诉编号"), _("类别"), _("状态"), _("处理结果"), _("途径"), _("直播间")),
        *(_("被投诉的运营者"), _("经办人"), _("收到时间"), _("答复时间"), *each),
    )


def _cells(row: Complaint, clocks: Mapping[str, office.Ran]) -> tuple[str, ...]:
    each: list[str] = []
    for kind in CLOCKS:
        one = clocks.get(kind)
        each += [_at(one.due_at), _at(one.ended_at), _late(one.is_late)] if one else ["", "", ""]
    return (
        receipts.shown(row.number),
        str(words.KINDS[row.kind]),
        str(words.STATES[row.state]),
        str(words.OUTCOMES.get(row.outcome, "")),
        str(words.CHANNELS[row.channel]),
        row.room.title if row.room else "",
        row.respondent.public_name if row.respondent else "",
        str(row.assignee or ""),
        _at(row.filed_at),
        _at(row.answered_at),
        *each,
    )


def _at(at: datetime | None) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}" if at else ""


def _late(is_late: bool) -> str:
    return _("是") if is_late else _("否")
