"""Addresses of a tenant's public pages."""

from django.urls import URLPattern, path

from livecompliance.public import catalogue, views

urlpatterns: list[URLPattern] = [
    path("<slug:slug>", views.slashed, name="public-slashed"),
    path("<slug:slug>/", views.home, name="public-home"),
    path("<slug:slug>/operator/<uuid:party_id>", views.operator, name="public-operator"),
    path("<slug:slug>/catalogue.<slug:form>", catalogue.exported, name="public-catalogue"),
    path("<slug:slug>/<slug:name>", views.section, name="public-section"),
]
