"""Two officers answered one item differently: somebody who audits settles it, in words."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.models import Role
from ledger import services as record
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from moderation import selectors as moderation_asks
from moderation import services as moderation
from office import services as office
from review import policies
from review.models import Item, Remark, Settlement
from review.rules.queue import BREACH
from review.selectors import words

MOST_NOTE, MOST_REMARKS = 400, 20
Right = Settlement.Right


class Settled(Conflict):
    """It was settled otherwise."""

    code = "settled"


def apart_tell(item: Item) -> int:
    """Write to those who audit, and to both officers, that they differ; return to how many.

    The two talk it over (`difference_say`) before somebody settles it.

    Law: M-content-patrol
    """
    product = system_actor(item.tenant_id)
    judges = accounts.membership_list(product).filter(
        roles__contains=[Role.AUDIT_ADMIN], is_active=True
    )
    to = list(judges.values_list("user_id", flat=True))
    sent = _send(item, to, "review_apart", {}) if to else 0
    return sent + _send(item, _both(item), "review_talk", {})


@transaction.atomic
def difference_say(*, actor: Actor, item_id: UUID, text: str) -> Remark:
    """Say to the other officer why one answered so; whoever settles it reads both.

    Raises:
        Forbidden: no officer.
        NotFound: no difference of his own.
        Invalid: nothing said, or too much. Settled: it was settled.

    Law: M-content-patrol
    """
    policies.require_work(actor)
    item = _difference(actor, item_id)
    mine = cast(UUID, actor.user_id)  # policy: a person
    if Settlement.objects.of(actor).filter(item=item).exists():
        raise Settled(_("这项分歧已经裁定。"))
    if mine not in _both(item):
        raise NotFound(_("没有这项分歧。"))
    said = " ".join(text.split())
    if not 2 <= len(said) <= MOST_NOTE or personal.names_somebody(said):
        raise Invalid(
            _("请用 2–400 个字说明，不要写证件号、手机号、银行卡号或邮箱。"), field="text"
        )
    if item.remarks.count() >= MOST_REMARKS:
        raise Invalid(_("已说得够多，请等待裁定。"), field="text")
    row = Remark.objects.create(
        tenant_id=actor.tenant_id, item=item, text=said, said_by_id=mine, said_at=clock.now()
    )
    record.entry_append(
        actor=actor,
        action="review.difference_discussed",
        subject=("review_item", item.pk),
        clause="M-content-patrol",
        after={"text": said},
    )
    return row


def _difference(actor: Actor, item_id: UUID) -> Item:
    rows = Item.objects.of(actor).select_for_update(of=("self",)).select_related("second_of")
    item = rows.filter(pk=item_id, second_of__isnull=False, agrees=False).first()
    if item is None:
        raise NotFound(_("没有这项分歧。"))
    return item


def _both(item: Item) -> list[UUID]:
    """Return the two officers who answered."""
    found = (item.decided_by_id, item.second_of.decided_by_id if item.second_of else None)
    return [one for one in found if one]


@transaction.atomic
def difference_settle(*, actor: Actor, item_id: UUID, right: str, note: str) -> Settlement:
    """Say which of two answers was right, and why; both officers are told. Twice is once.

    A finding that the first officer had dismissed, and that is one, waits again; one that he let
    stand, and that is none, is dismissed. What was decided before publication stays decided: the
    platform hears of it from its own people.

    Raises:
        Forbidden: only who audits may.
        NotFound: no such difference in the tenant.
        Invalid: no such answer, or no reason. Settled: it was settled otherwise.

    Law: M-content-patrol
    """
    policies.require_judge(actor)
    item = _difference(actor, item_id)
    if item.second_of is None:
        raise NotFound(_("没有这项分歧。"))
    said = " ".join(note.split())
    if right not in Right.values:
        raise Invalid(_("请选择谁的结论正确。"), field="right")
    if not 2 <= len(said) <= MOST_NOTE:
        raise Invalid(_("请用 2–400 个字写明理由。"), field="note")
    standing = Settlement.objects.of(actor).filter(item=item).first()
    if standing is not None:
        if standing.right == right:
            return standing
        raise Settled(_("这项分歧已经裁定。"))
    row = Settlement.objects.create(
        tenant_id=actor.tenant_id,
        item=item,
        right=right,
        note=said,
        settled_by_id=cast(UUID, actor.user_id),  # policy: a person
    )
    record.entry_append(
        actor=actor,
        action="review.difference_settled",
        subject=("review_item", item.pk),
        clause="M-content-patrol",
        data={"right": right, "first": item.second_of.outcome, "second": item.outcome},
    )
    if right == Right.SECOND:
        _put_right(item, item.second_of, said)
    told = {"right": words.pair(lambda: words.right_name(right)), "why": said}
    _send(item, list(dict.fromkeys(_both(item))), "review_settled", told)
    return row


def _put_right(item: Item, first: Item, why: str) -> None:
    """Undo what the first answer did to a finding: it waits again, or stands no more."""
    if item.kind != Item.Kind.FINDING:
        return
    product = system_actor(item.tenant_id)
    finding = moderation_asks.finding_get(product, item.subject_id)
    is_dismissed = moderation_asks.dismissal_find(product, finding) is not None
    if first.outcome == Item.Outcome.DISMISS and is_dismissed:
        moderation.finding_restore(actor=product, finding_id=finding.pk)
    elif first.outcome in BREACH and not is_dismissed:
        moderation.finding_dismiss(
            actor=product, finding_id=finding.pk, reason="other", note=why[:200]
        )


def _send(item: Item, to: list[UUID], topic: str, more: Mapping[str, object]) -> int:
    product, first = system_actor(item.tenant_id), item.second_of
    here = [one.user_id for one in accounts.members_active(product, to)]
    context: dict[str, Any] = {
        "item": words.pair(lambda: words.title_of(item)),
        "first": words.pair(lambda: words.outcome_name(first.outcome if first else "")),
        "second": words.pair(lambda: words.outcome_name(item.outcome)),
    } | dict(more)
    about = office.About("review_item", f"{item.pk}")
    sent = office.message_send(actor=product, to=here, topic=topic, context=context, about=about)
    return len(sent)
