"""Addresses of conduct: links, criticism, figures, lists."""

from django.urls import path

from conduct.views import agencies, criticism, jumps, learnt, lists, others, pictures, traffic

urlpatterns = [
    path("conduct", jumps.jumps, name="conduct"),
    path("conduct/jumps/<uuid:jump_id>", jumps.jump, name="conduct-jump"),
    path("conduct/jumps/<uuid:jump_id>/look", jumps.look, name="conduct_look"),
    path("conduct/landings/<uuid:landing_id>", jumps.snapshot, name="conduct-landing"),
    path("conduct/criticism", criticism.criticism, name="conduct-criticism"),
    path("conduct/criticism/<uuid:room_id>", criticism.room, name="conduct-room"),
    path("conduct/figures", traffic.figures, name="conduct-figures"),
    path("conduct/figures/<uuid:anomaly_id>", traffic.figure, name="conduct-figure"),
    path("conduct/agencies", agencies.agencies, name="conduct-agencies"),
    path("conduct/agencies/<uuid:trace_id>/close", agencies.close, name="conduct_trace"),
    path("conduct/others", others.others, name="conduct-others"),
    path("conduct/pictures", pictures.pictures, name="conduct_picture"),
    path("conduct/learnt", learnt.learnt, name="conduct-learnt"),
    path("conduct/learnt/<uuid:classifier_id>/ask", learnt.ask, name="conduct_ask"),
    path("conduct/learnt/<uuid:classifier_id>/<str:move>", learnt.act, name="conduct_model"),
    path("conduct/lists", lists.lists, name="conduct-lists"),
    path("conduct/lists/add", lists.add, name="conduct_add"),
    path("conduct/lists/import", lists.take, name="conduct_import"),
    path("conduct/lists/export", lists.export, name="conduct_export"),
    path("conduct/lists/<uuid:target_id>/remove", lists.remove, name="conduct_remove"),
]
