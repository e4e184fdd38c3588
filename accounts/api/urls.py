"""API addresses of the search."""

from django.urls import path

from accounts.api.search import SearchApi

urlpatterns = [path("search", SearchApi.as_view(), name="search-api")]
