"""Office as a Django app."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "office"
