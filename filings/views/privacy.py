"""Impact assessments of personal information: all of them, one whole."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from filings import policies, selectors, services
from filings.forms import Field, Form, an_id
from filings.models import Impact
from filings.rules import catalogue
from filings.templatetags.filings import WORDS, said
from filings.views.page import bound, file_field, link, saved, shown
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.pages import page

TAB = "filings-impacts"


@page
@require_GET
def impacts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the impact assessments, and which kinds of information still want one."""
    more = {
        "impacts": selectors.impact_list(actor)[:200],
        "wanting": selectors.categories_wanting(actor),
    }
    return shown(request, actor, "impacts", TAB, more)


@page
@require_GET
def impact_new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask for a new one."""
    policies.require_keep(actor)
    return _new(request, actor)


@page
@require_POST
def impact_add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Begin one."""
    policies.require_keep(actor)
    return saved(
        request,
        lambda: services.impact_write(actor=actor, draft=_draft(request.POST)),
        _("已保存草稿。"),
        lambda made: link("impact", made.pk),
        lambda fault: _new(request, actor, fault),
    )


@page
@require_GET
def impact(request: HttpRequest, actor: Actor, impact_id: UUID) -> HttpResponse:
    """Show one, with what was decided or what is wanting."""
    return _one(request, actor, impact_id)


@page
@require_POST
def impact_write(request: HttpRequest, actor: Actor, impact_id: UUID) -> HttpResponse:
    """Write a draft anew."""
    policies.require_keep(actor)
    return saved(
        request,
        lambda: services.impact_write(actor=actor, impact_id=impact_id, draft=_draft(request.POST)),
        _("已保存草稿。"),
        lambda made: link("impact", made.pk),
        lambda fault: _one(request, actor, impact_id, {"write": fault}),
    )


@page
@require_POST
def impact_decide(request: HttpRequest, actor: Actor, impact_id: UUID) -> HttpResponse:
    """Decide, as a second person."""
    policies.require_sign(actor)
    return saved(
        request,
        lambda: services.impact_decide(
            actor=actor, impact_id=impact_id, decision=request.POST.get("decision", "")
        ),
        _("已作出决定，评估不再修改。"),
        lambda made: link("impact", made.pk),
        lambda fault: _one(request, actor, impact_id, {"decide": fault}),
    )


def _draft(given: QueryDict) -> services.Draft:
    return services.Draft(
        title=given.get("title", ""),
        grounds=tuple(given.getlist("grounds")),
        categories=tuple(given.getlist("categories")),
        processing=given.get("processing", ""),
        necessity=given.get("necessity", ""),
        risks=given.get("risks", ""),
        measures=given.get("measures", ""),
        file=an_id(given, "file"),
    )


def _new(request: HttpRequest, actor: Actor, fault: DomainError | None = None) -> HttpResponse:
    wanted = request.GET.get("category", "")
    fresh = Impact(
        grounds=["sensitive"], categories=[wanted] if wanted in catalogue.categories() else []
    )
    form = bound(_form(fresh, reverse("impact-add")), request, fault)
    return shown(request, actor, "impact_new", TAB, {"form": form, "status": 422 if fault else 200})


def _one(
    request: HttpRequest,
    actor: Actor,
    impact_id: UUID,
    faults: dict[str, DomainError] | None = None,
) -> HttpResponse:
    faults = faults or {}
    found = selectors.impact_get(actor, impact_id)
    decision = Field("decision", _("决定"), "select", "go", options=WORDS["decision"].items())
    forms = {
        "write": _form(found, link("impact-write", found.pk)),
        "decide": Form([decision], link("impact-decide", found.pk), _("作出决定"), "decide"),
    }
    more: dict[str, Any] = {
        "impact": found,
        "is_draft": found.state == Impact.State.DRAFT,
        "is_author": found.author_id == actor.user_id,
        "parts": _parts(found),
        "forms": {name: bound(form, request, faults.get(name)) for name, form in forms.items()},
        "status": 422 if faults else 200,
    }
    return shown(request, actor, "impact", TAB, more)


def _parts(found: Impact) -> list[tuple[str, str]]:
    return [
        (_("处理活动"), found.processing),
        (_("目的与必要性"), found.necessity),
        (_("对个人的影响与风险"), found.risks),
        (_("保护措施"), found.measures),
    ]


def _form(found: Impact, action: str) -> Form:
    grounds = [(key, said(one)) for key, one in catalogue.grounds().items()]
    kinds = [(key, said(one)) for key, one in catalogue.categories().items()]
    fields = [
        Field("title", _("处理活动的名称"), value=found.title, required=True, most=120),
        Field("grounds", _("应当评估的情形"), "checks", found.grounds, options=grounds),
        Field("categories", _("个人信息种类"), "checks", found.categories, options=kinds),
        Field("processing", _("处理活动"), "area", found.processing, most=2000,
              help=_("处理什么、怎么处理、保存多久；不要写任何人的信息。")),
        Field("necessity", _("目的与必要性"), "area", found.necessity, most=2000,
              help=_("目的、方式是否合法、正当、必要。")),
        Field("risks", _("对个人的影响与风险"), "area", found.risks, most=2000),
        Field("measures", _("保护措施"), "area", found.measures, most=2000,
              help=_("是否合法、有效并与风险程度相适应。")),
        file_field(),
    ]  # fmt: skip
    return Form(fields, action, _("保存草稿"), "impact")
