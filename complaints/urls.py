"""Addresses of complaints: the terms that a platform promises."""

from django.urls import path

from complaints.views import terms

urlpatterns = [
    path("complaints/terms", terms.every, name="complaint-terms"),
    path("complaints/terms/draft", terms.draft, name="complaint-terms-draft"),
    path("complaints/terms/<uuid:terms_id>", terms.one, name="complaint-terms-one"),
    path("complaints/terms/<uuid:terms_id>/edit", terms.edit, name="complaint-terms-edit"),
    path("complaints/terms/<uuid:terms_id>/publish", terms.publish, name="complaint-terms-publish"),
    path("complaints/terms/<uuid:terms_id>/discard", terms.discard, name="complaint-terms-discard"),
]
