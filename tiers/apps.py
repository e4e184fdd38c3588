"""Tiers as a Django app."""

from django.apps import AppConfig


class TiersConfig(AppConfig):
    name = "tiers"
