"""Write a tier policy, have another person publish it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden, Invalid
from office import services as office
from office.services import Draft
from tiers import policies, selectors
from tiers.models import Standing, TierPolicy
from tiers.rules import grading as rules
from tiers.services.standing import follow_soon, tier_lock

LONGEST = 200


class OwnPolicy(office.OwnVersion):
    """Whoever wrote a policy does not publish it."""


class PolicyFaulty(Invalid):
    """The policy cannot hold; `faults` says everything that is wrong with it."""

    code = "policy_faulty"


@transaction.atomic
def policy_draft(*, actor: Actor, draft: Draft, policy_id: UUID | None = None) -> TierPolicy:
    """Keep a draft, a new one or another wording of one; whoever changes it becomes its author.

    Raises:
        Forbidden: only officers may.
        NotFound, NoDraft: no such draft.
        PolicyFaulty: it cannot hold; with everything that is wrong.
        Invalid: a first day in the past or after a year, a note that names somebody.

    Law: M-tiering, O117-tiering
    """
    policies.require_grade(actor)
    author = _person(actor)
    sound = _sense(draft)
    row = _draft_of(actor, policy_id) if policy_id else TierPolicy(tenant_id=actor.tenant_id)
    office.version_keep(row, sound, author)
    _note(actor, row, "tiers.policy_drafted")
    return row


def _person(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise Forbidden(_("只有合规专员可以调整分级、策略和专人安排。"))
    return actor.user_id


def _draft_of(actor: Actor, policy_id: UUID) -> TierPolicy:
    return office.draft_require(selectors.policy_get(actor, policy_id, lock=True))


def _sense(draft: Draft) -> Draft:
    note = " ".join(draft.note.split())
    if len(note) > LONGEST or personal.names_somebody(note):
        raise Invalid(
            _("说明最多 200 个字，且不要写证件号、手机号、银行卡号或邮箱。"), field="note"
        )
    office.first_day_require(draft.effective_from)
    grading = grading_of(draft.body, draft.effective_from)
    return Draft(grading.kept(), draft.effective_from, note)


def grading_of(body: Mapping[str, Any], on: date) -> rules.Grading:
    """Return a policy that can hold from a day on.

    Raises:
        PolicyFaulty: it cannot; with everything that is wrong.
    """
    lawful = selectors.dimensions_of_law(on)
    try:
        grading = rules.Grading.of(body)
    except (msgspec.ValidationError, TypeError, ValueError):
        raise PolicyFaulty(_("分级策略的格式不对。"), faults=[]) from None
    found = rules.faults(grading, lawful)
    if found:
        missing = [lawful[one.at] for one in found if one.code == "not_looked_at"]
        raise PolicyFaulty(
            _("分级策略还不能使用，请改正标出的地方。"),
            law=missing[0] if missing else None,
            faults=[{"code": one.code, "at": one.at} for one in found],
        )
    return grading


@transaction.atomic
def policy_publish(*, actor: Actor, policy_id: UUID) -> TierPolicy:
    """Publish a draft that somebody else wrote: from its first day on it decides.

    Raises:
        Forbidden: only officers may.
        OwnPolicy: the actor wrote it.
        NotFound, NoDraft: no such draft.
        PolicyFaulty, Invalid: it cannot hold any more: its first day is past, the law changed.

    Law: M-tiering, O117-tiering
    """
    policies.require_grade(actor)
    publisher = _person(actor)
    tier_lock(actor)
    row = _draft_of(actor, policy_id)
    _sense(Draft(row.body, row.effective_from, row.note))
    office.version_publish(actor, row, publisher, OwnPolicy)
    _note(actor, row, "tiers.policy_published")
    if row.effective_from <= clock.today():
        Standing.objects.of(actor).filter(until__isnull=True).update(is_due=True)
        follow_soon(actor)
    return row


@transaction.atomic
def policy_discard(*, actor: Actor, policy_id: UUID) -> TierPolicy:
    """Throw a draft away. It stays in the record, not on the page.

    Raises:
        Forbidden: only officers may.
        NotFound, NoDraft: no such draft.
    """
    policies.require_grade(actor)
    row = office.version_discard(_draft_of(actor, policy_id))
    _note(actor, row, "tiers.policy_discarded")
    return row


def _note(actor: Actor, row: TierPolicy, action: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("tier_policy", row.pk),
        clause="M-tiering",
        after=row.body,
        data=office.version_told(row),
    )
