"""Write a ladder, have another person publish it."""

from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from office import services as office
from office.services import Draft
from sanctions import policies, selectors
from sanctions.models import LadderPolicy
from sanctions.rules.ladder import Ladder, faults
from sanctions.services.texts import plain


class OwnLadder(office.OwnVersion):
    """Whoever wrote a ladder does not publish it."""

    code = "own_ladder"


class LadderFaulty(Invalid):
    """The ladder cannot hold; `faults` says everything that is wrong with it."""

    code = "ladder_faulty"


@transaction.atomic
def ladder_draft(*, actor: Actor, draft: Draft, ladder_id: UUID | None = None) -> LadderPolicy:
    """Keep a draft, a new one or another wording of one; whoever changes it becomes its author.

    Raises:
        Forbidden: only officers may. NotFound, NoDraft: no such draft.
        LadderFaulty: it cannot hold. Invalid: no note, or a first day past or after a year.

    Law: M-account-sanctions, O117-measures
    """
    author = policies.require_person(actor)
    sound = _sense(draft)
    row = _draft_of(actor, ladder_id) if ladder_id else LadderPolicy(tenant_id=actor.tenant_id)
    office.version_keep(row, sound, author)
    _note(actor, row, "sanctions.ladder_drafted")
    return row


def _draft_of(actor: Actor, ladder_id: UUID) -> LadderPolicy:
    return office.draft_require(selectors.ladder_get(actor, ladder_id, lock=True))


def _sense(draft: Draft) -> Draft:
    office.first_day_require(draft.effective_from)
    try:
        ladder = Ladder.of(draft.body)
    except (msgspec.ValidationError, TypeError, ValueError):
        raise LadderFaulty(_("处罚阶梯的格式不对。"), faults=[]) from None
    found = faults(ladder, frozenset(law.register(draft.effective_from)))
    if found:
        raise LadderFaulty(
            _("处罚阶梯还不能使用，请改正标出的地方。"),
            faults=[{"code": one.code, "at": one.at} for one in found],
        )
    return Draft(ladder.kept(), draft.effective_from, plain(draft.note, "note", 2, 200))


@transaction.atomic
def ladder_publish(*, actor: Actor, ladder_id: UUID) -> LadderPolicy:
    """Publish a ladder that somebody else wrote: from its first day on it decides.

    Raises:
        Forbidden: only officers may. OwnLadder: the actor wrote it. NotFound, NoDraft.
        LadderFaulty, Invalid: it cannot hold any more.

    Law: M-account-sanctions, O117-measures
    """
    publisher = policies.require_person(actor)
    row = _draft_of(actor, ladder_id)
    _sense(Draft(row.body, row.effective_from, row.note))
    office.version_publish(actor, row, publisher, OwnLadder)
    _note(actor, row, "sanctions.ladder_published")
    return row


@transaction.atomic
def ladder_discard(*, actor: Actor, ladder_id: UUID) -> LadderPolicy:
    """Throw a draft away. It stays in the record, not on the page.

    Raises:
        Forbidden: only officers may. NotFound, NoDraft: no such draft.
    """
    policies.require_person(actor)
    row = office.version_discard(_draft_of(actor, ladder_id))
    _note(actor, row, "sanctions.ladder_discarded")
    return row


def _note(actor: Actor, row: LadderPolicy, action: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("ladder", row.pk),
        clause="O117-measures",
        after=row.body,
        data=office.version_told(row),
    )
