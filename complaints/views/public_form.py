"""The form that anybody fills in, with what was typed before; what else stands on its page."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from complaints import forms, selectors
from complaints.rules import challenge as puzzles
from complaints.rules import terms as rules
from complaints.selectors import words
from complaints.views import public_notice as notices
from livecompliance.kernel import clock, crypto, limits
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.public import Shown
from livecompliance.kernel.tenancy import acting
from office import selectors as office
from rooms import selectors as rooms

KEY = "complaints|challenge"
TEXTS = ("statement", "wish", "about", "order_ref", "name", "phone", "email")
FIELDS = ("kind", *TEXTS, "happened_at", "room", "mail", "passes_on", "asks_particulars")
Values = Mapping[str, str]


def busy(what: str, who: str, most: int) -> str:
    wait = limits.wait_s(what, who, most)
    return _("操作太频繁，请 %(wait)s 秒后再试。") % {"wait": wait} if wait else ""


def room_named(actor: Actor, text: str) -> Any:
    """Return the room that a link named; none where there is no such room."""
    found = forms.uuid_of(text)
    if found is None:
        return None
    product = system_actor(actor.tenant_id)
    with acting(product):
        try:
            return rooms.room_get(product, found)
        except NotFound:
            return None


def _query(request: HttpRequest, given: Values, *, is_notice: bool) -> str:
    """Return what the other language's page is asked for with: nothing that was typed."""
    named = ("room", "about") if request.method == "GET" else ("room",)
    kept = {name: given[name] for name in named if given.get(name)}
    return urlencode(kept | ({"form": notices.FORM} if is_notice else {}))


def form_shown(
    request: HttpRequest,
    actor: Actor,
    given: Values,
    fault: str = "",
    field: str = "",
    status: int = 200,
    is_notice: bool = False,
    unsent: Values | None = None,
) -> Shown:
    """Show the page with a new challenge and whatever was typed.

    Args:
        unsent: what was typed under a receipt that has to be given once more; it comes along.
    """
    held = selectors.terms_in_force(actor).body
    key = crypto.keyring().derive(KEY)
    room = room_named(actor, given.get("room", ""))
    shown = {
        "given": {name: given.get(name, "") for name in FIELDS},
        "room": room,
        "kinds": [
            {
                "code": code,
                "name": words.KINDS[code],
                "example": words.EXAMPLES[code],
                "needs": code in rules.NAMED,
            }
            for code in rules.KINDS
        ],
        "table": forms.table_of(held),
        "reopen": office.long_of(held.reopen_days, "day"),
        "particulars": forms.particulars_long(held),
        "fault": fault,
        "field": field,
        "unsent": unsent or {},
        "challenge": puzzles.challenge_new(key, actor.tenant_id, clock.now()),
        "most": puzzles.MOST,
        "now": clock.now(),
        "query": _query(request, given, is_notice=is_notice),
    }
    if is_notice:
        shown |= notices.asked(request, given)
    name = "complaints/public_notice.html" if is_notice else "complaints/public.html"
    return Shown(name, shown, max_age_s=0, status=status)
