"""New technologies, applications and functions: all of them, one whole."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from filings import policies, selectors, services
from filings.forms import Field, Form, an_id, the_date
from filings.models import Technology
from filings.rules import catalogue
from filings.services import terms
from filings.templatetags.filings import WORDS, said
from filings.views.page import bound, link, owner_field, pressed, saved, shown
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.pages import page
from office import selectors as office

TAB = "filings-technologies"
Faults = dict[str, DomainError]


@page
@require_GET
def technologies(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what is in use, what waits, and the way to declare one more."""
    return _all(request, actor)


@page
@require_POST
def technology_declare(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Write one down; its assessment opens."""
    policies.require_keep(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.technology_declare(
            actor=actor,
            declared=services.Declared(
                slug=given.get("slug", ""),
                kind=given.get("kind", ""),
                name=given.get("name", ""),
                description=given.get("description", ""),
                effect=given.get("effect", ""),
                owner_id=an_id(given, "owner"),
            ),
        ),
        _("已登记，安全评估已启动。"),
        lambda made: link("technology", made.pk),
        lambda fault: _all(request, actor, fault),
    )


@page
@require_GET
def technology(request: HttpRequest, actor: Actor, technology_id: UUID) -> HttpResponse:
    """Show one: who declared and who approved it, its assessment, what comes next."""
    return _one(request, actor, technology_id)


@page
@require_POST
def technology_approve(request: HttpRequest, actor: Actor, technology_id: UUID) -> HttpResponse:
    """Let it be used, as a second person."""
    policies.require_sign(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.technology_approve(
            actor=actor,
            technology_id=technology_id,
            live_on=the_date(given, "live_on"),
            review_on=the_date(given, "review_on"),
        ),
        _("已批准。"),
        lambda made: link("technology", made.pk),
        lambda fault: _one(request, actor, technology_id, {"approve": fault}),
    )


@page
@require_POST
def technology_live(request: HttpRequest, actor: Actor, technology_id: UUID) -> HttpResponse:
    """Say that it is in use."""
    policies.require_keep(actor)
    return pressed(
        request,
        lambda: services.technology_go_live(actor=actor, technology_id=technology_id),
        _("已登记上线。"),
        link("technology", technology_id),
    )


@page
@require_POST
def technology_assess(request: HttpRequest, actor: Actor, technology_id: UUID) -> HttpResponse:
    """Ask for a fresh assessment."""
    policies.require_keep(actor)
    return pressed(
        request,
        lambda: services.technology_assess_again(actor=actor, technology_id=technology_id),
        _("新的安全评估已启动，签署并再次批准之前不能使用。"),
        link("technology", technology_id),
    )


@page
@require_POST
def technology_review(request: HttpRequest, actor: Actor, technology_id: UUID) -> HttpResponse:
    """Say that it was looked at again."""
    policies.require_keep(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.technology_review(
            actor=actor,
            technology_id=technology_id,
            note=given.get("note", ""),
            next_on=the_date(given, "next_on"),
        ),
        _("已登记复核。"),
        lambda made: link("technology", made.pk),
        lambda fault: _one(request, actor, technology_id, {"review": fault}),
    )


@page
@require_POST
def technology_retire(request: HttpRequest, actor: Actor, technology_id: UUID) -> HttpResponse:
    """Take it out of use."""
    policies.require_keep(actor)
    given = request.POST
    return saved(
        request,
        lambda: services.technology_retire(
            actor=actor, technology_id=technology_id, reason=given.get("reason", "")
        ),
        _("已停用，不能再用于直播。"),
        lambda made: link("technology", made.pk),
        lambda fault: _one(request, actor, technology_id, {"retire": fault}),
    )


def _all(request: HttpRequest, actor: Actor, fault: DomainError | None = None) -> HttpResponse:
    kinds = [(key, said(one)) for key, one in catalogue.technologies().items()]
    fields = [
        Field("name", _("名称"), required=True, most=120),
        Field("slug", _("短名"), required=True, most=40,
              help=_("开播时用它申报，例如 virtual-host；小写字母、数字、下划线或连字符。")),
        Field("kind", _("种类"), "select", "virtual_image", options=kinds),
        Field("effect", _("带来的改变"), "select", "none", options=WORDS["effect"].items(),
              help=_("决定按哪种情形启动安全评估。")),
        Field("description", _("说明"), "area", most=2000),
        owner_field(actor),
    ]  # fmt: skip
    form = Form(fields, reverse("technology-declare"), _("登记并启动评估"), "declare")
    more = {
        "technologies": selectors.technology_list(actor)[:200],
        "form": bound(form, request, fault),
        "status": 422 if fault else 200,
    }
    return shown(request, actor, "technologies", TAB, more)


def _one(
    request: HttpRequest, actor: Actor, technology_id: UUID, faults: Faults | None = None
) -> HttpResponse:
    faults = faults or {}
    found = selectors.technology_get(actor, technology_id)
    state = Technology.State
    forms = _forms(actor, found)
    more = {
        "technology": found,
        "is_author": policies.is_author(actor, found),
        "waits_for_approval": found.state == state.ASSESSED,
        "is_used": found.state in (state.APPROVED, state.LIVE),
        "may_go_live": found.state == state.APPROVED
        and found.live_on is not None
        and found.live_on <= clock.today(),
        "may_assess": found.state != state.RETIRED
        and found.assessment is not None
        and found.assessment.state not in ("open", "returned"),
        "clocks": office.countdowns(actor, ("technology", str(found.pk))),
        "forms": {name: bound(form, request, faults.get(name)) for name, form in forms.items()},
        "status": 422 if faults else 200,
    }
    return shown(request, actor, "technology", TAB, more)


def _forms(actor: Actor, found: Technology) -> dict[str, Form]:
    today = clock.today()
    days = terms.own(actor, terms.REVIEW_SETTING, terms.REVIEW_D)
    later = f"{today + timedelta(days=days)}"
    approve = [
        Field("live_on", _("上线日期"), "date", f"{today}", required=True, least=f"{today}"),
        Field("review_on", _("复核日期"), "date", later, required=True, least=f"{today}"),
    ]
    review = [
        Field("note", _("复核情况"), "area", required=True),
        Field("next_on", _("下次复核"), "date", later, required=True, least=f"{today}"),
    ]
    retire = [Field("reason", _("原因"), required=True)]
    return {
        "approve": Form(approve, link("technology-approve", found.pk), _("批准使用"), "approve"),
        "review": Form(review, link("technology-review", found.pk), _("登记复核"), "review"),
        "retire": Form(
            retire, link("technology-retire", found.pk), _("停用"), "retire", danger=True
        ),
    }
