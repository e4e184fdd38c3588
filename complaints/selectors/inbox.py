"""What officers have in hand: by tab, the clock that ends first in front; what belongs to one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, DateTimeField, Q, Subquery, Value, When
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.managers import TenantQuerySet
from complaints import policies
from complaints.models import Complaint
from complaints.rules import receipts, states
from complaints.rules import terms as rules
from complaints.selectors.complaint import SUBJECT
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from office import selectors as office

OPEN, WAITING, ANSWERED, ALL = "open", "waiting", "answered", "all"
TABS = (OPEN, WAITING, ANSWERED, ALL)
NOBODY = "nobody"
REPORTING = f"complaint_{rules.REPORT}"
INFORMING = f"complaint_{rules.PARTICULARS}"
MOST_ALIKE = 6


@dataclass(frozen=True, slots=True)
class Sought:
    """Which complaints an officer wants to see; what is empty narrows nothing.

    Args:
        assignee: whose, or `nobody`.
        text: a receipt number, or how it begins.
    """

    tab: str = OPEN
    kind: str = ""
    channel: str = ""
    assignee: str = ""
    text: str = ""
    room_id: UUID | None = None
    respondent_id: UUID | None = None


def inbox_list(actor: Actor, sought: Sought) -> TenantQuerySet[Complaint]:
    """Return the complaints of a tab: what must be done next in front, else the newest.

    Raises:
        Forbidden: the actor may not see complaints.
    """
    found = _narrowed(actor, sought).filter(_of_tab(actor, sought.tab))
    found = found.select_related("room", "assignee", "respondent")
    if sought.tab in (OPEN, WAITING):
        return found.order_by(_first_due(actor).asc(nulls_last=True), "id")
    return found.order_by("-id")


def _first_due(actor: Actor) -> Subquery | Least:
    """Return when the first term ends, its own or of what was merged into it: that one's
    complainant waits no longer because it is dealt with here."""
    own, ends = office.nearest_due(actor, SUBJECT), _merged_due(actor)
    if not ends:
        return own
    whens = (When(pk=head, then=Value(at)) for head, at in ends.items())
    return Least(own, Case(*whens, default=None, output_field=DateTimeField()))


def _merged_due(actor: Actor) -> dict[UUID, datetime]:
    """Return, for what others were merged into, when the first of their terms ends."""
    merged = Complaint.objects.of(actor).filter(state=states.MERGED, merged_into__isnull=False)
    rows = merged.annotate(ends=office.nearest_due(actor, SUBJECT))
    found: dict[UUID, datetime] = {}
    for head, at in rows.filter(ends__isnull=False).values_list("merged_into_id", "ends"):
        found[head] = min(at, found.get(head, at))
    return found


def narrowed(actor: Actor, sought: Sought) -> TenantQuerySet[Complaint]:
    """Return the complaints of a tab in no order.

    Raises:
        Forbidden: the actor may not see complaints.
    """
    return _narrowed(actor, sought).filter(_of_tab(actor, sought.tab))


def inbox_counts(actor: Actor, sought: Sought) -> dict[str, int]:
    """Return how many there are in each tab, narrowed as the list is."""
    found = _narrowed(actor, sought)
    return {tab: found.filter(_of_tab(actor, tab)).count() for tab in TABS}


def inbox_open(actor: Actor) -> int:
    """Return how many complaints somebody of the platform must act on."""
    return Complaint.objects.of(actor).filter(_of_tab(actor, OPEN)).count()


def complaint_of_number(actor: Actor, text: str) -> Complaint:
    """Return the complaint with a receipt number, however it was typed.

    Raises:
        Forbidden: the actor may not see complaints. NotFound: there is none such.
    """
    policies.require_see(actor)
    number = _number(text)
    row = Complaint.objects.of(actor).filter(number=number).first()
    if row is None:
        raise NotFound(_("没有编号为“%(number)s”的投诉。") % {"number": text.strip()[:20]})
    return row


def alike(actor: Actor, row: Complaint) -> list[Complaint]:
    """Return other open complaints about the same room or operator, the oldest first."""
    same = Q(pk__in=[])
    if row.room_id:
        same |= Q(room_id=row.room_id)
    if row.respondent_id:
        same |= Q(respondent_id=row.respondent_id)
    found = Complaint.objects.of(actor).filter(same, state__in=states.OPEN).exclude(pk=row.pk)
    return list(found.order_by("id")[:MOST_ALIKE])


def others_count(actor: Actor, row: Complaint) -> int:
    """Return how many other complaints there are about the same operator."""
    if row.respondent_id is None:
        return 0
    found = Complaint.objects.of(actor).filter(respondent_id=row.respondent_id)
    return found.exclude(pk=row.pk).count()


def officers(actor: Actor) -> list[tuple[str, str]]:
    """Return whom a complaint may be given to."""
    found = accounts.membership_list(actor).filter(is_active=True, roles__contains=["officer"])
    return [(str(one.user_id), str(one.user)) for one in found]


def _number(text: str) -> str:
    return receipts.plain(text)[: receipts.NUMBER]


def _of_tab(actor: Actor, tab: str) -> Q:
    if tab == OPEN:  # not done with while an authority, or what a consumer asks to know, waits
        waits = office.subjects_counting(actor, REPORTING, INFORMING)
        return Q(state__in=states.OPEN) | Q(pk__in=waits) & ~Q(state=states.WITHDRAWN)
    if tab == WAITING:
        return Q(state__in=states.OPEN, is_waiting=True)
    return Q(state__in=(states.ANSWERED, states.CLOSED)) if tab == ANSWERED else Q()


def _narrowed(actor: Actor, sought: Sought) -> TenantQuerySet[Complaint]:
    policies.require_see(actor)
    plain = {
        "kind": sought.kind,
        "channel": sought.channel,
        "room_id": sought.room_id,
        "respondent_id": sought.respondent_id,
        "assignee_id": "" if sought.assignee == NOBODY else sought.assignee,
    }
    found = Complaint.objects.of(actor)
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if sought.assignee == NOBODY:
        found = found.filter(assignee=None)
    if sought.text:
        number = _number(sought.text)
        found = found.filter(number__startswith=number) if number else found.none()
    return found
