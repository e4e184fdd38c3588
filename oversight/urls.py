"""Addresses of oversight: the duty board, its articles, the seven mechanisms."""

from django.urls import path

from oversight.views import duties, mechanisms

urlpatterns = [
    path("duties", duties.duties, name="duties"),
    path("duties/export", duties.taken, name="duties-export"),
    path("duties/look", duties.look, name="duties-look"),
    path("duties/mechanisms", mechanisms.mechanisms, name="mechanisms"),
    path("duties/mechanisms/<slug:which>", mechanisms.mechanism, name="mechanism"),
    path("duties/mechanisms/<slug:which>/record", mechanisms.record, name="mechanism-record"),
    path("duties/<slug:instrument>/<int:article>", duties.duty, name="duty"),
    path("duties/<slug:instrument>/<int:article>/charge", duties.charge, name="duty-charge"),
]
