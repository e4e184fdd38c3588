"""One's own data: a copy of it, and what else one may ask about it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.views.answers import back
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.pages import page
from parties import policies, selectors, services
from parties.models import DataRequest, Party

HOME = "me"


def _mine(actor: Actor) -> Party:
    policies.require_streamer(actor)
    party = selectors.party_of_user(actor, actor.user_id)
    if party is None:
        raise NotFound(_("请先登记资料。"))
    return party


@page
@require_POST
def copy(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Have a copy of one's own data made; it can be taken from this page once it is there."""
    party = _mine(actor)
    return back(
        request,
        HOME,
        lambda: services.data_copy_order(actor=actor, party_id=party.pk),
        _("正在生成副本，通常几秒钟；完成后在本页下载，并有消息通知。"),
    )


@page
@require_POST
def ask(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask to have one's data erased, or to leave."""
    party, kind = _mine(actor), request.POST.get("kind", "")
    if kind in (DataRequest.Kind.EXPORT, DataRequest.Kind.CORRECT):
        kind = ""  # a copy is made at once, and a correction says what should be right
    return back(
        request,
        HOME,
        lambda: services.data_request_open(actor=actor, party_id=party.pk, kind=kind),
        _("已提出，平台在期限内答复。"),
    )
