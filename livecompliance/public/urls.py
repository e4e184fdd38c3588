"""Addresses of a tenant's public pages."""

from django.urls import URLPattern, path

from livecompliance.public import catalogue, record, report, transparency, views

urlpatterns: list[URLPattern] = [
    path("<slug:slug>", views.slashed, name="public-slashed"),
    path("<slug:slug>/", views.home, name="public-home"),
    path("<slug:slug>/operator/<uuid:party_id>", views.operator, name="public-operator"),
    path("<slug:slug>/catalogue.<slug:form>", catalogue.exported, name="public-catalogue"),
    path("<slug:slug>/transparency.<slug:form>", transparency.exported, name="public-transparency"),
    path("<slug:slug>/report.<slug:form>", report.exported, name="public-report"),
    path("<slug:slug>/record/checkpoint", record.text, name="public-record"),
    path("<slug:slug>/record/key", record.key, name="public-record-key"),
    path("<slug:slug>/record/witnesses", record.witnesses, name="public-record-witnesses"),
    path("<slug:slug>/record/timestamp", record.timestamp, name="public-record-timestamp"),
    path(
        "<slug:slug>/record/tile/<int:level>/<path:place>", record.tile, name="public-record-tile"
    ),
    path("<slug:slug>/record/inclusion", record.inclusion, name="public-record-inclusion"),
    path("<slug:slug>/record/consistency", record.consistency, name="public-record-consistency"),
    path("<slug:slug>/<slug:name>", views.section, name="public-section"),
]
