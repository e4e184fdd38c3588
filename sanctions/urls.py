"""Addresses of sanctions: decisions, appeals, ladders, and a streamer's own."""

from django.urls import path

from sanctions.views import appeals, begin, ladders, own, sanctions, sharing

urlpatterns = [
    path("sanctions", sanctions.sanctions, name="sanctions"),
    path("sanctions/new", begin.new, name="sanction-new"),
    path("sanctions/step", begin.step, name="sanction-step"),
    path("sanctions/reports", sanctions.reports, name="sanction-reports"),
    path("sanctions/sharing", sharing.sharing, name="sanction-sharing"),
    path("sanctions/sharing/choose", sharing.choose, name="sharing-choose"),
    path("sanctions/matches/<uuid:match_id>/see", sharing.see, name="match-see"),
    path("sanctions/appeals", appeals.appeals, name="sanction-appeals"),
    path("sanctions/appeals/<uuid:appeal_id>", appeals.appeal, name="sanction-appeal"),
    path("sanctions/appeals/<uuid:appeal_id>/reply", appeals.reply, name="appeal-reply"),
    path("sanctions/appeals/<uuid:appeal_id>/decide", appeals.decide, name="appeal-decide"),
    path("sanctions/ladders", ladders.ladders, name="ladders"),
    path("sanctions/ladders/draft", ladders.draft, name="ladder-draft"),
    path("sanctions/ladders/<uuid:ladder_id>", ladders.ladder, name="ladder"),
    path("sanctions/ladders/<uuid:ladder_id>/edit", ladders.edit, name="ladder-edit"),
    path("sanctions/ladders/<uuid:ladder_id>/publish", ladders.publish, name="ladder-publish"),
    path("sanctions/ladders/<uuid:ladder_id>/discard", ladders.discard, name="ladder-discard"),
    path("sanctions/<uuid:sanction_id>", sanctions.sanction, name="sanction"),
    path("sanctions/<uuid:sanction_id>/notice", sanctions.notice, name="sanction-notice"),
    path("sanctions/<uuid:sanction_id>/review", sanctions.review, name="sanction-review"),
    path("sanctions/<uuid:sanction_id>/lift", sanctions.lift, name="sanction-lift"),
    path("sanctions/<uuid:sanction_id>/keep", sanctions.keep, name="sanction-keep"),
    path("sanctions/<uuid:sanction_id>/served", sanctions.served, name="notice-served"),
    path("sanctions/<uuid:sanction_id>/paper", sanctions.paper, name="appeal-paper"),
    path("appeals", own.mine, name="my-sanctions"),
    path("appeals/<uuid:sanction_id>", own.one, name="my-sanction"),
    path("appeals/<uuid:sanction_id>/notice", own.notice, name="my-notice"),
    path("appeals/<uuid:sanction_id>/file", own.file, name="appeal-file"),
    path("appeals/<uuid:sanction_id>/say", own.say, name="appeal-say"),
]
