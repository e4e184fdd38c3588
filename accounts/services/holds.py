"""Legal holds: what must stay as it is. Whoever destroys asks here first."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import policies, selectors
from accounts.models import Hold, Membership
from ledger import services as record
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound

USER = "user"
SHORTEST, LONGEST = 4, 200  # characters of a reason
HOLD_REVIEW_WITHIN = timedelta(days=366)  # somebody asks again at least once a year


class OnHold(Conflict):
    """Somebody wants to destroy what a standing hold protects."""

    code = "on_hold"


@dataclass(frozen=True, slots=True)
class Why:
    """Why something is held, at whose wish, and when somebody asks whether it still must be."""

    reason: str
    review_on: date
    ground: str = Hold.Ground.OFFICER


@transaction.atomic
def hold_place(*, actor: Actor, user_id: UUID, why: Why) -> Hold:
    """Hold everything of one person. The same wish twice is one hold.

    Raises:
        Forbidden: only officers and the audit administrator may.
        NotFound: no such member.
        Invalid: no reason, one that names somebody, or a review in the past or after a year.
    """
    policies.require_hold(actor)
    # the member's row is what shredding locks, too: of the two, one comes first
    member = Membership.objects.of(actor).select_for_update().filter(user_id=user_id).first()
    if member is None:
        raise NotFound(_("没有这个成员。"))
    return thing_hold(actor, (USER, str(user_id)), why)


def thing_hold(actor: Actor, subject: tuple[str, str], why: Why) -> Hold:
    """Hold something that the caller has found and locked, in the running transaction, so that of
    this and its destruction one comes first. The same wish twice is one hold.

    Args:
        subject: what is held, as the record names it; whoever destroys such things asks for it.

    Raises:
        Forbidden, Invalid: as in `hold_place`.
    """
    policies.require_hold(actor)
    reason = _sense(why)
    standing = selectors.hold_list(actor, *subject)
    wish = {"ground": why.ground, "reason": reason, "review_on": why.review_on}
    if (same := standing.filter(**wish).first()) is not None:
        return same
    hold = Hold.objects.create(
        tenant_id=actor.tenant_id,
        subject_kind=subject[0],
        subject_ref=subject[1],
        ground=why.ground,
        reason=reason,
        review_on=why.review_on,
        placed_by_id=actor.user_id,
        placed_at=clock.now(),
    )
    data = {"hold": hold.pk.hex, "ground": hold.ground, "reason": reason}
    _note(actor, hold, "accounts.hold_placed", data | {"review_on": f"{why.review_on}"})
    return hold


def _sense(why: Why) -> str:
    reason = " ".join(why.reason.split())
    if not SHORTEST <= len(reason) <= LONGEST:
        raise Invalid(_("请用 4–200 个字说明留存原因。"), field="reason")
    if personal.names_somebody(reason):
        raise Invalid(_("原因中请不要写证件号、手机号、银行卡号或邮箱。"), field="reason")
    if why.ground not in Hold.Ground.values:
        raise Invalid(_("请选择留存的依据。"), field="ground")
    today = clock.today()
    if not today < why.review_on <= today + HOLD_REVIEW_WITHIN:
        raise Invalid(_("复核日期须在明天至一年之内。"), field="review_on")
    return reason


@transaction.atomic
def hold_lift(*, actor: Actor, hold_id: UUID) -> Hold:
    """Let go of what was held. Twice is once.

    Raises:
        Forbidden: only officers and the audit administrator may.
        NotFound: no such hold in the tenant.
    """
    policies.require_hold(actor)
    hold = Hold.objects.of(actor).select_for_update().filter(pk=hold_id).first()
    if hold is None:
        raise NotFound(_("没有这项留存。"))
    if hold.lifted_at is None:
        hold.lifted_at, hold.lifted_by_id = clock.now(), actor.user_id
        hold.save(update_fields=["lifted_at", "lifted_by"])
        _note(actor, hold, "accounts.hold_lifted", {"hold": hold.pk.hex})
    return hold


def require_free(actor: Actor, user_id: UUID) -> None:
    """Raise OnHold while anything of a person must stay as it is."""
    standing = selectors.hold_list(actor, USER, str(user_id)).first()
    if standing is not None:
        raise OnHold(
            _("此人的资料自 %(since)s 起依法留存，解除留存前不能销毁。")
            % {"since": clock.to_date(standing.placed_at)},
            hold=standing.pk.hex,
        )


def _note(actor: Actor, hold: Hold, action: str, data: dict[str, str]) -> None:
    subject = (hold.subject_kind, hold.subject_ref)
    record.entry_append(actor=actor, action=action, subject=subject, data=data)
