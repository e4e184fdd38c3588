"""What stands inside a platform's own pages: no cookie, no login, only hosts that were said."""

from typing import Any

from csp.constants import SELF
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import selectors
from accounts.models import Tenant
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound


def embedder(request: HttpRequest) -> Actor:
    """Return the platform that embeds what is its own, which is what an integrator is."""
    tenant_id = selectors.tenant_find(request.GET.get("tenant", ""))
    if tenant_id is None:
        raise NotFound(_("没有这个平台。"))
    return Actor(tenant_ids=frozenset({tenant_id}), roles=frozenset({"integrator"}))


def active(actor: Actor) -> Tenant:
    """Return the embedder's tenant; one that was suspended or closed embeds nothing."""
    tenant = selectors.tenant_get(actor)
    if tenant.state != Tenant.State.ACTIVE:
        raise NotFound(_("没有这个平台。"))
    return tenant


def tongue(request: HttpRequest) -> str:
    """Return the language that the address asks for; never guessed from the browser."""
    return "en" if request.GET.get("lang", "").startswith("en") else "zh-hans"


def allow(response: Any, tenant: Tenant) -> None:
    """Let the tenant's own pages, and nobody else's, put the answer into a frame."""
    origins = tenant.policy.get("embed_origins", [])
    hosts = [str(one) for one in origins] if isinstance(origins, list) else []
    response._csp_replace = {"frame-ancestors": [SELF, *hosts]}
    response.xframe_options_exempt = True
    response["Cache-Control"] = "no-store"
