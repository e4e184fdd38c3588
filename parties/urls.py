"""Pages of parties."""

from django.urls import URLPattern, path

from parties.views import guardian

urlpatterns: list[URLPattern] = [
    path("guardian/<str:token>", guardian.guardian, name="guardian"),
]
