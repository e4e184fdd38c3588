"""What authorities were told goes when its term is over: the report's words, and its key."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import policies as accounts_policies
from accounts import selectors as held
from accounts import services as accounts
from accounts.managers import TenantQuerySet
from accounts.models import Hold
from complaints import selectors as complaints
from ledger import services as record
from livecompliance.kernel import clock, events, retention
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.clock import SHANGHAI
from livecompliance.kernel.exceptions import Conflict
from office import selectors as clocks
from office.rules.days import months_after
from oversight import policies, selectors
from oversight.models import Dispatch, DispatchStep
from oversight.rules import dispatches as rules
from oversight.selectors.dispatch import KEY, PARTY, SUBJECT

KIND, COMPLAINT = "oversight.dispatches", "complaint"
AT_ONCE = 50
MONTHS = {"month": 1, "year": 12}
Origin = Dispatch.Origin


class Term(NamedTuple):
    """How long reports of some origins are kept: which rule says so, under which clause they go."""

    rule: str
    clause: str
    origins: tuple[str, ...]


# What is told of a complaint is kept as the complaint; everything else as what was decided.
TERMS = (
    Term("R-28", "ECL-records-3y", (Origin.COMPLAINT.value,)),
    Term(
        "R-26",
        "PIPL-erasure",
        tuple(one.value for one in Origin if one != Origin.COMPLAINT),
    ),
)


class ReportGone(Conflict):
    """What somebody wants to hold was destroyed when its term was over."""

    code = "report_gone"


def dispatches_expire(*, actor: Actor, day: date | None = None) -> int:
    """Destroy the words of reports whose term is over, counted from the last that happened to them.

    Nothing goes while somebody must act or a clock runs, while what corrects or withdraws it is
    kept, or a hold lies on it, its party or its complaint. Kind, authority, days, receipt and the
    digest of what was sent stay. Safe to run twice, or to be killed.

    Args:
        day: what was over then; today when not given.

    Returns: how many went.

    Raises:
        Forbidden: anybody but the product itself.

    Law: PIPL-erasure
    """
    policies.require_expire(actor)
    on = day or clock.today()
    return sum(_of_term(actor, term, on) for term in TERMS)


def _of_term(actor: Actor, term: Term, day: date) -> int:
    gone = 0
    while found := _some(actor, term, day):
        gone += found
    return gone


@transaction.atomic
def _some(actor: Actor, term: Term, day: date) -> int:
    found = list(_over(actor, term, day).select_for_update(of=("self",)).order_by("id")[:AT_ONCE])
    for row in found:
        _destroy(actor, row, term.clause)
    if found:
        events.publish(retention.Destroyed(actor, KIND, len(found), term.clause, day))
    return len(found)


def _over(actor: Actor, term: Term, day: date) -> TenantQuerySet[Dispatch]:
    rows = _ended(actor, term, day)
    for kind, refs in _held(actor).items():
        rows = rows.exclude(**{f"{kind}__in": refs})
    return rows


def _ended(actor: Actor, term: Term, day: date) -> TenantQuerySet[Dispatch]:
    """Return the reports whose term is over, held or not."""
    least = retention.rules()[term.rule].least
    first = months_after(day, -least.value * MONTHS[least.unit])
    before = datetime.combine(first, time(), SHANGHAI)
    moved = DispatchStep.objects.of(actor).filter(dispatch=OuterRef("pk"), recorded_at__gte=before)
    kept = Dispatch.objects.of(actor).filter(corrects=OuterRef("pk"), destroyed_at=None)
    rows = Dispatch.objects.of(actor).filter(destroyed_at=None, drafted_at__lt=before)
    rows = rows.filter(origin__in=term.origins, state__in=rules.LEFT | rules.OVER)
    rows = rows.filter(~Exists(moved), ~Exists(kept))
    return rows.exclude(clocks.has_running(actor, SUBJECT))


def _held(actor: Actor) -> dict[str, Sequence[UUID]]:
    """Return what holds lie on, by the field of a report that names it."""
    standing = held.hold_list(actor).filter(subject_kind__in=[SUBJECT, PARTY, COMPLAINT])
    found: dict[str, list[UUID]] = {}
    for kind, ref in standing.values_list("subject_kind", "subject_ref"):
        found.setdefault(kind, []).append(UUID(ref))
    told = complaints.reports_about(actor, found.pop(COMPLAINT, []))
    fields = {"pk": found.get(SUBJECT, []), "party_id": found.get(PARTY, []), "ref": told}
    return {field: refs for field, refs in fields.items() if refs}


def _destroy(actor: Actor, row: Dispatch, clause: str) -> None:
    accounts.person_key_destroy(actor, row.pk, KEY)
    row.destroyed_at = clock.now()
    row.text = row.document = None
    row.title, row.facts = "—", {}
    row.save(update_fields=["destroyed_at", "text", "document", "title", "facts"])
    record.entry_append(
        actor=actor,
        action="oversight.dispatch_destroyed",
        subject=(SUBJECT, row.pk),
        clause=clause,
        data={"matter": row.matter, "body": row.body, "state": row.state, "sha256": row.sha256},
    )


@transaction.atomic
def dispatch_hold(*, actor: Actor, dispatch_id: UUID, why: accounts.Why) -> Hold:
    """Hold what an authority was told. The same wish twice is one hold.

    Raises:
        Forbidden: neither an officer nor the audit administrator. NotFound: no such report.
        ReportGone: it was destroyed. Invalid: no reason, or no sensible day to ask again.
    """
    accounts_policies.require_hold(actor)
    row = selectors.dispatch_get(actor, dispatch_id, lock=True)
    if row.destroyed_at is not None:
        raise ReportGone(_("这份报告已过保存期限，内容已销毁。"))
    return accounts.thing_hold(actor, (SUBJECT, str(row.pk)), why)


def _due(actor: Actor, today: date, until: date) -> retention.Due:
    over = sum(_over(actor, one, today).count() for one in TERMS)
    ended = sum(_ended(actor, one, today).count() for one in TERMS)
    soon = sum(_over(actor, one, until).count() for one in TERMS) - over
    return retention.Due(over, soon, ended - over)


retention.register(
    retention.Kind(
        name=KIND,
        title=gettext_lazy("向主管部门的报告及其经过"),
        rules=("R-26", "R-28"),
        due=_due,
        how=gettext_lazy("销毁每份报告的密钥和原文；回执、日期和摘要保留"),
        page="outbox",
    )
)
