"""Draw up what everybody is told of how complaints were dealt with; another person publishes it."""

from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from complaints import policies
from complaints.models import ComplaintFigures
from complaints.rules import disclosure
from complaints.rules.periods import QUARTER, period_of
from complaints.rules.terms import ACKNOWLEDGE, ACT, FEED_BACK, KINDS
from complaints.selectors import figures as selectors
from complaints.selectors.figures import Figures
from ledger import services as record
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from office import services as office
from office.services import Draft

PUBLIC = (ACKNOWLEDGE, ACT, FEED_BACK)
LONGEST = 200


class OwnFigures(office.OwnVersion):
    """Whoever drew a report up does not publish it."""

    code = "own_figures"


class QuarterOpen(Conflict):
    """The quarter is not over: its figures are not what they will be."""

    code = "quarter_open"


@transaction.atomic
def figures_draft(*, actor: Actor, period: str, note: str) -> ComplaintFigures:
    """Draw up the report of a quarter that is over, as its figures stand now.

    Only quarters are published: months beside them would tell what a quarter leaves out.

    Raises:
        Forbidden: only officers may. Invalid: no quarter, no note or one that names somebody.
        QuarterOpen: it is not over yet.

    Law: M-complaints, O117-complaints
    """
    author = policies.require_handle(actor)
    asked = period_of(period)
    if asked is None or asked.kind != QUARTER:
        raise Invalid(_("请选择一个季度。"), field="period")
    if asked.after > clock.today():
        raise QuarterOpen(_("这个季度还没有结束。"))
    said = " ".join(note.split())
    if not 2 <= len(said) <= LONGEST or personal.names_somebody(said):
        raise Invalid(_("请用 2 至 200 个字说明，不要写证件号、手机号或邮箱。"), field="note")
    body = body_of(selectors.figures_of(actor, asked))
    row = ComplaintFigures(tenant_id=actor.tenant_id, period=asked.code)
    office.version_keep(row, Draft(body, clock.today(), said), author)
    _note(actor, row, "complaints.figures_drafted")
    return row


def body_of(found: Figures) -> dict[str, Any]:
    """Return what everybody is told of figures. Pure."""
    return {
        "period": found.period.code,
        "first": found.period.first.isoformat(),
        "after": found.period.after.isoformat(),
        "as_of": found.as_of.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
        "least": disclosure.LEAST,
        "filed": sum(found.filed.values()) if _is_told(found) else None,
        "fates": disclosure.counts(found.fates) if _is_told(found) else {},
        "terms": {
            term: [
                msgspec.to_builtins(row)
                for row in disclosure.table(
                    [one for one in found.spells if one.term == term], KINDS
                )
            ]
            for term in PUBLIC
        },
    }


def _is_told(found: Figures) -> bool:
    filed = sum(found.filed.values())
    return filed == 0 or filed >= disclosure.LEAST


@transaction.atomic
def figures_publish(*, actor: Actor, figures_id: UUID) -> ComplaintFigures:
    """Publish a report that somebody else drew up, word for word as it stands in the draft.

    Raises:
        Forbidden: only officers may. OwnFigures: the actor drew it up. NotFound, NoDraft.

    Law: M-complaints, O117-complaints
    """
    publisher = policies.require_handle(actor)
    row = office.draft_require(selectors.report_get(actor, figures_id, lock=True))
    office.version_publish(actor, row, publisher, OwnFigures)
    _note(actor, row, "complaints.figures_published")
    return row


@transaction.atomic
def figures_discard(*, actor: Actor, figures_id: UUID) -> ComplaintFigures:
    """Throw a draft away. It stays in the record, not on the page.

    Raises:
        Forbidden: only officers may. NotFound, NoDraft: no such draft.
    """
    policies.require_handle(actor)
    row = office.draft_require(selectors.report_get(actor, figures_id, lock=True))
    office.version_discard(row)
    _note(actor, row, "complaints.figures_discarded")
    return row


def _note(actor: Actor, row: ComplaintFigures, action: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("complaint_figures", row.pk),
        clause="O117-complaints",
        after=row.body,
        data={"period": row.period, "version": row.version or 0},
    )
