"""Write down what the tenant chooses about taxes; have another person publish it."""

from datetime import date
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from office import services as office
from office.services import Draft
from tax import policies
from tax.models import TaxChoice
from tax.rules.choices import Choices, Policy, faults
from tax.selectors.choice import choice_get, choices_in_force

SUBJECT, CLAUSE, MOST_NOTE = "tax_choice", "A16-cumulative", 200


class OwnChoice(office.OwnVersion):
    """Whoever wrote a version does not publish it."""

    code = "own_tax_choice"


class ChoiceFaulty(Invalid):
    """A choice cannot hold; `faults` says everything that is wrong with it."""

    code = "tax_choice_faulty"


@transaction.atomic
def choice_draft(*, actor: Actor, draft: Draft, choice_id: UUID | None = None) -> TaxChoice:
    """Keep a draft, a new one or another wording of one; whoever changes it becomes its author.

    Raises:
        Forbidden: only officers may. NotFound, NoDraft: no such draft.
        ChoiceFaulty: it cannot hold. Invalid: no note, or a first day past or after a year.

    Law: A16-cumulative, A16-months
    """
    author = policies.require_settle(actor)
    sound = _sense(draft)
    row = _draft_of(actor, choice_id) if choice_id else TaxChoice(tenant_id=actor.tenant_id)
    office.version_keep(row, sound, author)
    _note(actor, row, "tax.choice_drafted")
    return row


def _draft_of(actor: Actor, choice_id: UUID) -> TaxChoice:
    return office.draft_require(choice_get(actor, choice_id, lock=True))


def _sense(draft: Draft) -> Draft:
    office.first_day_require(draft.effective_from)
    try:
        choices = Choices.of(draft.body)
    except msgspec.ValidationError:
        raise ChoiceFaulty(_("有一项不在可选值中。"), faults=[]) from None
    if found := faults(choices):
        told = [{"code": "out_of_range", "at": name} for name in found]
        raise ChoiceFaulty(_("这些数字超出范围，请改正。"), faults=told)
    note = " ".join(draft.note.split())
    if not 2 <= len(note) <= MOST_NOTE or "\0" in note:
        raise Invalid(_("请写明为什么这样选择，二至二百字。"), field="note")
    return Draft(choices.kept(), draft.effective_from, note)


@transaction.atomic
def choice_publish(*, actor: Actor, choice_id: UUID) -> TaxChoice:
    """Publish a version that somebody else wrote: months that begin from its day on follow it.

    Raises:
        Forbidden: only officers may. OwnChoice: the actor wrote it. NotFound, NoDraft.
        ChoiceFaulty, Invalid: it cannot hold any more.

    Law: A16-cumulative, A16-months
    """
    publisher = policies.require_settle(actor)
    row = _draft_of(actor, choice_id)
    _sense(Draft(row.body, row.effective_from, row.note))
    office.version_publish(actor, row, publisher, OwnChoice)
    _note(actor, row, "tax.choice_published")
    return row


@transaction.atomic
def choice_discard(*, actor: Actor, choice_id: UUID) -> TaxChoice:
    """Throw a draft away. It stays in the record, not on the page.

    Raises:
        Forbidden: only officers may. NotFound, NoDraft: no such draft.
    """
    policies.require_settle(actor)
    row = office.version_discard(_draft_of(actor, choice_id))
    _note(actor, row, "tax.choice_discarded")
    return row


def withholding_of(actor: Actor, first: date) -> Policy:
    """Return how the tenant withholds in a month, as its run keeps it."""
    held = choices_in_force(actor, first)
    named = f"{held.version}" if held.row else "default"
    return msgspec.structs.replace(held.body.withholding, version=named)


def _note(actor: Actor, row: TaxChoice, action: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=(SUBJECT, row.pk),
        clause=CLAUSE,
        after=row.body,
        data=office.version_told(row),
    )
