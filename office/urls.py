"""Pages of the office: jobs, files, messages, the calendar."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
