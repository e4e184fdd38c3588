"""What an authority is told of a complaint: drafted, reworded, sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import services as people
from complaints import policies, selectors
from complaints.events import ReportDrafted, ReportsMade
from complaints.models import AuthorityReport, Complaint
from complaints.rules import receipts, states
from complaints.selectors import words
from complaints.services import texts, timing
from complaints.services.faulting import told_of
from complaints.services.saying import LONGEST
from complaints.services.stepping import note, step_take
from livecompliance.kernel import clock, events, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from livecompliance.kernel.ids import uuid7

State = AuthorityReport.State


class ReportSent(Conflict):
    """The authority was told: what it was told is not reworded."""

    code = "report_sent"


@transaction.atomic
def report_draft(*, actor: Actor, complaint_id: UUID, authority: str, text: str) -> AuthorityReport:
    """Draft what an authority is told of a complaint, or reword the draft. The same: nothing.

    Raises:
        NotFound; Forbidden: no officer. ReportSent: it was sent.
        Invalid: no such authority, nothing written, or it names somebody.

    Law: M-content-patrol
    """
    policies.require_handle(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    if authority not in AuthorityReport.Authority.values:
        raise Invalid(_("请选择向哪个部门报告。"), field="authority")
    said = texts.written(text, "text", 10, LONGEST)
    if personal.names_somebody(said):
        raise Invalid(_("报告不要写手机号、证件号、银行卡号或邮箱。"), field="text")
    found = AuthorityReport.objects.of(actor).filter(complaint=row, authority=authority).first()
    if found is None:
        step_take(actor, row, states.DRAFT)
        found = AuthorityReport(
            id=uuid7(), tenant_id=row.tenant_id, complaint=row, authority=authority
        )
    elif found.state == State.SENT:
        raise ReportSent(_("已经向这个部门报告，不能再改。"))
    elif selectors.report_body(actor, found) == said:
        return found
    field: Any = AuthorityReport._meta.get_field("body")
    field.put(found, said, people.person_key(actor, row.pk, selectors.KEY), b"")
    found.drafted_by_id, found.drafted_at = actor.user_id, clock.now()
    found.save()
    note(actor, row, "complaints.report_drafted", {"authority": authority})
    events.publish(ReportDrafted(actor, row.pk, found.pk))
    return found


def reports_sent(actor: Actor, row: Complaint) -> None:
    """Note that the authorities were told what was drafted, in the running transaction."""
    drafts = AuthorityReport.objects.of(actor).filter(complaint=row, state=State.DRAFT)
    ids = tuple(drafts.order_by("id").values_list("pk", flat=True))
    drafts.update(state=State.SENT, sent_at=clock.now(), sent_by_id=actor.user_id)
    if ids:
        events.publish(ReportsMade(actor, row.pk, ids))


@transaction.atomic
def report_delivered(*, actor: Actor, report_id: UUID) -> AuthorityReport:
    """Write down that a report has left. Twice is once. With the last one the term is met.

    Raises:
        Forbidden: neither an officer nor the product itself. NotFound: no such report.

    Law: M-content-patrol
    """
    policies.require_sweep(actor)
    found = AuthorityReport.objects.of(actor).filter(pk=report_id).first()
    if found is None:
        raise NotFound(_("没有这份报告。"))
    row = selectors.complaint_get(actor, found.complaint_id, lock=True)
    drafts = AuthorityReport.objects.of(actor).filter(complaint=row, state=State.DRAFT)
    sent = {"state": State.SENT, "sent_at": clock.now(), "sent_by_id": actor.user_id}
    if drafts.filter(pk=report_id).update(**sent) and not drafts.exists():
        timing.clocks_heard(actor, row, timing.REPORTED, "web")
        note(actor, row, "complaints.complaint_reported")
    found.refresh_from_db()
    return found


def report_begun(actor: Actor, row: Complaint) -> str:
    """Return what a report may say: what is known, and nothing that names anybody."""
    number, kind = receipts.shown(row.number), str(words.KINDS[row.kind])
    said = [
        _("投诉编号 %(number)s，类别：%(kind)s，%(at)s 收到。")
        % {"number": number, "kind": kind, "at": _time(row.filed_at)}
    ]
    if row.room is not None:
        told = {"room": row.room.title, "at": _time(told_of(row))}
        said.append(_("涉及直播间“%(room)s”，投诉人所说的时间：%(at)s。") % told)
    became = selectors.became_of(actor, row)
    if row.outcome:
        said.append(_("核查结果：%(outcome)s。") % {"outcome": words.OUTCOMES[row.outcome]})
    if became is not None and (became.measures or became.sanctions):
        done = {"n": len(became.measures), "m": len(became.sanctions)}
        said.append(_("已采取直播措施 %(n)s 项，作出处罚决定 %(m)s 项。") % done)
    return "\n".join(said)


def _time(at: datetime) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
