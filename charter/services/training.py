"""Courses are taken: begun, finished, recorded, refused, annulled. Every attempt is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from charter import policies, selectors
from charter.events import TrainingLost, TrainingPassed
from charter.models import Course, Training
from charter.rules import quiz, terms
from charter.services.agreement import party_lock
from charter.services.wording import sense
from ledger import services as record
from livecompliance.kernel import clock, events, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from parties.models import Party

CLAUSES = {
    "marketer": "O117-training",
    "operator": "O117-yearly-study",
    "agency": "O117-yearly-study",
}
OLDEST, LONGEST = timedelta(days=366), timedelta(days=30)
State = Training.State


class TooFast(Conflict):
    """The course takes longer. `retry_after` says for how many seconds more."""

    code = "training_too_fast"


class TrainingOver(Conflict):
    """The attempt has ended."""

    code = "training_over"


class Overlapping(Conflict):
    """The same time was spent on another course."""

    code = "training_overlaps"


@dataclass(frozen=True, slots=True)
class Taken:
    """A course that was taken at the platform's own place, as the platform reports it."""

    started_at: datetime
    finished_at: datetime
    score_percent: int | None = None


@transaction.atomic
def training_begin(*, actor: Actor, party_id: UUID, course_id: UUID) -> Training:
    """Begin a course. Begun already: that attempt. One of another course is given up by it.

    Raises:
        Forbidden: whoever is neither the party nor its platform.
        NotFound: no such party or course.
        Invalid: the course is not given any more, or is for others.

    Law: O117-training, O117-yearly-study
    """
    party, course = _open_course(actor, party_id, course_id)
    party_lock(party.pk)
    held = Training.objects.of(actor).filter(party=party, state=State.STARTED)
    for one in held.select_for_update():
        if one.course_id == course.pk:
            return one
        one.state, one.ended_at = State.ABANDONED, clock.now()
        one.save(update_fields=["state", "ended_at"])
    source = Training.Source.PORTAL if actor.kind == "user" else Training.Source.PLATFORM
    made = _fresh(actor, party, course, source, clock.now())
    made.save(force_insert=True)
    note(actor, made, "charter.training_begun")
    return made


@transaction.atomic
def training_finish(
    *, actor: Actor, training_id: UUID, answers: Sequence[Sequence[int]] = ()
) -> Training:
    """Finish an attempt: passed with enough right answers, else failed. Over already: as it ended.

    Args:
        answers: for each question the options that were chosen.

    Raises:
        Forbidden: whoever is neither the party nor its platform.
        NotFound: no such attempt in the tenant.
        TooFast: the course takes longer than that.
        TrainingOver: it was given up or annulled.

    Law: O117-training, O117-yearly-study
    """
    training = selectors.training_get(actor, training_id, lock=True)
    policies.require_act_for(actor, training.party)
    if training.state in (State.PASSED, State.FAILED):
        return training
    if training.state != State.STARTED:
        raise TrainingOver(_("这次学习已经结束，请重新开始。"))
    _require_time(training)
    _finish(training, clock.now(), quiz.score(training.course.quiz, answers))
    training.save()
    _tell(actor, training)
    return training


def _require_time(training: Training) -> None:
    ready_at = training.started_at + timedelta(minutes=training.course.minutes)
    left = (ready_at - clock.now()).total_seconds()
    if left > 0:
        raise TooFast(
            _("课程至少 %(minutes)d 分钟，还差 %(left)d 分钟。")
            % {"minutes": training.course.minutes, "left": ceil(left / 60)},
            law=CLAUSES[training.course.audience],
            retry_after=ceil(left),
        )


@transaction.atomic
def training_record(*, actor: Actor, party_id: UUID, course_id: UUID, taken: Taken) -> Training:
    """Record a course that was taken at the platform's own place. The same twice is once.

    Raises:
        Forbidden: only officers and the platform's programs may.
        NotFound: no such party or course.
        TooFast: it took less than the course takes.
        Overlapping: part of that time was spent on another course.
        Invalid: the course is not given or is for others; the time lies ahead, too far back, or
            makes no sense; no score though there are questions.

    Law: O117-training, O117-yearly-study
    """
    party, course = _open_course(actor, party_id, course_id, for_others=True)
    _require_sense(course, taken)
    party_lock(party.pk)
    alike = Training.objects.of(actor).filter(party=party, finished_at__isnull=False)
    same = alike.filter(
        course=course, started_at=taken.started_at, finished_at=taken.finished_at
    ).first()
    if same is not None:
        return same
    if alike.filter(started_at__lt=taken.finished_at, finished_at__gt=taken.started_at).exists():
        raise Overlapping(_("这段时间已计入另一次学习。"), law=CLAUSES[course.audience])
    made = _fresh(actor, party, course, Training.Source.PLATFORM, taken.started_at)
    score = 100 if taken.score_percent is None else taken.score_percent
    _finish(made, taken.finished_at, score)
    made.save(force_insert=True)
    _tell(actor, made)
    return made


