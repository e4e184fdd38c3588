"""The streamer's own page: register, prove who you are, sign, learn, go live. Phone first."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.adapters import client_ip
from charter import selectors as charter
from charter import services as agreements
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid, NotFound
from livecompliance.kernel.pages import page
from parties import selectors as parties
from parties import services
from parties.models import DataRequest, Document, Party
from parties.rules.consents import RELATIONS
from parties.selectors.document_words import KINDS
from rooms import policies
from rooms.selectors import portal

HOME = "me"
MOST = 20
AMENDED = ("name", "mobile", "address", "occupation", "public_name")
PERSONAL = tuple(kind for kind in Document.Kind.values if kind != Document.Kind.USCC)


@page
@require_GET
def me(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what is done, what is next and why."""
    policies.require_streamer(actor)
    return _shown(request, actor, {})


def relations() -> list[tuple[str, str]]:
    """Return how a guardian may stand to a minor, with its name."""
    names = {"father": _("父亲"), "mother": _("母亲"), "guardian": _("其他监护人")}
    return [(one, names[one]) for one in RELATIONS]


def _shown(
    request: HttpRequest, actor: Actor, more: dict[str, Any], *, status: int = 422
) -> HttpResponse:
    found = portal.portal_of(actor)
    shown = {
        "portal": found,
        **_data(actor, found.party),
        "kinds": [(kind, KINDS[kind]) for kind in PERSONAL],
        "relations": relations(),
        "section": HOME,
    }
    answer = render(request, "rooms/me/me.html", shown | more, status=status if more else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _data(actor: Actor, party: Party | None) -> dict[str, Any]:
    """Return what he asked about his own data, and what the law has the platform keep of it."""
    if party is None:
        return {}
    asked = parties.request_list(actor, party.pk).select_related("file")[:MOST]
    rows = [
        {"request": one, "kept": services.kept_told(one.kept), "fields": parties.fields_told(one)}
        for one in asked
    ]
    papers = PERSONAL if party.is_natural else (Document.Kind.USCC,)
    amended = [(kind, KINDS[kind]) for kind in papers]
    return {
        "asked": rows,
        "amended": amended,
        "keeps": services.kept_told(services.kept_all(actor, party.pk)),
    }


@page
@require_POST
def register(request: HttpRequest, actor: Actor) -> HttpResponse:
    """File the streamer himself; nothing that he wrote is lost when it is refused."""
    given = request.POST
    policies.require_streamer(actor)
    try:
        who, agreed = _newcomer(actor, given), given.get("consent", "")
        services.streamer_register(actor=actor, who=who, text_version=agreed)
    except DomainError as refusal:
        kept: dict[str, Any] = {name: given.get(name, "") for name in given}
        kept["is_operator"] = "operator" in given.getlist("roles")
        kept["is_marketer"] = "marketer" in given.getlist("roles")
        return _shown(
            request,
            actor,
            {"refused": refusal.message, "field": refusal.extra.get("field", ""), "kept": kept},
        )
    messages.success(request, _("资料已登记，下一步核验身份。"))
    return redirect(HOME)


def _newcomer(actor: Actor, given: QueryDict) -> services.Newcomer:
    return services.Newcomer(
        kind=Party.Kind.NATURAL,
        roles=[one for one in given.getlist("roles") if one != Party.Role.AGENCY],
        public_name=given.get("public_name", ""),
        particulars=services.Particulars(
            name=given.get("name", ""),
            mobile=given.get("mobile", ""),
            address=given.get("address", ""),
            occupation=given.get("occupation", ""),
        ),
        papers=_papers(given),
        user_id=actor.user_id,
    )


def _papers(given: QueryDict) -> services.Given:
    born = given.get("born_on", "")
    try:
        born_on = date.fromisoformat(born) if born else None
    except ValueError:
        raise Invalid(_("请按 年-月-日 填写出生日期。"), field="born_on") from None
    return services.Given(given.get("kind", ""), given.get("number", ""), born_on=born_on)


@page
@require_POST
def correct(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Correct what was refused, and have it verified again."""
    party, given = _mine(actor), request.POST
    filled = {name: given.get(name) or None for name in ("name", "mobile", "address")}
    try:
        services.party_correct(
            actor=actor,
            party_id=party.pk,
            particulars=services.Particulars(**filled),
            papers=_papers(given),
        )
    except DomainError as refusal:
        kept: dict[str, Any] = {name: given.get(name, "") for name in given}
        field = refusal.extra.get("field", "")
        return _shown(request, actor, {"refused": refusal.message, "field": field, "kept": kept})
    return _back(
        request,
        lambda: services.verification_begin(actor=actor, party_id=party.pk, kind="two_element"),
        _("已更正并重新提交核验，通常几秒钟就有结果。"),
    )


@page
@require_POST
def amend(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask to have what is filed of oneself corrected: an officer compares, and carries it out."""
    party, given = _mine(actor), request.POST
    filled = {name: given.get(name, "").strip() or None for name in AMENDED}
    try:
        papers = _papers(given) if given.get("number", "").strip() else None
        wanted = services.Wanted(services.Particulars(**filled), papers, given.get("words", ""))
        services.data_request_open(
            actor=actor, party_id=party.pk, kind=DataRequest.Kind.CORRECT, wanted=wanted
        )
    except DomainError as refusal:
        kept: dict[str, Any] = {name: given.get(name, "") for name in given}
        field = refusal.extra.get("field", "")
        shown = {"message": refusal.message, "field": field, "kept": kept}
        return _shown(request, actor, {"amend": shown})
    messages.success(request, _("已提出更正请求，平台在三十天内核对并答复。"))
    return redirect(HOME)


@page
@require_POST
def agree(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Agree to one thing, apart from everything else, or take that back."""
    party, given = _mine(actor), request.POST
    kind, version = given.get("kind", ""), given.get("consent", "")
    if given.get("does") == "withdraw":
        return _back(
            request,
            lambda: services.consent_withdraw(actor=actor, party_id=party.pk, kind=kind),
            _("已撤回同意。撤回之前的处理仍然有效。"),
        )
    return _back(
        request,
        lambda: services.consent_give(
            actor=actor, party_id=party.pk, kind=kind, text_version=version
        ),
        _("已记录你的单独同意，随时可以撤回。"),
    )


def _mine(actor: Actor) -> Party:
    policies.require_streamer(actor)
    party = parties.party_of_user(actor, actor.user_id)
    if party is None:
        raise NotFound(_("请先登记资料。"))
    return party


@page
@require_POST
def verify(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Have the streamer's document verified; the answer comes while he waits."""
    kind = "three_element" if request.POST.get("kind") == "three_element" else "two_element"
    party = _mine(actor)
    return _back(
        request,
        lambda: services.verification_begin(actor=actor, party_id=party.pk, kind=kind),
        _("已提交核验，通常几秒钟就有结果。"),
    )


@page
@require_POST
def guardian(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask the guardian of a minor; the code is shown once, to be told to him in person."""
    party, given = _mine(actor), request.POST
    wanted = services.Guardian(
        name=given.get("name", ""),
        document=given.get("kind", ""),
        number=given.get("number", ""),
        relation=given.get("relation", ""),
        address=given.get("address", ""),
    )
    page_url = request.build_absolute_uri(reverse("guardian", args=["x"])).removesuffix("x")
    try:
        offered = services.guardian_ask(
            actor=actor, party_id=party.pk, guardian=wanted, page_url=page_url
        )
    except DomainError as refusal:
        kept = {name: given.get(name, "") for name in given}
        field = refusal.extra.get("field", "")
        return _shown(request, actor, {"refused": refusal.message, "field": field, "kept": kept})
    return _shown(request, actor, {"code": offered.code}, status=200)


@page
@require_POST
def open_function(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Open the live-marketing function once nothing is missing."""
    party = _mine(actor)
    return _back(
        request,
        lambda: services.function_open(actor=actor, party_id=party.pk),
        _("直播营销功能已开通，可以开播了。"),
    )


def _back(request: HttpRequest, act: Any, done: str) -> HttpResponse:
    try:
        act()
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect(HOME)


@page
@require_GET
def agreement(request: HttpRequest, actor: Actor, version_id: UUID) -> HttpResponse:
    """Show a text whole, as it would be signed."""
    party = _mine(actor)
    version = charter.version_public_get(actor, version_id)
    wanted = [
        one
        for one in charter.texts_to_accept(actor, party)
        if one.version is not None and one.version.pk == version.pk
    ]
    shown = {"version": version, "wanted": wanted, "party": party, "section": HOME}
    return render(request, "rooms/me/agreement.html", shown)


@page
@require_POST
def agreement_accept(request: HttpRequest, actor: Actor, version_id: UUID) -> HttpResponse:
    """Sign a text: by name, of exactly what was shown."""
    given, party = request.POST, _mine(actor)
    other = given.get("other", "")
    signature = agreements.Signature(
        name=given.get("name", ""),
        sha256=given.get("sha256", ""),
        ip=client_ip(request),
        language="en" if given.get("language") == "en" else "zh",
    )
    return _back(
        request,
        lambda: agreements.agreement_accept(
            actor=actor,
            party_id=party.pk,
            version_id=version_id,
            signature=signature,
            counterpart_id=_id(other) if other else None,
        ),
        _("协议已签署。"),
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("请写明协议的另一方。"), field="other") from None


@page
@require_GET
def course(request: HttpRequest, actor: Actor, course_id: UUID) -> HttpResponse:
    """Show a course, and its questions to whoever has begun it."""
    party = _mine(actor)
    due = [one for one in charter.courses_due(actor, party) if one.course.pk == course_id]
    if not due:
        raise NotFound(_("没有这门课程。"))
    return render(request, "rooms/me/course.html", {"due": due[0], "section": HOME})


@page
@require_POST
def course_begin(request: HttpRequest, actor: Actor, course_id: UUID) -> HttpResponse:
    """Begin a course; the time counts from here."""
    party = _mine(actor)
    agreements.training_begin(actor=actor, party_id=party.pk, course_id=course_id)
    return redirect("me-course", course_id=course_id)


@page
@require_POST
def course_finish(
    request: HttpRequest, actor: Actor, course_id: UUID, training_id: UUID
) -> HttpResponse:
    """Hand in the answers; whoever fails may begin again."""
    count = 200  # no quiz has more questions
    answers = [
        [int(one) for one in request.POST.getlist(f"q{number}") if one.isdigit() and len(one) < 4]
        for number in range(count)
        if f"q{number}" in request.POST or f"asked{number}" in request.POST
    ]
    try:
        done = agreements.training_finish(actor=actor, training_id=training_id, answers=answers)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("me-course", course_id=course_id)
    if done.state == "passed":
        messages.success(request, _("课程已完成。"))
        return redirect(HOME)
    messages.error(request, _("没有达到及格分，请再学一遍后重做。"))
    return redirect("me-course", course_id=course_id)
