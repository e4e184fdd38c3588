"""Write a tier policy, have another person publish it."""

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
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid
from tiers import policies, selectors
from tiers.models import Standing, TierPolicy
from tiers.rules import grading as rules
from tiers.services.standing import follow_soon, tier_lock

LONGEST, LATEST_DAYS = 200, 366


class OwnPolicy(Forbidden):
    """Whoever wrote a policy does not publish it."""

    code = "own_policy"


class NoDraft(Conflict):
    """It was published or discarded: nothing of it can be changed any more."""

    code = "no_draft"


class PolicyFaulty(Invalid):
    """The policy cannot hold; `faults` says everything that is wrong with it."""

    code = "policy_faulty"


@dataclass(frozen=True, slots=True)
class Draft:
    """A policy that somebody wants: what it says, from when on, and why."""

    body: Mapping[str, Any]
    effective_from: date
    note: str = ""


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
    grading, note = _sense(draft)
    row = _draft_of(actor, policy_id) if policy_id else TierPolicy(tenant_id=actor.tenant_id)
    row.body, row.effective_from, row.note = grading.kept(), draft.effective_from, note
    row.author_id, row.changed_at = author, clock.now()
    row.save()
    _note(actor, row, "tiers.policy_drafted")
    return row


def _person(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise Forbidden(_("只有合规专员可以调整分级、策略和专人安排。"))
    return actor.user_id


def _draft_of(actor: Actor, policy_id: UUID) -> TierPolicy:
    row = selectors.policy_get(actor, policy_id, lock=True)
    if row.state != TierPolicy.State.DRAFT:
        raise NoDraft(_("这一版已经发布或作废，不能再改；请另写一版。"))
    return row


def _sense(draft: Draft) -> tuple[rules.Grading, str]:
    note = " ".join(draft.note.split())
    if len(note) > LONGEST or personal.names_somebody(note):
        raise Invalid(
            _("说明最多 200 个字，且不要写证件号、手机号、银行卡号或邮箱。"), field="note"
        )
    today = clock.today()
    if not today <= draft.effective_from <= today + timedelta(days=LATEST_DAYS):
        raise Invalid(_("生效日期须在今天至一年之内。"), field="effective_from")
    return grading_of(draft.body, draft.effective_from), note


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
    if row.author_id == publisher:
        raise OwnPolicy(_("策略须由撰写人以外的另一名合规专员发布。"))
    _sense(Draft(row.body, row.effective_from, row.note))
    last = TierPolicy.objects.of(actor).aggregate(last=Max("version"))["last"] or 0
    row.version, row.state = last + 1, TierPolicy.State.PUBLISHED
    row.publisher_id, row.published_at = publisher, clock.now()
    row.save()
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
    row = _draft_of(actor, policy_id)
    row.state = TierPolicy.State.DISCARDED
    row.save(update_fields=["state"])
    _note(actor, row, "tiers.policy_discarded")
    return row


def _note(actor: Actor, row: TierPolicy, action: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("tier_policy", row.pk),
        clause="M-tiering",
        after=row.body,
        data={"from": row.effective_from.isoformat(), "version": row.version or 0},
    )
