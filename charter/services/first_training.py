"""Who came and never learned is told: when it is due, after a week, after a month."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts import selectors as accounts
from charter import selectors
from charter.models import Course
from charter.services.training import CLAUSES
from charter.services.wording import cited, joined
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office import services as office
from parties import selectors as parties
from parties.models import Party

STAGES = (30, 7, 0)  # days since it was due
WINDOW = timedelta(days=60)  # longer ago, the page and the gate say it; no letter does
AT_ONCE = 500
MARKETER_FOLLOWS = {
    "zh": "完成之前，开播前检查不会让你开播。",
    "en": "Until then the gate lets you on no broadcast.",
}
OTHERS_FOLLOW = {
    "zh": "平台每年组织运营者和服务机构学习。",
    "en": "The platform has operators and agencies study every year.",
}


@transaction.atomic
def first_trainings_remind(*, actor: Actor) -> int:
    """Write to everybody who never took a course that his role asks for; return how many.

    It is due since he registered, or since the course was first given. Safe to run twice.

    Law: O117-training, O117-yearly-study
    """
    since = clock.now() - WINDOW
    given = selectors.courses_first_given(actor)
    found = parties.party_list(actor).filter(user_id__isnull=False).exclude(state="closed")
    if not any(at >= since for at in given.values()):
        found = found.filter(created_at__gte=since)
    people = list(found.filter(roles__overlap=sorted(CLAUSES)).order_by("id"))
    members = accounts.members_active(actor, {one.user_id for one in people if one.user_id})
    active = {one.user_id for one in members}
    reached = [one for one in people if one.user_id in active]
    return sum(_remind(actor, one, *due) for one, due in _due(actor, reached, given))


def _due(
    actor: Actor, people: Sequence[Party], given: dict[str, datetime]
) -> Iterator[tuple[Party, tuple[list[Course], int]]]:
    """Yield whoever a letter is due for: what he never took, and the stage he has reached."""
    now = clock.now()
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        standing = selectors.courses_due_of(actor, some)
        for party in some:
            never = [one.course for one in standing[party.pk] if one.state == "never"]
            if not never:
                continue
            begun = max(party.created_at, min(given[one.code] for one in never))
            if now - begun < WINDOW:
                days = (clock.to_date(now) - clock.to_date(begun)).days
                yield party, (never, next(stage for stage in STAGES if days >= stage))


def _remind(actor: Actor, party: Party, courses: list[Course], stage: int) -> int:
    is_marketers = any(one.audience == Course.Audience.MARKETER for one in courses)
    context = {
        "courses": joined(one.title for one in courses),
        "minutes": f"{sum(one.minutes for one in courses)}",
        "clause": cited(CLAUSES["marketer" if is_marketers else courses[0].audience]),
        "follows": MARKETER_FOLLOWS if is_marketers else OTHERS_FOLLOW,
    }
    about = office.About("first_training", f"{party.pk}:{stage}")
    to: set[UUID] = {party.user_id} if party.user_id else set()
    sent = office.message_send(
        actor=actor, to=to, topic="charter_first_training", context=context, about=about
    )
    return len(sent)
