"""Addresses of the pages of charter."""

from django.urls import path

from charter.views import agency, agreements, texts, trainings

TEXT, AGREEMENT = "charter/texts/<uuid:version_id>", "charter/agreements/<uuid:agreement_id>"
COURSE = "charter/courses/<uuid:course_id>"
urlpatterns = [
    path("charter", texts.shelf, name="charter"),
    path("charter/draft/<slug:kind>", texts.draft, name="charter-draft"),
    path(TEXT, texts.text, name="charter-text"),
    path(f"{TEXT}/edit", texts.edit, name="charter-edit"),
    path(f"{TEXT}/mark", texts.mark, name="charter-mark"),
    path(f"{TEXT}/publish", texts.publish, name="charter-publish"),
    path(f"{TEXT}/withdraw", texts.withdraw, name="charter-withdraw"),
    path("charter/objections/<uuid:objection_id>", texts.answer, name="objection-answer"),
    path("charter/agreements", agreements.agreements, name="charter-agreements"),
    path(AGREEMENT, agreements.agreement, name="charter-agreement"),
    path(f"{AGREEMENT}/terminate", agreements.terminate, name="agreement-terminate"),
    path(f"{AGREEMENT}/check", agreements.look, name="agreement-check"),
    path("charter/agency", agency.board, name="charter-agency"),
    path("charter/agency/<uuid:party_id>", agency.party, name="agency-party"),
    path("charter/agency/<uuid:party_id>/record", agency.keep, name="agency-record"),
    path("charter/training", trainings.trainings, name="charter-training"),
    path("charter/courses", trainings.course_new, name="course-new"),
    path(COURSE, trainings.course, name="course"),
    path(f"{COURSE}/edit", trainings.edit, name="course-edit"),
    path(f"{COURSE}/publish", trainings.publish, name="course-publish"),
    path(f"{COURSE}/retire", trainings.retire, name="course-retire"),
    path("charter/trainings/<uuid:training_id>/annul", trainings.annul, name="training-annul"),
]
