"""Addresses of oversight: the duty board, the seven mechanisms, packages of evidence."""

from django.urls import path

from oversight.views import authorities, duties, mechanisms, outbox, packages

urlpatterns = [
    path("evidence", packages.packages, name="evidence"),
    path("evidence/new", packages.new, name="evidence-new"),
    path("evidence/order", packages.order, name="evidence_order"),
    path("evidence/verify", packages.verify, name="evidence-verify"),
    path("evidence/<uuid:bag_id>", packages.package, name="evidence-one"),
    path("evidence/<uuid:bag_id>/take", packages.take, name="evidence_take"),
    path("evidence/<uuid:bag_id>/cancel", packages.cancel, name="evidence_cancel"),
    path("evidence/<uuid:bag_id>/resume", packages.resume, name="evidence_resume"),
    path("outbox", outbox.outbox, name="outbox"),
    path("outbox/new", outbox.new, name="outbox-new"),
    path("outbox/draft", outbox.draft, name="outbox_draft"),
    path("outbox/authorities", authorities.authorities, name="authorities"),
    path("outbox/authorities/set", authorities.keep, name="authority_set"),
    path("outbox/authorities/domicile", authorities.domicile, name="domicile_set"),
    path("outbox/authorities/<uuid:authority_id>/act", authorities.act, name="authority_act"),
    path("outbox/<uuid:dispatch_id>", outbox.one, name="outbox-one"),
    path("outbox/<uuid:dispatch_id>/act", outbox.act, name="outbox_act"),
    path("outbox/<uuid:dispatch_id>/look", outbox.look, name="outbox_look"),
    path("duties", duties.duties, name="duties"),
    path("duties/export", duties.taken, name="duties-export"),
    path("duties/look", duties.look, name="duties-look"),
    path("duties/mechanisms", mechanisms.mechanisms, name="mechanisms"),
    path("duties/mechanisms/<slug:which>", mechanisms.mechanism, name="mechanism"),
    path("duties/mechanisms/<slug:which>/record", mechanisms.record, name="mechanism-record"),
    path("duties/<slug:instrument>/<int:article>", duties.duty, name="duty"),
    path("duties/<slug:instrument>/<int:article>/charge", duties.charge, name="duty-charge"),
]
