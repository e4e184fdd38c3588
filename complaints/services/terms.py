"""Write the terms for complaints, have another person publish them; never slower than law."""

from datetime import date
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from complaints import policies, selectors
from complaints.models import ComplaintTerms
from complaints.rules.terms import PARTICULARS, Promise, faults
from complaints.services.timing import clock_policy
from ledger import services as record
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from office import services as office
from office.rules.days import first_instant
from office.services import Draft
from office.services.clock import policy_lawful

LONGEST = 200


class OwnTerms(office.OwnVersion):
    """Whoever wrote the terms does not publish them."""

    code = "own_terms"


class TermsFaulty(Invalid):
    """The terms cannot hold; `faults` says everything that is wrong with them."""

    code = "terms_faulty"


class TermsLaxer(TermsFaulty):
    """A term may end later than the law's own."""

    code = "laxer_than_law"


@transaction.atomic
def terms_draft(*, actor: Actor, draft: Draft, terms_id: UUID | None = None) -> ComplaintTerms:
    """Keep a draft, a new one or another wording of one; whoever changes it becomes its author.

    Raises:
        Forbidden: only officers may. NotFound, NoDraft: no such draft.
        TermsLaxer: a term is slower than the law allows, with the clause.
        TermsFaulty: they cannot hold. Invalid: no note, or a first day past or after a year.

    Law: M-complaints, O117-complaints, PIS-requests
    """
    author = policies.require_handle(actor)
    sound = _sense(draft)
    row = _draft_of(actor, terms_id) if terms_id else ComplaintTerms(tenant_id=actor.tenant_id)
    office.version_keep(row, sound, author)
    _note(actor, row, "complaints.terms_drafted")
    return row


def _draft_of(actor: Actor, terms_id: UUID) -> ComplaintTerms:
    return office.draft_require(selectors.terms_get(actor, terms_id, lock=True))


def _sense(draft: Draft) -> Draft:
    said = " ".join(draft.note.split())
    if not 2 <= len(said) <= LONGEST or personal.names_somebody(said):
        raise Invalid(
            _("请用 2 至 200 个字说明改了什么，不要写证件号、手机号或邮箱。"), field="note"
        )
    office.first_day_require(draft.effective_from)
    try:
        promise = Promise.of(draft.body)
    except (msgspec.ValidationError, TypeError, ValueError):
        raise TermsFaulty(_("投诉处理期限的格式不对。"), faults=[]) from None
    found = [{"code": one.code, "at": one.at} for one in faults(promise)]
    if found:
        raise TermsFaulty(_("投诉处理期限还不能使用，请改正标出的地方。"), faults=found)
    lawful_require(promise, draft.effective_from)
    return Draft(promise.kept(), draft.effective_from, said)


def lawful_require(promise: Promise, on: date) -> None:
    """Refuse terms that may end later than the law's own, as it stands on a day.

    Raises:
        TermsLaxer: with every such term, and the clause of the first.
        TermsFaulty: amounts that no calendar counts.

    Law: PIS-requests
    """
    slow, odd, clause = [], [], ""
    at = max(first_instant(on), clock.now()) if on == clock.today() else first_instant(on)
    each = [*promise.each(), (PARTICULARS, PARTICULARS, promise.particulars)]
    for kind, name, span in each:
        try:
            policy_lawful(clock_policy(kind, name, span, promise.escalate_to), at)
        except office.LaxerThanLaw as refusal:
            slow.append({"code": "laxer", "at": f"{kind}.{name}"})
            clause = clause or refusal.law or ""
        except Invalid:
            odd.append({"code": "amount", "at": f"{kind}.{name}"})
    if slow:
        raise TermsLaxer(
            _("期限不能比法律规定的长。"), law=clause, faults=[*slow, *odd], field=slow[0]["at"]
        )
    if odd:
        raise TermsFaulty(_("投诉处理期限还不能使用，请改正标出的地方。"), faults=odd)


@transaction.atomic
def terms_publish(*, actor: Actor, terms_id: UUID) -> ComplaintTerms:
    """Publish terms that somebody else wrote: from their first day on they are promised.

    Complaints whose clocks run keep what they were promised.

    Raises:
        Forbidden: only officers may. OwnTerms: the actor wrote them. NotFound, NoDraft.
        TermsLaxer, TermsFaulty, Invalid: they cannot hold any more.

    Law: M-complaints, O117-complaints
    """
    publisher = policies.require_handle(actor)
    row = _draft_of(actor, terms_id)
    _sense(Draft(row.body, row.effective_from, row.note))
    office.version_publish(actor, row, publisher, OwnTerms)
    _note(actor, row, "complaints.terms_published")
    return row


@transaction.atomic
def terms_discard(*, actor: Actor, terms_id: UUID) -> ComplaintTerms:
    """Throw a draft away. It stays in the record, not on the page.

    Raises:
        Forbidden: only officers may. NotFound, NoDraft: no such draft.
    """
    policies.require_handle(actor)
    row = office.version_discard(_draft_of(actor, terms_id))
    _note(actor, row, "complaints.terms_discarded")
    return row


def _note(actor: Actor, row: ComplaintTerms, action: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("complaint_terms", row.pk),
        clause="O117-complaints",
        after=row.body,
        data=office.version_told(row),
    )
