"""How well the queue is worked: agreement of second reviews, known answers, time and numbers."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Avg, Count, F, Q
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from review import policies
from review.models import Golden, Item, Settlement


class Share(NamedTuple):
    """How many of how many were answered alike."""

    alike: int
    whole: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.alike / self.whole) if self.whole else None


class Officer(NamedTuple):
    """One officer's figures."""

    name: str
    decided: int
    seconds: int
    second: Share
    known: Share


def agreement(actor: Actor, since: datetime) -> Share:
    """Return how often the second review said what the first had said.

    Raises:
        Forbidden: the actor may not see the queue.
    """
    policies.require_see(actor)
    rows = _done(actor, since).filter(second_of__isnull=False)
    found = rows.aggregate(alike=Count("id", filter=Q(agrees=True)), whole=Count("id"))
    return Share(found["alike"], found["whole"])


def golden_results(actor: Actor, since: datetime) -> Share:
    """Return how often known answers were given rightly.

    Raises:
        Forbidden: only who audits may.
    """
    policies.require_judge(actor)
    rows = _done(actor, since).filter(golden__isnull=False)
    found = rows.aggregate(alike=Count("id", filter=Q(agrees=True)), whole=Count("id"))
    return Share(found["alike"], found["whole"])


def officers(actor: Actor, since: datetime) -> list[Officer]:
    """Return each officer's figures: three queries, however many they are.

    Raises:
        Forbidden: only who audits may.
    """
    policies.require_judge(actor)
    rows = _done(actor, since)
    figures = (
        rows.values("decided_by_id", name=F("decided_by__display_name"))
        .annotate(
            n=Count("id"),
            s=Avg("handled_s"),
            known=Count("id", filter=Q(golden__isnull=False)),
            right=Count("id", filter=Q(golden__isnull=False, agrees=True)),
        )
        .order_by("-n", "decided_by_id")
    )
    seconds = {
        one["who"]: Share(one["alike"], one["whole"])
        for one in rows.filter(second_of__isnull=False)
        .values(who=F("second_of__decided_by_id"))
        .annotate(alike=Count("id", filter=Q(agrees=True)), whole=Count("id"))
        .order_by("who")
    }
    return [
        Officer(
            one["name"],
            one["n"],
            round(one["s"] or 0),
            seconds.get(one["decided_by_id"], Share(0, 0)),
            Share(one["right"], one["known"]),
        )
        for one in figures
    ]


def disagreements(actor: Actor, since: datetime) -> TenantQuerySet[Item]:
    """Return the second reviews that said otherwise, the last first.

    Raises:
        Forbidden: only who audits may.
    """
    policies.require_judge(actor)
    found = _done(actor, since).filter(second_of__isnull=False, agrees=False)
    return found.select_related(
        "room", "decided_by", "second_of", "second_of__decided_by", "settlement__settled_by"
    ).order_by("-decided_at")


def differences(actor: Actor, since: datetime) -> TenantQuerySet[Item]:
    """Return an officer's differences with others, or all to who audits.

    Those that nobody settled come first, then the last.

    Raises:
        Forbidden: the actor does not work on compliance.
    """
    policies.require_see(actor)
    found = _done(actor, since).filter(second_of__isnull=False, agrees=False)
    if not policies.can_judge(actor):
        mine = Q(decided_by=actor.user_id) | Q(second_of__decided_by=actor.user_id)
        found = found.filter(mine | Q(remarks__said_by=actor.user_id)).distinct()
    related = ("room", "decided_by", "second_of__decided_by", "settlement__settled_by")
    rows = found.select_related(*related).prefetch_related("remarks__said_by")
    return rows.order_by(F("settlement__settled_at").desc(nulls_first=True), "-decided_at")


def settlements(actor: Actor, since: datetime) -> dict[str, int]:
    """Return how often differences were settled for the first, the second, or neither answer.

    Raises:
        Forbidden: only who audits may.
    """
    policies.require_judge(actor)
    found = Settlement.objects.of(actor).filter(settled_at__gte=since).order_by()
    counts = dict(found.values_list("right").annotate(n=Count("id")))
    return {right: counts.get(right, 0) for right in Settlement.Right.values}


def _done(actor: Actor, since: datetime) -> TenantQuerySet[Item]:
    return Item.objects.of(actor).filter(state=Item.State.DONE, decided_at__gte=since).order_by()


def golden_list(actor: Actor) -> TenantQuerySet[Golden]:
    """Return the items with known answers, the newest first.

    Raises:
        Forbidden: only who audits may.
    """
    policies.require_judge(actor)
    return Golden.objects.of(actor).order_by("-is_active", "-id")


def golden_get(actor: Actor, golden_id: UUID, *, lock: bool = False) -> Golden:
    """Return one item with a known answer.

    Raises:
        Forbidden: only who audits may.
        NotFound: no such item in the actor's tenant.
    """
    rows = golden_list(actor).filter(pk=golden_id)
    row = (rows.select_for_update() if lock else rows).first()
    if row is None:
        raise NotFound(_("没有这道质检题。"))
    return row