def _require_sense(course: Course, taken: Taken) -> None:
    now = clock.now()
    if not now - OLDEST <= taken.started_at < taken.finished_at <= now:
        raise Invalid(_("学习时间须在一年之内，且不晚于现在。"), field="finished_at")
    if taken.finished_at - taken.started_at > LONGEST:
        raise Invalid(_("一次学习最长 30 天。"), field="started_at")
    if taken.finished_at - taken.started_at < timedelta(minutes=course.minutes):
        words = _("课程至少 %(minutes)d 分钟。") % {"minutes": course.minutes}
        raise TooFast(words, law=CLAUSES[course.audience])
    if taken.score_percent is None and course.quiz:
        raise Invalid(_("这门课程有测验，请给出得分。"), field="score_percent")
    if taken.score_percent is not None and not 0 <= taken.score_percent <= 100:
        raise Invalid(_("得分须在 0–100 之间。"), field="score_percent")


@transaction.atomic
def training_refuse(*, actor: Actor, party_id: UUID, course_id: UUID, reason: str) -> Training:
    """Record that somebody would not take a course that he must take.

    Raises:
        Forbidden: only officers and the platform's programs may.
        NotFound: no such party or course.
        Invalid: the course is not given or is for others; no reason.

    Law: O117-training
    """
    party, course = _open_course(actor, party_id, course_id, for_others=True)
    party_lock(party.pk)
    made = _fresh(actor, party, course, Training.Source.PLATFORM, clock.now())
    made.state, made.ended_at, made.ended_by_id = State.REFUSED, clock.now(), actor.user_id
    made.end_reason = sense(reason)
    made.save(force_insert=True)
    note(actor, made, "charter.training_refused", {"reason": made.end_reason})
    return made


@transaction.atomic
def training_annul(*, actor: Actor, training_id: UUID, reason: str) -> Training:
    """Annul a training because somebody cheated in it: it does not count any more. Twice is once.

    Raises:
        Forbidden: only officers may.
        NotFound: no such attempt in the tenant.
        Conflict: it never counted.
        Invalid: no reason, or one that names somebody.

    Law: O117-training
    """
    policies.require_write(actor)
    training = selectors.training_get(actor, training_id, lock=True)
    if training.state == State.ANNULLED:
        return training
    if training.state != State.PASSED:
        raise Conflict(_("只有已完成的培训可以作废。"))
    training.state, training.ended_at = State.ANNULLED, clock.now()
    training.ended_by_id, training.end_reason = actor.user_id, sense(reason)
    training.save(update_fields=["state", "ended_at", "ended_by", "end_reason"])
    note(actor, training, "charter.training_annulled", {"reason": training.end_reason})
    events.publish(TrainingLost(actor, training.party_id, training.course_code))
    return training


def _open_course(
    actor: Actor, party_id: UUID, course_id: UUID, *, for_others: bool = False
) -> tuple[Party, Course]:
    party = selectors.party_get(actor, party_id)
    if for_others:
        policies.require_record(actor)
    else:
        policies.require_act_for(actor, party)
    course = selectors.course_get(actor, course_id)
    if course.state != Course.State.PUBLISHED:
        raise Invalid(_("这门课程已停用或尚未发布。"), field="course_id")
    if course.audience not in party.roles:
        raise Invalid(_("这门课程不是为该主体开设的。"), field="course_id")
    return party, course


def _fresh(actor: Actor, party: Party, course: Course, source: str, at: datetime) -> Training:
    before = Training.objects.of(actor).filter(party=party, course_code=course.code)
    last = before.aggregate(last=Max("attempt"))["last"] or 0
    return Training(
        tenant_id=actor.tenant_id,
        party=party,
        course=course,
        course_code=course.code,
        attempt=last + 1,
        source=source,
        user_id=actor.user_id,
        started_at=at,
    )


def _finish(training: Training, at: datetime, score: int) -> None:
    course = training.course
    training.finished_at, training.score_percent = at, score
    training.minutes = int((at - training.started_at).total_seconds() // 60)
    is_passed = not course.quiz or score >= course.pass_percent
    training.state = State.PASSED if is_passed else State.FAILED
    training.valid_until = _until(course, clock.to_date(at)) if is_passed else None


def _until(course: Course, day: date) -> date:
    return terms.trained_until(law.clause(CLAUSES[course.audience]), day)


def _tell(actor: Actor, training: Training) -> None:
    data = {"score": training.score_percent, "minutes": training.minutes}
    if training.state == State.PASSED and training.valid_until is not None:
        until = training.valid_until
        note(actor, training, "charter.training_passed", data | {"until": f"{until}"})
        told = TrainingPassed(actor, training.party_id, training.course_code, until)
        events.publish(told)
    else:
        note(actor, training, "charter.training_failed", data)


def note(
    actor: Actor, training: Training, action: str, data: Mapping[str, Any] | None = None
) -> None:
    """Record an act on a training, by the clause that asks for it."""
    said = {"course": training.course_code, "number": training.course.number}
    said |= {"attempt": training.attempt, "party": str(training.party_id)}
    record.entry_append(
        actor=actor,
        action=action,
        subject=("training", training.pk),
        clause=CLAUSES[training.course.audience],
        data=said | dict(data or {}),
    )
