"""Complaints as a Django app."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "complaints"
