"""Pages of parties."""

from django.urls import URLPattern, path

from parties.views import (
    cards,
    embed,
    guardian,
    minors,
    own_card,
    own_data,
    provider,
    unreachable,
    waiting,
)

urlpatterns: list[URLPattern] = [
    path("people/waiting", waiting.waiting, name="people-waiting"),
    path("people/minors", minors.minors, name="minors-register"),
    path("people/<uuid:party_id>/minor-access", minors.access_ask, name="minor-access-ask"),
    path("people/minors/<uuid:access_id>/revoke", minors.access_revoke, name="minor-access-revoke"),
    path("people/minors/<uuid:access_id>/decide", minors.access_decide, name="minor-access-decide"),
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
    path("people/requests/<uuid:request_id>/take", waiting.request_take, name="data-request-take"),
    path("me/data/copy", own_data.copy, name="me-data-copy"),
    path("me/data/ask", own_data.ask, name="me-data-ask"),
    path("people/cards", cards.cards_page, name="cards"),
    path("people/<uuid:party_id>/card", cards.card, name="card"),
    path("people/<uuid:party_id>/card/submit", cards.submit, name="card-submit"),
    path("people/<uuid:party_id>/card/doubt", cards.doubt, name="card-doubt"),
    path("people/cards/<uuid:card_id>/decide", cards.decide, name="card-decide"),
    path("me/card", own_card.own_card, name="me-card"),
    path("me/card/submit", own_card.own_card_submit, name="me-card-submit"),
    path("embed/operators/<uuid:party_id>", embed.operator, name="embed-operator"),
    path("people/unreachable", unreachable.cases, name="unreachables"),
    path("people/unreachable/note", unreachable.note, name="unreachable-note"),
    path("people/unreachable/<uuid:case_id>", unreachable.case, name="unreachable"),
    path("people/unreachable/<uuid:case_id>/act", unreachable.act, name="unreachable-act"),
    path("settings/identity", provider.provider, name="settings-identity"),
    path("settings/identity/set", provider.provider_set, name="identity-set"),
    path("settings/identity/try", provider.provider_try, name="identity-try"),
    path("guardian/<str:token>", guardian.guardian, name="guardian"),
]
