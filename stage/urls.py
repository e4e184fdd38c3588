"""Addresses of the pages of what is set before the audience."""

from django.urls import path

from stage.views import policy, review, room

urlpatterns = [
    path("settings/stage", policy.policy, name="settings-stage"),
    path("settings/stage/set", policy.policy_set, name="stage-policy-set"),
    path("stage", review.waiting, name="stage"),
    path("stage/elements/<uuid:proposal_id>", review.version, name="stage-review"),
    path("stage/elements/<uuid:proposal_id>/picture", review.picture, name="stage-picture"),
    path("stage/elements/<uuid:proposal_id>/decide", review.decide, name="stage-decide"),
    path("stage/rooms/<uuid:room_id>", room.room, name="stage-room"),
    path("stage/rooms/<uuid:room_id>/minors", room.minors_flag, name="stage-minors-flag"),
    path("stage/minors/<uuid:class_id>/clear", room.minors_clear, name="stage-minors-clear"),
    path("stage/hosts/<uuid:host_id>/assess", room.host_assess, name="stage-host-assess"),
    path("stage/hosts/<uuid:host_id>/withdraw", room.host_withdraw, name="stage-host-withdraw"),
]
