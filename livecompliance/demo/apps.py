"""The demo as a Django app: commands and data, no models; not installed in production."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "livecompliance.demo"
    label = "demo"
