"""Addresses of the settings, and of the invitation to join."""

from django.urls import path

from accounts.views import holds, keys, people, platform, record, search, stepup, unmask

urlpatterns = [
    path("search", search.palette, name="search"),
    path("settings", platform.tenant, name="settings-tenant"),
    path("settings/contact", platform.contact_set, name="contact-set"),
    path("settings/origins", platform.origins_set, name="origins-set"),
    path("settings/people", people.people, name="settings-people"),
    path("settings/people/invite", people.invite, name="person-invite"),
    path("settings/people/find", people.find, name="person-find"),
    path("settings/people/<uuid:user_id>/contact", people.contact, name="person-contact"),
    path("settings/people/<uuid:user_id>/shred", people.shred, name="person-shred"),
    path("settings/people/<uuid:user_id>/roles", people.change, name="person-change"),
    path("settings/people/<uuid:user_id>/shut-out", people.shut_out, name="person-shut-out"),
    path(
        "settings/invitations/<uuid:invitation_id>/withdraw",
        people.withdraw,
        name="invitation-withdraw",
    ),
    path("settings/holds", holds.holds, name="settings-holds"),
    path("settings/holds/place", holds.place, name="hold-place"),
    path("settings/holds/<uuid:hold_id>/lift", holds.lift, name="hold-lift"),
    path("settings/keys", keys.keys, name="settings-keys"),
    path("settings/keys/create", keys.key_create, name="key-create"),
    path("settings/keys/<uuid:key_id>/revoke", keys.key_revoke, name="key-revoke"),
    path("settings/webhooks", keys.webhooks, name="settings-webhooks"),
    path("settings/webhooks/add", keys.webhook_add, name="webhook-add"),
    path("settings/webhooks/<uuid:endpoint_id>/remove", keys.webhook_remove, name="webhook-remove"),
    path("settings/record", record.record, name="settings-record"),
    path("settings/record/export", record.export, name="record-export"),
    path("step-up", stepup.step_up, name="step-up"),
    path("unmask", unmask.unmask, name="unmask"),
    path("join/<str:token>", people.join, name="join"),
]
