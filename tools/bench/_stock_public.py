"""The stock way of a public page: the same words from a view behind Django's own middleware.

Run with DJANGO_SETTINGS_MODULE=tools.bench._stock_public_settings. Its advantages: no limit, no
content policy, nothing of ours around the view; and Django's own 304 for who has the page.
"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.csrf import ensure_csrf_cookie

from accounts import selectors as accounts
from livecompliance.kernel import public as registry
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from livecompliance.public import rules, views


@ensure_csrf_cookie
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a tenant's rules to whoever he is: the stock layout asks who is signed in."""
    tenant_id = accounts.tenant_find(slug)
    if tenant_id is None:
        return HttpResponse(status=404)
    actor = Actor(tenant_ids=frozenset({tenant_id}), roles=frozenset({"public"}))
    with acting(actor), transaction.atomic():
        tenant = accounts.tenant_get(actor)
        told = rules.told(actor)
    context = {
        **told,
        "tenant_name": tenant.name,
        "slug": tenant.slug,
        "english": False,
        "here": "rules",
        "path": request.path,
        "contact": accounts.public_contact(tenant),
        "sections": [{"name": one, "label": views.NAMES[one]} for one in registry.SECTIONS],
        "is_member": request.user.is_authenticated,
    }
    return render(request, "public/rules.html", context)


urlpatterns = [
    path("stock/<slug:slug>", page),
    path("p/", include("livecompliance.public.urls")),  # for the links of the layout
]
