"""The off-platform notice inside a platform's own page: no cookie, no login, only said hosts."""

from http import HTTPStatus
from uuid import UUID

import msgspec
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from accounts.adapters import client_ip
from accounts.views import embedding
from livecompliance.kernel import limits
from livecompliance.kernel.exceptions import Busy, Invalid
from livecompliance.kernel.pages import is_fragment
from livecompliance.kernel.tenancy import acting
from moderation import selectors, services
from rooms import selectors as rooms

MOST_BYTES = 1_000
MOST_A_MINUTE = 600  # of one address, behind which many viewers may stand


class Shown(msgspec.Struct, frozen=True):
    """What a client says of the banner it shows."""

    client: str
    large: bool


@require_GET
def notice(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Show the notice of one room; large for a while after a hit.

    Law: M-off-platform
    """
    actor = embedding.embedder(request)
    tongue = embedding.tongue(request)
    with acting(actor), transaction.atomic(), translation.override(tongue):
        tenant = embedding.active(actor)
        session = rooms.session_open(actor, rooms.room_get(actor, room_id))
        shown = {
            "notice": selectors.notice_get(actor, session.pk) if session else None,
            "slug": request.GET["tenant"],
            "room_id": room_id,
            "english": tongue == "en",
        }
        template = "_notice.html" if _is_part(request) else "notice.html"
        response = render(request, f"moderation/{template}", shown)
        embedding.allow(response, tenant)
    return response


def _is_part(request: HttpRequest) -> bool:
    return is_fragment(request) or "part" in request.GET


def _shown(request: HttpRequest) -> Shown:
    try:
        if len(request.body) > MOST_BYTES:
            raise Invalid(_("请求内容有误。"))
        return msgspec.json.decode(request.body, type=Shown)
    except (ValueError, RecursionError, RawPostDataException):  # the last: it was a form
        raise Invalid(_("请求内容有误。")) from None


@csrf_exempt
@require_POST
def notice_shown(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Take a client's word that the notice stood before its viewer.

    Law: M-off-platform
    """
    actor = embedding.embedder(request)
    if not limits.is_within("shown", client_ip(request), MOST_A_MINUTE):
        raise Busy(_("请求过于频繁，请稍后重试。"), retry_after=limits.MINUTE_S)
    said = _shown(request)
    with acting(actor), transaction.atomic():
        embedding.active(actor)
        session = rooms.session_open(actor, rooms.room_get(actor, room_id))
        if session is None:
            return HttpResponse(status=HTTPStatus.CONFLICT)
        services.notice_display(
            actor=actor, session_id=session.pk, client=said.client, is_large=said.large
        )
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
