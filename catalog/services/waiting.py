"""Goods that wait for an officer: somebody hears of it before the time is over, and once it is."""

from datetime import timedelta

from django.db import transaction

from accounts import selectors as accounts
from accounts.models import Role
from catalog import selectors
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office import services as office

SETTING, USUAL_HOURS = "goods_within_h", 24  # the law gives no number
SOON = 0.75


@transaction.atomic
def goods_waiting_tell(*, actor: Actor) -> int:
    """Write of goods that have waited for three quarters of the platform's own time, or longer.

    Officers are told once a day while it is so; once the time is over the system administrator is
    told as well. Returns: how many letters were written.

    Law: M-rules-and-catalogue
    """
    hours = accounts.policy_of(actor, SETTING, USUAL_HOURS)
    if hours < 1:
        return 0
    now, within = clock.now(), timedelta(hours=hours)
    seen = selectors.goods_waiting(actor, late_before=now - within)
    if seen.since is None or seen.since > now - within * SOON:
        return 0
    stage = "late" if seen.late else "soon"
    roles = [Role.OFFICER, Role.SYSTEM_ADMIN] if seen.late else [Role.OFFICER]
    members = accounts.membership_list(actor).filter(is_active=True, roles__overlap=roles)
    context = {
        "goods": f"{seen.number}",
        "hours": f"{hours}",
        "since": seen.since.isoformat(),
        "late": f"{seen.late}",
    }
    about = office.About("goods", f"waiting:{clock.to_date(now)}:{stage}")
    to = set(members.values_list("user_id", flat=True))
    if not to:
        return 0
    return len(
        office.message_send(actor=actor, to=to, topic="goods_waiting", context=context, about=about)
    )
