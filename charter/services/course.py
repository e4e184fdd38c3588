"""Courses are written, published, replaced by a later version, retired."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from charter import policies, selectors
from charter.models import Course
from charter.rules import quiz, texts
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid

LONGEST_TITLE, MOST_MINUTES = 120, 600
ASKED = "O117-training"
State = Course.State


class CourseDrafted(Conflict):
    """There is a draft of this course already."""

    code = "draft_exists"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a course teaches. Pairs are {"zh", "en"}.

    Args:
        minutes: how long it takes at least.
        topics: which of the subjects that the law names it covers.
    """

    title: Mapping[str, str]
    body_zh: str
    minutes: int
    body_en: str = ""
    topics: Sequence[str] = ()
    quiz: Sequence[Mapping[str, Any]] = field(default_factory=list)
    pass_percent: int = 80


@transaction.atomic
def course_draft(*, actor: Actor, code: str, audience: str, lesson: Lesson) -> Course:
    """Write the next version of a course, or the first.

    Raises:
        Forbidden: only officers may.
        CourseDrafted: there is a draft already.
        Invalid: a code that is none, another audience than before, a lesson that makes no sense.

    Law: O117-training, O117-yearly-study
    """
    policies.require_write(actor)
    _require_code(code)
    if audience not in Course.Audience.values:
        raise Invalid(_("请选择培训对象。"), field="audience")
    before = Course.objects.of(actor).filter(code=code)
    if before.exclude(audience=audience).exists():
        raise Invalid(_("同一课程的培训对象不能更换。"), field="audience")
    made = Course(
        tenant_id=actor.tenant_id,
        code=code,
        number=(before.aggregate(last=Max("number"))["last"] or 0) + 1,
        audience=audience,
        drafted_by_id=actor.user_id,
        drafted_at=clock.now(),
        **_fields(lesson),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise CourseDrafted(_("这门课程已有草稿，请在草稿上修改。")) from None
    _note(actor, made, "charter.course_drafted")
    return made


@transaction.atomic
def course_edit(*, actor: Actor, course_id: UUID, lesson: Lesson) -> Course:
    """Change a draft.

    Raises:
        Forbidden: only officers may.
        NotFound: no such course in the tenant.
        Conflict: it was published.
        Invalid: a lesson that makes no sense.
    """
    course = _draft(actor, course_id)
    for name, value in _fields(lesson).items():
        setattr(course, name, value)
    course.save()
    _note(actor, course, "charter.course_edited")
    return course


@transaction.atomic
def course_publish(*, actor: Actor, course_id: UUID) -> Course:
    """Give a course from now on, in place of its version before. What was learned still counts.

    Raises:
        Forbidden: only officers may.
        NotFound: no such course in the tenant.
        Conflict: it was published.
        Invalid: a marketer's course that covers none of the subjects the law names.

    Law: O117-training, O117-yearly-study
    """
    course = _draft(actor, course_id)
    if course.audience == Course.Audience.MARKETER and not course.topics:
        raise Invalid(_("请标明课程涵盖的法定内容。"), field="topics", law=ASKED)
    before = Course.objects.of(actor).filter(code=course.code, state=State.PUBLISHED)
    before.update(state=State.RETIRED, retired_at=clock.now())
    course.state, course.published_at = State.PUBLISHED, clock.now()
    course.save(update_fields=["state", "published_at"])
    _note(actor, course, "charter.course_published")
    return course


@transaction.atomic
def course_retire(*, actor: Actor, course_id: UUID) -> Course:
    """Give a course no longer; nobody has to take it. Twice is once.

    Raises:
        Forbidden: only officers may.
        NotFound: no such course in the tenant.
    """
    policies.require_write(actor)
    course = selectors.course_get(actor, course_id, lock=True)
    if course.state != State.RETIRED:
        course.state, course.retired_at = State.RETIRED, clock.now()
        course.save(update_fields=["state", "retired_at"])
        _note(actor, course, "charter.course_retired")
    return course


def _require_code(code: str) -> None:
    try:
        validate_slug(code)
    except ValidationError:
        code = ""
    if not 2 <= len(code) <= 40:
        raise Invalid(_("课程代号须为 2–40 位字母、数字、下划线或连字符。"), field="code")


def _fields(lesson: Lesson) -> dict[str, Any]:
    title = {tongue: " ".join(str(lesson.title.get(tongue, "")).split()) for tongue in ("zh", "en")}
    if not title["zh"] or any(len(one) > LONGEST_TITLE for one in title.values()):
        raise Invalid(_("请填写中文标题，最多 120 个字。"), field="title")
    body = texts.canonical(lesson.body_zh)
    body_en = texts.canonical(lesson.body_en)
    if not body or texts.is_too_long(body) or texts.is_too_long(body_en):
        raise Invalid(_("请填写课程内容，最多 60000 字、2000 段。"), field="body_zh")
    _require_numbers(lesson)
    if quiz.fault(list(lesson.quiz)):
        raise Invalid(_("测验题不完整：每题须有题目、至少两个选项和正确答案。"), field="quiz")
    return {
        "title": {tongue: text for tongue, text in title.items() if text},
        "body_zh": body,
        "body_en": body_en,
        "minutes": lesson.minutes,
        "topics": [one for one in quiz.TOPICS if one in lesson.topics],
        "quiz": list(lesson.quiz),
        "pass_percent": lesson.pass_percent,
    }


def _require_numbers(lesson: Lesson) -> None:
    if not 1 <= lesson.minutes <= MOST_MINUTES:
        raise Invalid(_("学习时间须在 1–600 分钟之间。"), field="minutes")
    if not 1 <= lesson.pass_percent <= 100:
        raise Invalid(_("及格线须在 1–100 之间。"), field="pass_percent")
    if set(lesson.topics) - set(quiz.TOPICS):
        raise Invalid(_("没有这项培训内容。"), field="topics")


def _draft(actor: Actor, course_id: UUID) -> Course:
    policies.require_write(actor)
    course = selectors.course_get(actor, course_id, lock=True)
    if course.state != State.DRAFT:
        raise Conflict(_("已发布的课程不能修改，请起草新的版本。"))
    return course


def _note(actor: Actor, course: Course, action: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("course", course.pk),
        data={"course": course.code, "number": course.number, "audience": course.audience},
    )
