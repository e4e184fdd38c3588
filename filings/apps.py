"""Filings as a Django app."""

from django.apps import AppConfig


class FilingsConfig(AppConfig):
    name = "filings"
