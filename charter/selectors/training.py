"""Ask about courses and trainings: what is given, who took it, who is due."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Min, OuterRef
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from charter import policies
from charter.models import Course, Training
from charter.rules.quiz import TOPICS
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from parties import selectors as parties
from parties.models import Party

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class CourseDue:
    """One course that a party must take: never taken, lapsed, due soon or in force until a day.

    `open` is the attempt that was begun and not finished; `last` is the one that counted last.
    """

    course: Course
    state: str
    until: date | None
    open: Training | None = None
    last: Training | None = None

    @property
    def is_due(self) -> bool:
        return self.state != "in_force"

    @property
    def stops_broadcasts(self) -> bool:
        is_marketers = self.course.audience == Course.Audience.MARKETER
        return is_marketers and self.state in {"never", "lapsed"}


def course_get(actor: Actor, course_id: UUID, *, lock: bool = False) -> Course:
    """Return one course of the actor's tenant.

    Raises:
        NotFound: no such course for this actor.
    """
    found = Course.objects.of(actor).filter(pk=course_id)
    one = (found.select_for_update() if lock else found).first()
    if one is None:
        raise NotFound(_("没有这门课程。"))
    return one


def course_published(actor: Actor, code: str) -> Course:
    """Return the version of a course that is given now.

    Raises:
        NotFound: no course of this code is given.
    """
    one = course_list(actor, published=True).filter(code=code).first()
    if one is None:
        raise NotFound(_("没有这门课程。"))
    return one


def course_list(actor: Actor, *, published: bool = False) -> TenantQuerySet[Course]:
    """Return courses by code, the newest version first."""
    found = Course.objects.of(actor)
    if published:
        found = found.filter(state=Course.State.PUBLISHED)
    return found.order_by("audience", "code", "-number")


def courses_first_given(actor: Actor) -> dict[str, datetime]:
    """Return since when each course that is given now has been given, whatever its version."""
    given = set(course_list(actor, published=True).values_list("code", flat=True))
    ever = Course.objects.of(actor).filter(code__in=given, published_at__isnull=False)
    return dict(ever.values_list("code").annotate(since=Min("published_at")))


def tenants_teaching() -> list[UUID]:
    """Return the tenants, whoever they are, that give a course."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM charter_teaching()")
        return [row[0] for row in cursor.fetchall()]


def topics_missing(actor: Actor) -> list[str]:
    """Return what the law wants marketers taught and no course that is given covers.

    Law: O117-training
    """
    given = course_list(actor, published=True).filter(audience=Course.Audience.MARKETER)
    covered = {topic for topics in given.values_list("topics", flat=True) for topic in topics}
    return [one for one in TOPICS if one not in covered]


def training_get(actor: Actor, training_id: UUID, *, lock: bool = False) -> Training:
    """Return one attempt of the actor's tenant, with its course and party.

    Raises:
        NotFound: no such attempt for this actor.
    """
    found = Training.objects.of(actor).filter(pk=training_id)
    found = found.select_for_update(of=("self",)) if lock else found
    one = found.select_related("course", "party").first()
    if one is None:
        raise NotFound(_("没有这次学习。"))
    return one


def training_list(actor: Actor, *, state: str = "") -> TenantQuerySet[Training]:
    """Return every attempt, the newest first.

    Raises:
        Forbidden: whoever does not watch over the platform.
    """
    policies.require_see(actor)
    found = Training.objects.of(actor).select_related("course", "party", "user")
    if state in Training.State.values:
        found = found.filter(state=state)
    return found.order_by("-id")


def trainings_of(actor: Actor, party: Party) -> TenantQuerySet[Training]:
    """Return every attempt of a party, the newest first.

    Raises:
        Forbidden: whoever neither watches over the platform nor is the party.
    """
    policies.require_see_party(actor, party)
    found = Training.objects.of(actor).filter(party=party).select_related("course")
    return found.order_by("-id")


def trainings_ending(actor: Actor, since: date, until: date) -> list[Training]:
    """Return the trainings that stop to count within these days and were not taken anew."""
    passed = Training.objects.of(actor).filter(state=Training.State.PASSED)
    later = passed.filter(
        party=OuterRef("party"), course_code=OuterRef("course_code"), valid_until__gt=until
    )
    found = passed.filter(valid_until__range=(since, until)).exclude(Exists(later))
    return list(found.select_related("party", "course").order_by("valid_until", "id"))


def courses_due(actor: Actor, party: Party) -> list[CourseDue]:
    """Return every course that a party must take in its roles, with how it stands.

    Raises:
        Forbidden: whoever neither watches over the platform nor is the party.

    Law: O117-training, O117-yearly-study
    """
    policies.require_see_party(actor, party)
    return courses_due_of(actor, [party])[party.pk]


def parties_due(actor: Actor, most: int) -> list[tuple[Party, CourseDue]]:
    """Return the newest standing parties that a course is due for, what stops broadcasts first."""
    policies.require_see(actor)
    standing = parties.party_list(actor).exclude(state=Party.State.CLOSED)
    found = list(standing[:most])
    due = courses_due_of(actor, found)
    pairs = [(one, each) for one in found for each in due[one.pk] if each.is_due]
    return sorted(pairs, key=lambda pair: (not pair[1].stops_broadcasts, pair[1].until or date.min))


def courses_due_of(actor: Actor, people: Collection[Party]) -> dict[UUID, list[CourseDue]]:
    """Return the same of several parties: two queries, however many."""
    given = list(course_list(actor, published=True))
    held = Training.objects.of(actor).filter(
        party__in=[one.pk for one in people],
        state__in=[Training.State.PASSED, Training.State.STARTED],
    )
    found = list(held.order_by("valid_until"))
    return {
        party.pk: [
            _due(course, [one for one in found if one.party_id == party.pk])
            for course in given
            if course.audience in party.roles
        ]
        for party in people
    }


def _due(course: Course, own: list[Training]) -> CourseDue:
    of_it = [one for one in own if one.course_code == course.code]
    passed = [one for one in of_it if one.state == Training.State.PASSED]
    last = passed[-1] if passed else None
    begun = next((one for one in of_it if one.state == Training.State.STARTED), None)
    until = last.valid_until if last else None
    return CourseDue(course, _state(until), until, begun, last)


def _state(until: date | None) -> str:
    today = clock.today()
    if until is None:
        return "never"
    if until < today:
        return "lapsed"
    return "due_soon" if until <= today + SOON else "in_force"
