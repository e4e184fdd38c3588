"""Write a ladder, have another person publish it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid
from sanctions import policies, selectors
from sanctions.models import LadderPolicy
from sanctions.rules.ladder import Ladder, faults
from sanctions.services.texts import plain

LATEST_DAYS = 366
State = LadderPolicy.State


class OwnLadder(Forbidden):
    """Whoever wrote a ladder does not publish it."""

    code = "own_ladder"


class NoDraft(Conflict):
    """It was published or discarded: nothing of it can be changed any more."""

    code = "no_draft"


class LadderFaulty(Invalid):
    """The ladder cannot hold; `faults` says everything that is wrong with it."""

    code = "ladder_faulty"


@dataclass(frozen=True, slots=True)
class Draft:
    """A ladder that somebody wants: what it says, from when on, and why."""

    body: Mapping[str, Any]
    effective_from: date
    note: str


@transaction.atomic
def ladder_draft(*, actor: Actor, draft: Draft, ladder_id: UUID | None = None) -> LadderPolicy:
    """Keep a draft, a new one or another wording of one; whoever changes it becomes its author.

    Raises:
        Forbidden: only officers may. NotFound, NoDraft: no such draft.
        LadderFaulty: it cannot hold. Invalid: no note, or a first day past or after a year.

    Law: M-account-sanctions, O117-measures
    """
    author = policies.require_person(actor)
    ladder = _sense(draft)
    row = _draft_of(actor, ladder_id) if ladder_id else LadderPolicy(tenant_id=actor.tenant_id)
    row.body, row.effective_from = ladder.kept(), draft.effective_from
    row.note = plain(draft.note, "note", 2, 200)
    row.author_id, row.changed_at = author, clock.now()
    row.save()
    _note(actor, row, "sanctions.ladder_drafted")
    return row


def _draft_of(actor: Actor, ladder_id: UUID) -> LadderPolicy:
    row = selectors.ladder_get(actor, ladder_id, lock=True)
    if row.state != State.DRAFT:
        raise NoDraft(_("这一版已经发布或作废，不能再改；请另写一版。"))
    return row


def _sense(draft: Draft) -> Ladder:
    today = clock.today()
    if not today <= draft.effective_from <= today + timedelta(days=LATEST_DAYS):
        raise Invalid(_("生效日期须在今天至一年之内。"), field="effective_from")
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
    return ladder


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
    if row.author_id == publisher:
        raise OwnLadder(_("处罚阶梯须由撰写人以外的另一名合规专员发布。"))
    _sense(Draft(row.body, row.effective_from, row.note))
    last = LadderPolicy.objects.of(actor).aggregate(last=Max("version"))["last"] or 0
    row.version, row.state = last + 1, State.PUBLISHED
    row.publisher_id, row.published_at = publisher, clock.now()
    row.save()
    _note(actor, row, "sanctions.ladder_published")
    return row


@transaction.atomic
def ladder_discard(*, actor: Actor, ladder_id: UUID) -> LadderPolicy:
    """Throw a draft away. It stays in the record, not on the page.

    Raises:
        Forbidden: only officers may. NotFound, NoDraft: no such draft.
    """
    policies.require_person(actor)
    row = _draft_of(actor, ladder_id)
    row.state = State.DISCARDED
    row.save(update_fields=["state"])
    _note(actor, row, "sanctions.ladder_discarded")
    return row


def _note(actor: Actor, row: LadderPolicy, action: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("ladder", row.pk),
        clause="O117-measures",
        after=row.body,
        data={"from": row.effective_from.isoformat(), "version": row.version or 0},
    )
