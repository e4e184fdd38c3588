"""Duties are looked at and kept; somebody is given charge of an article."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from filings.services.text import plain
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from oversight import policies, selectors
from oversight.models import Charge, DutyReading
from oversight.rules.articles import Article, article_find
from oversight.selectors.duty import Seen

LATEST_DAYS = 3660


class NoDuty(Conflict):
    """The article asks nothing of a platform: nobody need have charge of it."""

    code = "no_duty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charging:
    """Who answers for an article, until when; or why it does not apply."""

    owner_id: UUID | None = None
    due_on: date | None = None
    is_excluded: bool = False
    reason: str = ""


@transaction.atomic
def duties_look(*, actor: Actor) -> int:
    """Have every control look, and keep what differs from the last time, and once a day.

    Returns:
        How many readings were kept.

    Raises:
        Forbidden: the actor is neither the product nor an officer.
    """
    policies.require_look(actor)
    tenant_id = actor.tenant_id
    before = selectors.readings_at(actor, tenant_id, clock.now())
    now = selectors.readings_now(actor)
    kept = [one for name, one in now.items() if _is_news(before.get(name), one)]
    DutyReading.objects.bulk_create(
        [
            DutyReading(
                tenant_id=tenant_id,
                control=one.control,
                state=one.reading.state,
                code=one.reading.code,
                figure=one.reading.figure,
                of=one.reading.of,
                due_at=one.reading.due,
                data=dict(one.reading.data),
                at=one.at,
            )
            for one in kept
        ]
    )
    turned = {
        one.control: one.reading.state.value
        for one in kept
        if (was := before.get(one.control)) is None or was.reading.state != one.reading.state
    }
    if turned:
        record.entry_append(
            actor=actor,
            action="oversight.duties_turned",
            subject=("tenant", tenant_id),
            clause="M-mechanisms",
            data={"states": turned, "number": len(turned)},
        )
    return len(kept)


def _is_news(before: Seen | None, now: Seen) -> bool:
    if before is None or clock.to_date(before.at) != clock.to_date(now.at):
        return True
    was, held = before.reading, now.reading
    return (was.state, was.code) != (held.state, held.code)


@transaction.atomic
def charge_set(*, actor: Actor, article: str, charging: Charging) -> Charge:
    """Say who answers for an article, or that it does not apply and why.

    Raises:
        Forbidden: only officers may.
        NotFound: no such article, or no such member.
        NoDuty: it asks nothing of a platform.
        Invalid: excluded without a reason, or a day that is past or too far.
    """
    policies.require_charge(actor)
    row = _duty(article)
    today = clock.today()
    if charging.due_on is not None and not 0 <= (charging.due_on - today).days <= LATEST_DAYS:
        raise Invalid(_("请填写今天或以后的日期。"), field="due_on")
    least = 4 if charging.is_excluded else 0
    kept = Charge(
        tenant_id=actor.tenant_id,
        article=row.key,
        owner_id=member(actor, charging.owner_id),
        due_on=charging.due_on,
        is_excluded=charging.is_excluded,
        reason=plain(charging.reason, "reason", most=300, least=least),
        set_by_id=policies.doer(actor),
        at=clock.now(),
    )
    kept.save(force_insert=True)
    record.entry_append(
        actor=actor,
        action="oversight.charge_set",
        subject=("tenant", actor.tenant_id),
        clause="M-mechanisms",
        data={
            "article": row.key,
            "owner": str(kept.owner_id or ""),
            "due_on": str(kept.due_on or ""),
            "is_excluded": kept.is_excluded,
        },
    )
    return kept


def member(actor: Actor, user_id: UUID | None) -> UUID | None:
    """Return the id of an active member of the tenant; None for nobody.

    Raises:
        NotFound: no such member.
    """
    if user_id is not None and not accounts.members_active(actor, [user_id]):
        raise NotFound(_("没有这位成员。"))
    return user_id


def _duty(key: str) -> Article:
    found = article_find(key)
    if found is None:
        raise NotFound(_("没有这一条。"))
    if found.whose != "platform":
        raise NoDuty(_("这一条不是平台的义务，不需要责任人。"))
    return found
