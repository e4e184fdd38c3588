"""Who proved again that it is he, for what and why; and who tried and could not."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.rules import Purpose
from ledger import services as record
from livecompliance.kernel import personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden, Invalid

SHORTEST, LONGEST = 4, 200


def reason_checked(reason: str) -> str:
    """Return a reason as the record may keep it for ever.

    Raises:
        Invalid: it says too little or too much, or names somebody by a number.
    """
    said = " ".join(reason.split())
    if not SHORTEST <= len(said) <= LONGEST:
        raise Invalid(_("请用 4–200 个字写明原因。"), field="reason")
    if personal.names_somebody(said):
        raise Invalid(_("原因会长期留痕，请不要写证件号、手机号、卡号或邮箱。"), field="reason")
    return said


@transaction.atomic
def step_up_pass(*, actor: Actor, purpose: Purpose, factor: str, reason: str) -> str:
    """Record that a person proved who he is; return the id of the entry.

    Args:
        factor: "mfa" or "password".

    Raises:
        Invalid: the reason may not be kept.
        Forbidden: the actor is no person of one tenant.
    """
    said = reason_checked(reason)
    data = {"purpose": purpose.name, "factor": factor, "reason": said}
    return _kept(actor, "accounts.step_up_passed", purpose, data)


@transaction.atomic
def step_up_fail(*, actor: Actor, purpose: Purpose, factor: str) -> str:
    """Record that a proof was wrong."""
    data = {"purpose": purpose.name, "factor": factor}
    return _kept(actor, "accounts.step_up_failed", purpose, data)


def _kept(actor: Actor, action: str, purpose: Purpose, data: dict[str, str]) -> str:
    if actor.user_id is None or len(actor.tenant_ids) != 1:
        raise Forbidden(_("只有平台的成员可以进行这项操作。"))
    entry = record.entry_append(
        actor=actor,
        action=action,
        subject=("user", actor.user_id),
        clause=purpose.clause,
        data=data,
    )
    return str(entry.pk)
