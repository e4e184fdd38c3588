"""Addresses of complaints: what officers have in hand, and the terms that a platform promises."""

from django.urls import path

from complaints.views import clusters, deeds, inbox, mine, terms

ONE = "complaints/<uuid:complaint_id>"
OWN = "me/complaints/<uuid:referral_id>"

urlpatterns = [
    path("complaints", inbox.every, name="complaints"),
    path(ONE, inbox.one, name="complaint"),
    *(path(f"{ONE}/{name}", deeds.do, {"deed": name}, f"complaint_{name}") for name in deeds.DEEDS),
    path("complaints/clusters", clusters.every, name="complaint-clusters"),
    path(
        "complaints/clusters/<uuid:cluster_id>/dismiss",
        clusters.dismiss,
        name="complaint-cluster-dismiss",
    ),
    path("me/complaints", mine.every, name="my-complaints"),
    path(OWN, mine.one, name="my-complaint"),
    path(f"{OWN}/answer", mine.answer, name="my-complaint-answer"),
    path(f"{OWN}/file", mine.attach, name="my-complaint-file"),
    path("complaints/terms", terms.every, name="complaint-terms"),
    path("complaints/terms/draft", terms.draft, name="complaint-terms-draft"),
    path("complaints/terms/<uuid:terms_id>", terms.one, name="complaint-terms-one"),
    path("complaints/terms/<uuid:terms_id>/edit", terms.edit, name="complaint-terms-edit"),
    path("complaints/terms/<uuid:terms_id>/publish", terms.publish, name="complaint-terms-publish"),
    path("complaints/terms/<uuid:terms_id>/discard", terms.discard, name="complaint-terms-discard"),
]
