"""Charter as a Django app."""

from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "charter"
