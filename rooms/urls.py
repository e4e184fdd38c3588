"""Pages of rooms: who is there, what the gate said; and the streamer's own."""

from django.urls import URLPattern, path

from rooms.views import gate, me, people, person, retention

ONE = "people/<uuid:party_id>"
urlpatterns: list[URLPattern] = [
    path("people", people.people, name="people"),
    path("people/find", people.find, name="people-find"),
    path("people/export", people.export, name="people-export"),
    path(ONE, person.person, name="person"),
    path(f"{ONE}/function", person.function, name="person-function"),
    path(f"{ONE}/trial", person.trial, name="person-trial"),
    path(f"{ONE}/marks", person.mark, name="person-mark"),
    path(
        "people/credentials/<uuid:credential_id>/decide",
        person.credential,
        name="person-credential",
    ),
    path("settings/retention", retention.retention, name="settings-retention"),
    path("settings/retention/<uuid:session_id>/sold", retention.sold, name="session-sold"),
    path("settings/retention/<uuid:session_id>/hold", retention.hold, name="session-hold"),
    path("gate", gate.gate, name="gate"),
    path("gate/mode", gate.mode, name="gate-mode"),
    path("me", me.me, name="me"),
    path("me/register", me.register, name="me-register"),
    path("me/verify", me.verify, name="me-verify"),
    path("me/correct", me.correct, name="me-correct"),
    path("me/data/correct", me.amend, name="me-data-correct"),
    path("me/consents", me.agree, name="me-consents"),
    path("me/guardian", me.guardian, name="me-guardian"),
    path("me/open", me.open_function, name="me-open"),
    path("me/agreements/<uuid:version_id>", me.agreement, name="me-agreement"),
    path("me/agreements/<uuid:version_id>/sign", me.agreement_accept, name="me-agreement-sign"),
    path("me/courses/<uuid:course_id>", me.course, name="me-course"),
    path("me/courses/<uuid:course_id>/begin", me.course_begin, name="me-course-begin"),
    path(
        "me/courses/<uuid:course_id>/<uuid:training_id>", me.course_finish, name="me-course-finish"
    ),
]
