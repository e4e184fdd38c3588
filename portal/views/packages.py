"""Packages that lie ready for an authority: which, one taken away, and any of them checked."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_POST

from livecompliance.kernel.downloads import download_of
from livecompliance.kernel.exceptions import DomainError
from office.api.files import read_body
from office.services import Opened
from oversight import selectors as oversight
from oversight import services as evidence
from portal import services
from portal.rules.sight import RECORD
from portal.selectors.shown import packages_shown
from portal.views.frame import Looker, portal_page, shown

HERE = "portal-packages"


@require_GET
@portal_page("packages", matter=RECORD)
def packages(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Show the packages that lie ready for the authority, the newest first."""
    found = oversight.packages_addressed(looker.actor, looker.here.authority.pk)
    context = {
        "section": HERE,
        "packages": packages_shown(looker.actor, found),
        "only_this": [looker.here],
    }
    return shown(request, looker, "portal/packages.html", context)


def _hand(request: HttpRequest, looker: Looker, bag_id: UUID) -> Opened:
    sight = looker.here
    witness = services.witness_of(looker.actor, sight.tenant.pk)
    return evidence.package_hand(actor=witness, package_id=bag_id, authority_id=sight.authority.pk)


@require_POST
@portal_page("package", matter=RECORD, thing="bag_id", first=_hand)
def package(request: HttpRequest, looker: Looker, bag_id: UUID, came: Opened) -> HttpResponseBase:
    """Let a package leave; that it was taken is written before."""
    file = came.file
    return download_of(came.pieces(), name=came.name, kind=file.kind, size=file.size)


@require_GET
@portal_page("")
def verify(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Show where any package can be checked."""
    context = {"section": "portal-verify", "most_mib": evidence.MOST_CHECKED >> 20}
    return shown(request, looker, "portal/verify.html", context)


@require_POST
@portal_page("")
def check(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Say whether the package sent holds; nothing of it is kept."""
    try:
        found: dict[str, Any] = evidence.package_check(read_body(request, evidence.MOST_CHECKED))
    except DomainError as refusal:
        return JsonResponse({"detail": refusal.message}, status=refusal.status)
    return JsonResponse(found)
