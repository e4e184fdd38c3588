"""Addresses of the streamer's own pages."""

from django.urls import path

from rooms.views import me

urlpatterns = [
    path("me", me.me, name="me"),
    path("me/register", me.register, name="me-register"),
    path("me/verify", me.verify, name="me-verify"),
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
