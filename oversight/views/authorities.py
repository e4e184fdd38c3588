"""The authorities of a platform: which, how they are reached, and where the platform is."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import told
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from oversight import policies, selectors, services
from oversight.models import Authority
from oversight.providers import public_key, secret_of
from oversight.rules import routing
from oversight.selectors import reported

HERE = "outbox"
FIELDS = ("name", "body", "level", "region", "carrier", "endpoint", "signing", "contact")


@page
@require_GET
def authorities(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the authorities, the matters that go to each, and the key that signs."""
    return render(request, "oversight/authorities.html", _shown(request, actor))


def _shown(request: HttpRequest, actor: Actor, secret: str = "") -> dict[str, Any]:
    rows = list(selectors.authority_list(actor, is_active=False))
    place = selectors.domicile_of(actor)
    return {
        "section": HERE,
        "lines": [
            {
                "row": one,
                "body": reported.BODIES[one.body],
                "level": reported.LEVELS[one.level],
                "carrier": reported.CARRIERS[one.carrier],
            }
            for one in rows
        ],
        "edited": next((one for one in rows if str(one.pk) == request.GET.get("edit")), None),
        "routes": [_route(actor, name, one, rows) for name, one in routing.routes().items()],
        "domicile": place,
        "can_report": policies.can_report(actor),
        "key": public_key(actor.tenant_id),
        "secret": secret,
        "bodies": reported.BODIES.items(),
        "levels": reported.LEVELS.items(),
        "carriers": reported.CARRIERS.items(),
        "signings": Authority.Signing.choices,
    }


def _route(actor: Actor, name: str, one: routing.Route, rows: list[Authority]) -> dict[str, Any]:
    """Return how a matter travels from here: to whom at this platform's own domicile."""
    place = routing.folded(selectors.domicile_of(actor))
    held = [each for each in rows if each.is_active]
    found = [(to, routing.competent(held, to, place)) for to in one.to]
    return {
        "name": reported.matter(name),
        "venue": VENUES[one.venue](),
        "to": [
            (reported.BODIES[to.body], reported.LEVELS[to.level], who.name if who else "")
            for to, who in found
        ],
        "clause": one.clause,
        "is_read": one.confidence == "R",
    }


VENUES = {
    "platform": lambda: _("平台住所地"),
    "operator": lambda: _("运营者实际经营地，不明的按平台住所地"),
    "crime": lambda: _("行为人住所或经营地，不明的按平台住所地"),
}


@page
@require_POST
def keep(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Add an authority, or change one."""
    policies.doer_of_reports(actor)
    given = {name: request.POST.get(name, "") for name in FIELDS}
    office = services.Office(**given)
    which = _uuid(request.POST.get("authority_id", ""))
    act = partial(services.authority_set, actor=actor, office=office, authority_id=which)
    told(request, act, _("已保存。没有找到部门的草稿已重新匹配。"))
    return redirect("authorities")


@page
@require_POST
def act(request: HttpRequest, actor: Actor, authority_id: UUID) -> HttpResponse:
    """Put an authority away, or show another shared secret, once."""
    policies.doer_of_reports(actor)
    selectors.authority_get(actor, authority_id)
    verb = request.POST.get("act", "")
    if verb == "retire":
        told(
            request,
            partial(services.authority_retire, actor=actor, authority_id=authority_id),
            _("已停用。已经报送的不受影响。"),
        )
        return redirect("authorities")
    if verb != "renew":
        messages.error(request, _("没有这种操作。"))
        return redirect("authorities")
    renew = partial(services.authority_renew, actor=actor, authority_id=authority_id)
    row = told(request, renew, _("新密钥只显示这一次，请交给对方。"))
    if row is None:
        return redirect("authorities")
    secret = secret_of(row.tenant_id, row.pk, row.secret_version)
    answer = render(request, "oversight/authorities.html", _shown(request, actor, secret))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@page
@require_POST
def domicile(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Say where the platform is domiciled."""
    policies.doer_of_reports(actor)
    place = request.POST.get("place", "")
    told(request, partial(services.domicile_set, actor=actor, place=place), _("住所地已登记。"))
    return redirect("authorities")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
