"""Every address of the product."""

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

from livecompliance import health

handler400 = "livecompliance.faults.bad_request"
handler404 = "livecompliance.faults.not_found"
handler500 = "livecompliance.faults.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("", include("moderation.urls")),
    path("", include("conduct.urls")),
    path("", include("catalog.urls")),
    path("", include("studio.urls")),
    path("", include("sanctions.urls")),
    path("", include("complaints.urls")),
    path("", include("stage.urls")),
    path("", include("rooms.urls")),
    path("", include("tax.urls")),
    path("", include("oversight.urls")),
    path("", include("portal.urls")),
    path("", include("charter.urls")),
    path("", include("tiers.urls")),
    path("", include("review.urls")),
    path("", include("office.urls")),
    path("", include("filings.urls")),
    path("", include("accounts.urls")),
    path("", include("parties.urls")),
    path("p/", include("livecompliance.public.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("accounts.api.urls")),
    path("api/v1/", include("office.api.urls")),
    path("api/v1/", include("parties.api.urls")),
    path("api/v1/", include("charter.api.urls")),
    path("api/v1/", include("filings.api.urls")),
    path("api/v1/", include("rooms.api.urls")),
    path("api/v1/", include("stage.api.urls")),
    path("api/v1/", include("tiers.api.urls")),
    path("api/v1/", include("review.api.urls")),
    path("api/v1/", include("catalog.api.urls")),
    path("api/v1/", include("tax.api.urls")),
    path("api/v1/", include("oversight.api.urls")),
    path("api/v1/", include("moderation.api.urls")),
    path("api/v1/", include("sanctions.api.urls")),
    path("api/v1/", include("complaints.api.urls")),
    path("api/v1/", include("conduct.api.urls")),
    path("api/v1/", include("studio.api.urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
]
