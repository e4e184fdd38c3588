"""Parties as a Django app."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "parties"
