"""What an incident's reports become in the outbox, and how what it concerns is held."""

from datetime import timedelta
from uuid import UUID

from accounts import services as accounts
from filings import selectors as filings
from filings.events import IncidentLinked
from filings.models import Incident, IncidentReport
from filings.rules import incidents as told
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation import selectors as moderation
from oversight.models import Dispatch
from oversight.rules import routing
from oversight.services import noting
from oversight.services.approving import reworded
from oversight.services.drafting import LONGEST_TITLE, Draft, drafted
from rooms import selectors as rooms
from rooms import services as broadcasts

Origin, State = Dispatch.Origin, Dispatch.State
OFFENCE = "offence"
REVIEW = timedelta(days=180)  # when somebody asks whether the evidence must still be held
WHY = "安全事件，依法保存有关记录"
STAGES = {"first": "首次报告", "supplement": "续报", "final": "总结报告"}


def reported(actor: Actor, report_id: UUID) -> None:
    """Draft what is told of an incident, for each matter that it travels under; what has not been
    approved yet says what is known now. The incident's own hours run.

    Law: NIR-report-4h, NIR-report-cii, NIR-police, NDR-flaw-24h, PIPL-breach, CSL-illegal-content
    """
    report = filings.report_get(actor, report_id)
    row = filings.incident_get(actor, report.incident_id)
    facts, text = filings.report_facts(actor, report), filings.report_text(actor, report)
    for matter in told.matters(row.standing):
        draft = Draft(
            key=f"incident:{report.pk}:{matter}",
            origin=Origin.INCIDENT,
            matter=matter,
            title=f"{STAGES[report.stage]}：{row.title}"[:LONGEST_TITLE],
            ref=report.pk,
            clause=_clause(row, report, matter),
            facts=facts,
            text=text,
            is_timed=False,
        )
        for one in drafted(actor, draft):
            _renewed(actor, one, draft)


def _clause(row: Incident, report: IncidentReport, matter: str) -> str:
    """Return what a report is made under: what gives its hours, else what asks for it."""
    if matter == OFFENCE:
        return routing.routes()[matter].clause
    if report.stage == told.FINAL_STAGE:
        return told.FINAL_WITHIN.clause
    bound = told.first_within(row.standing)
    return bound.clause if bound else told.kinds()[row.kind].clause


def _renewed(actor: Actor, one: Dispatch, draft: Draft) -> None:
    if one.state != State.DRAFT:
        return
    if one.facts != draft.facts or one.title != draft.title:
        one.facts, one.title = dict(draft.facts), draft.title
        one.clause = draft.clause
        one.save(update_fields=["facts", "title", "clause"])
        noting.step(actor, one, "edit", "oversight.dispatch_edited")
    reworded(actor, one, draft.text)


def concerns(actor: Actor, event: IncidentLinked) -> None:
    """Hold what an incident concerns, so that no term destroys it; an exercise holds nothing.

    Raises:
        NotFound: no such broadcast, room or finding in the tenant.

    Law: CSL-illegal-content
    """
    kind, ref = event.kind, event.ref
    if kind == "finding":
        kind, ref = "session", moderation.finding_get(actor, ref).session_id
    why = accounts.Why(WHY, clock.today() + REVIEW)
    if kind == "room":
        room = rooms.room_get(actor, ref)
        if not event.is_drill:
            accounts.thing_hold(actor, ("room", str(room.pk)), why)
        return
    rooms.session_get(actor, ref)
    if not event.is_drill:
        try:
            broadcasts.session_hold(actor=actor, session_id=ref, why=why)
        except broadcasts.SessionGone:
            return  # nothing of it is left that could be held
