"""Courses and trainings: what is given, who is due, what was tried, what is annulled."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.answers import back
from charter import forms, policies, selectors, services
from charter.models import Course, Training
from charter.rules import quiz, texts
from charter.selectors.words import AUDIENCES, TOPICS, cited, said, word_of
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, DomainError, Invalid
from livecompliance.kernel.pages import page

HERE = "charter"
MOST = 100
TONES = {
    "never": "act", "lapsed": "act", "due_soon": "watch", "in_force": "ok", "passed": "ok",
    "failed": "watch", "refused": "act", "annulled": "act", "published": "ok",
}  # fmt: skip


@page
@require_GET
def trainings(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the courses, who is due, and the newest attempts."""
    policies.require_see(actor)
    shown = {
        "section": HERE,
        "show": "training",
        "courses": [_course(one) for one in selectors.course_list(actor)[:MOST]],
        "missing": [TOPICS[one] for one in selectors.topics_missing(actor)],
        "clause": cited("O117-training"),
        "due": [
            {"party": party, "due": one, "state": word_of(one.state), "tone": TONES[one.state],
             "title": said(one.course.title)}
            for party, one in selectors.parties_due(actor, MOST)
        ],
        "attempts": [_attempt(one) for one in selectors.training_list(actor)[:MOST]],
        "can_write": policies.can_write(actor),
    }  # fmt: skip
    return render(request, "charter/trainings.html", shown)


def _course(one: Course) -> dict[str, Any]:
    return {
        "course": one,
        "title": said(one.title),
        "audience": AUDIENCES[one.audience],
        "state": word_of(one.state),
        "tone": TONES.get(one.state, ""),
        "questions": len(one.quiz),
    }


def _attempt(one: Training) -> dict[str, Any]:
    return {
        "training": one,
        "title": said(one.course.title),
        "state": word_of(one.state),
        "tone": TONES.get(one.state, ""),
    }


@page
@require_http_methods(["GET", "POST"])
def course_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Write a course, or the next version of one."""
    policies.require_write(actor)
    if request.method == "POST":
        given = request.POST
        made, wrong = _tried(
            lambda: services.course_draft(
                actor=actor,
                code=given.get("code", ""),
                audience=given.get("audience", ""),
                lesson=forms.lesson_of(given),
            )
        )
        if made is not None:
            return redirect("course", course_id=made.pk)
        return _form(request, _typed(request), wrong)
    usual = {"minutes": 30, "pass_percent": 80, "audience": "marketer", "topics": []}
    return _form(request, usual)


@page
@require_GET
def course(request: HttpRequest, actor: Actor, course_id: UUID) -> HttpResponse:
    """Show a course; a draft with a form to change it."""
    policies.require_see(actor)
    found = selectors.course_get(actor, course_id)
    if found.state == Course.State.DRAFT and policies.can_write(actor):
        return _form(request, _fields(found), course=found)
    shown = {
        "section": HERE,
        "show": "training",
        "line": _course(found),
        "one": found,
        "paragraphs": texts.paragraphs(found.body_zh, {}),
        "topics": [TOPICS[one] for one in found.topics],
        "quiz": [
            {"ask": said(one["ask"]), "options": [
                (said(option), at in one["right"]) for at, option in enumerate(one["options"])
            ]}
            for one in found.quiz
        ],
        "can_write": policies.can_write(actor),
    }  # fmt: skip
    return render(request, "charter/course.html", shown)


@page
@require_POST
def edit(request: HttpRequest, actor: Actor, course_id: UUID) -> HttpResponse:
    """Change a draft."""
    policies.require_write(actor)
    found = selectors.course_get(actor, course_id)
    made, wrong = _tried(
        lambda: services.course_edit(
            actor=actor, course_id=course_id, lesson=forms.lesson_of(request.POST)
        )
    )
    if made is not None:
        return redirect("course", course_id=made.pk)
    return _form(request, _typed(request), wrong, found)


def _tried(act: Any) -> tuple[Course | None, DomainError | None]:
    """Do something; return what was made, or what was wrong with what somebody typed."""
    try:
        return act(), None
    except (Invalid, Conflict) as refusal:
        return None, refusal


def _fields(found: Course) -> dict[str, Any]:
    return {
        "code": found.code,
        "audience": found.audience,
        "title_zh": found.title.get("zh", ""),
        "title_en": found.title.get("en", ""),
        "body_zh": found.body_zh,
        "body_en": found.body_en,
        "minutes": found.minutes,
        "pass_percent": found.pass_percent,
        "topics": found.topics,
        "quiz": quiz.written(found.quiz),
    }


def _typed(request: HttpRequest) -> dict[str, Any]:
    return {**request.POST.dict(), "topics": request.POST.getlist("topics")}


def _form(
    request: HttpRequest,
    given: dict[str, Any],
    wrong: DomainError | None = None,
    course: Course | None = None,
) -> HttpResponse:
    shown = {
        "section": HERE,
        "given": given,
        "wrong": wrong,
        "course": course,
        "audiences": list(AUDIENCES.items()),
        "topics": list(TOPICS.items()),
        "clause": cited("O117-training"),
    }
    template = "charter/course_draft.html"
    return render(request, template, shown, status=wrong.status if wrong else 200)


@page
@require_POST
def publish(request: HttpRequest, actor: Actor, course_id: UUID) -> HttpResponse:
    """Give a course from now on."""
    return back(
        request,
        "charter-training",
        lambda: services.course_publish(actor=actor, course_id=course_id),
        _("课程已发布。"),
    )


@page
@require_POST
def retire(request: HttpRequest, actor: Actor, course_id: UUID) -> HttpResponse:
    """Give a course no longer."""
    return back(
        request,
        "charter-training",
        lambda: services.course_retire(actor=actor, course_id=course_id),
        _("课程已停用。"),
    )


@page
@require_POST
def annul(request: HttpRequest, actor: Actor, training_id: UUID) -> HttpResponse:
    """Annul a training in which somebody cheated."""
    reason = request.POST.get("reason", "")
    return back(
        request,
        "charter-training",
        lambda: services.training_annul(actor=actor, training_id=training_id, reason=reason),
        _("培训记录已作废，须重新学习。"),
    )
