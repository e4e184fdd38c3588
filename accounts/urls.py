"""Addresses of the settings, and of the invitation to join."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("settings", views.tenant, name="settings-tenant"),
    path("settings/origins", views.origins_set, name="origins-set"),
    path("settings/people", views.people, name="settings-people"),
    path("settings/people/invite", views.person_invite, name="person-invite"),
    path("settings/people/<uuid:user_id>/roles", views.person_change, name="person-change"),
    path("settings/people/<uuid:user_id>/shut-out", views.person_shut_out, name="person-shut-out"),
    path(
        "settings/invitations/<uuid:invitation_id>/withdraw",
        views.invitation_withdraw,
        name="invitation-withdraw",
    ),
    path("settings/keys", views.keys, name="settings-keys"),
    path("settings/keys/create", views.key_create, name="key-create"),
    path("settings/keys/<uuid:key_id>/revoke", views.key_revoke, name="key-revoke"),
    path("settings/webhooks", views.webhooks, name="settings-webhooks"),
    path("settings/webhooks/add", views.webhook_add, name="webhook-add"),
    path(
        "settings/webhooks/<uuid:endpoint_id>/remove", views.webhook_remove, name="webhook-remove"
    ),
    path("settings/record", views.record_view, name="settings-record"),
    path("join/<str:token>", views.join, name="join"),
]
