"""Sanctions as a Django app."""

from django.apps import AppConfig


class SanctionsConfig(AppConfig):
    name = "sanctions"
