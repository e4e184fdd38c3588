"""Addresses of the API of oversight."""

from django.urls import path

from oversight.api import outbox, views

urlpatterns = [
    path("outbox", outbox.ReportsApi.as_view(), name="outbox-api"),
    path("outbox/<uuid:dispatch_id>", outbox.ReportApi.as_view(), name="outbox-one-api"),
    path("packages/verify", views.VerifyApi.as_view(), name="package-verify-api"),
]
