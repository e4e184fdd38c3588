"""Addresses of the API of oversight."""

from django.urls import path

from oversight.api import views

urlpatterns = [
    path("packages/verify", views.VerifyApi.as_view(), name="package-verify-api"),
]
