"""Stage as a Django app."""

from django.apps import AppConfig


class StageConfig(AppConfig):
    name = "stage"
