"""A tenant's negative catalogue for everybody: a page, and the same for machines."""

from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseNotAllowed
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.models import Tenant
from catalog import selectors as catalog
from catalog.forms import moment_of
from catalog.rules.pack import CLASSES
from catalog.selectors import display, export
from livecompliance.kernel import clock, public
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, NotFound, Unavailable
from livecompliance.kernel.tenancy import acting

MOST_KEPT_S, MOST_PAST = 300, 50
FORMS = {"json": "application/json", "csv": "text/csv"}


def catalogue(request: HttpRequest, actor: Actor) -> public.Shown:
    """Show what may not be sold in a platform's rooms, now or at the moment that `at` says.

    Law: M-rules-and-catalogue
    """
    asked = moment_of(request.GET.get("at", ""), "at")
    moment = asked or clock.now()
    held = catalog.held_at(actor, moment)
    past = list(catalog.edition_past(actor)[:MOST_PAST])
    coming = [one for one in past if one.effective_at > clock.now()]
    made_of = (held.version, f"{asked or ''}", f"{clock.to_date(moment)}", len(past), len(coming))
    return public.Shown(
        "public/catalogue.html",
        partial(_told, actor, moment, asked, past),
        max_age_s=MOST_KEPT_S,
        made_of=made_of,
    )


def _told(
    actor: Actor, moment: datetime, asked: datetime | None, past: list[Any]
) -> dict[str, Any]:
    placed = catalog.placed_at(actor, moment)
    shown = [display.entry(one) for one in placed]
    now = clock.now()
    return {
        "held": catalog.held_at(actor, moment),
        "asked": asked,
        "query": f"at={asked.isoformat()}".replace("+", "%2B") if asked else "",
        "total": len(shown),
        "groups": [
            {
                "code": one["code"],
                "name": one["name"],
                "is_ours": one["is_ours"],
                "rows": [row for row in shown if row["classes"][0]["code"] == one["code"]],
            }
            for one in display.classes()
        ],
        "coming": [one for one in past if one.effective_at > now],
        "past": [one for one in past if one.effective_at <= now],
        "classes": len(CLASSES),
    }


def exported(request: HttpRequest, language: str, slug: str, form: str) -> HttpResponse:
    """Give the catalogue of now, or of the moment that `at` says, as JSON or CSV."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    tenant_id = accounts.tenant_find(slug)
    if tenant_id is None or form not in FORMS:
        raise NotFound(_("没有这个平台。"))
    actor = Actor(tenant_ids=frozenset({tenant_id}), roles=frozenset({"public"}))
    with acting(actor), transaction.atomic():
        require_open(accounts.tenant_get(actor))
        try:
            moment = moment_of(request.GET.get("at", ""), "at") or clock.now()
        except DomainError as refusal:
            said = {"code": refusal.code, "field": "at", "detail": refusal.message}
            return JsonResponse(said, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        told = export.catalogue_told(actor, moment, is_public=True)
    answer = HttpResponse(export.written(told, form), content_type=FORMS[form])
    answer.headers["Cache-Control"] = f"public, max-age={MOST_KEPT_S}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Content-Disposition"] = f'inline; filename="catalogue-{slug}.{form}"'
    return answer


def require_open(tenant: Tenant) -> None:
    """Refuse what is asked of a platform that is closed or suspended.

    Raises:
        NotFound: it is closed. Unavailable: it is suspended.
    """
    if tenant.state == Tenant.State.CLOSED:
        raise NotFound(_("没有这个平台。"))
    if tenant.state == Tenant.State.SUSPENDED:
        raise Unavailable(_("平台暂停服务。"))
