"""Pages of parties."""

from django.urls import URLPattern, path

from parties.views import guardian, waiting

urlpatterns: list[URLPattern] = [
    path("people/waiting", waiting.waiting, name="people-waiting"),
    path("people/minors", waiting.minors, name="minors-register"),
    path("people/parties/<uuid:party_id>/judge", waiting.judge, name="party-judge"),
    path(
        "people/requests/<uuid:request_id>/refuse",
        waiting.request_refuse,
        name="data-request-refuse",
    ),
    path(
        "people/requests/<uuid:request_id>/carry-out",
        waiting.request_carry_out,
        name="data-request-carry-out",
    ),
    path("guardian/<str:token>", guardian.guardian, name="guardian"),
]
