"""Ask what a complaint became, and from which complaint something came."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints import policies
from complaints.models import AuthorityReport, Case, Complaint
from complaints.selectors.names import complaint_name
from complaints.selectors.reading import keys_of, opened
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from moderation import selectors as moderation
from moderation.models import Dismissal, Measure
from moderation.selectors.origin import Origin
from review import selectors as review
from review.models import Item
from sanctions import selectors as sanctions
from sanctions.models import Sanction


class Became(NamedTuple):
    """What a complaint became: its case, what was decided there, what rests on it."""

    case: Case
    item: Item | None
    measures: list[Measure]
    sanctions: list[Sanction]
    dismissal: Dismissal | None


def case_of(actor: Actor, complaint: Complaint) -> Case | None:
    """Return the case that a complaint became."""
    found = Case.objects.of(actor).filter(complaint=complaint)
    return found.select_related("finding", "opened_by").first()


def became_of(actor: Actor, complaint: Complaint) -> Became | None:
    """Return what a complaint became, with what followed."""
    case = case_of(actor, complaint)
    if case is None:
        return None
    return Became(
        case,
        review.item_of(actor, case.finding_id),
        moderation.measures_on(actor, [case.finding_id]),
        sanctions.sanctions_on(actor, [case.finding_id]),
        moderation.dismissal_find(actor, case.finding),
    )


def reports_of(actor: Actor, complaint: Complaint) -> list[AuthorityReport]:
    """Return what authorities were told of a complaint, or are to be."""
    found = AuthorityReport.objects.of(actor).filter(complaint=complaint)
    return list(found.select_related("drafted_by", "sent_by", "complaint").order_by("id"))


def report_get(actor: Actor, report_id: UUID) -> AuthorityReport:
    """Return one report on a complaint.

    Raises:
        NotFound: no such report here.
    """
    found = AuthorityReport.objects.of(actor).filter(pk=report_id)
    row = found.select_related("complaint").first()
    if row is None:
        raise NotFound(_("没有这份报告。"))
    return row


def reports_about(actor: Actor, complaint_ids: Collection[UUID]) -> list[UUID]:
    """Return the ids of what authorities were told of some complaints, for whoever keeps them."""
    found = AuthorityReport.objects.of(actor).filter(complaint__in=list(complaint_ids))
    return list(found.values_list("pk", flat=True))


def report_body(actor: Actor, report: AuthorityReport) -> str:
    """Return what a report says, in clear."""
    key = keys_of(actor, [report.complaint]).get(report.complaint_id)
    return opened(report, "body", key)


def origins(actor: Actor, finding_ids: Collection[UUID]) -> dict[UUID, Origin]:
    """Return by finding the complaint it came from, for whoever may see complaints."""
    if not policies.can_see(actor):
        return {}
    found = Case.objects.of(actor).filter(finding__in=finding_ids).select_related("complaint")
    return {
        one.finding_id: Origin(
            complaint_name(one.complaint), reverse("complaint", args=[one.complaint_id])
        )
        for one in found
    }
