"""What an authority may look at in the demo, and the packages that lie ready for it."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from accounts import selectors as accounts
from accounts import services as people
from accounts.models import Matter, Membership, User
from livecompliance.demo import asked
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from oversight import services as evidence
from oversight.models import Package
from rooms import selectors as rooms

TERM, BASIS = timedelta(days=180), "浙网监函〔2026〕118 号：直播营销专项检查"
READY = 2  # packages of each platform


def furnish(actor: Actor, user: User) -> None:
    """Grant everything in one platform, and order packages for the authority. Twice is once."""
    with tenancy.acting(actor), transaction.atomic():
        now = clock.now()
        own = [one for one in accounts.grant_list(actor) if one.user_id == user.pk]
        if not any(one.stands(now) for one in own):
            wish = people.Given(matters=Matter.values, until=now + TERM, basis=BASIS)
            people.regulator_grant(actor=actor, user_id=user.pk, given=wish)
        if not Package.objects.of(actor).filter(authority=user.authority).exists():
            _packages(actor, user)
        officer_id = officer_of(actor)
    if officer_id is not None:
        asked.ask(actor, user, officer_id)


def officer_of(actor: Actor) -> UUID | None:
    """Return the officer who does for the platform what the demo needs."""
    member = Membership.objects.of(actor).filter(roles__contains=["officer"]).order_by("id").first()
    return member.user_id if member is not None else None


def _packages(actor: Actor, user: User) -> None:
    officer_id = officer_of(actor)
    if officer_id is None or user.authority is None:
        return
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    with tenancy.acting(officer):
        for session in rooms.session_open_list(officer)[:READY]:
            wish = evidence.Wish(
                "session", session.pk, "authority", "", BASIS, authority=user.authority.pk
            )
            evidence.package_order(actor=officer, wish=wish)
