"""Addresses of the studio."""

from django.urls import path

from studio.views import backtest, edit, rules

urlpatterns = [
    path("studio", rules.listed, name="studio"),
    path("studio/approvals", rules.approvals, name="studio-approvals"),
    path("studio/rules/new", edit.new, name="studio_new"),
    path("studio/rules/<uuid:rule_id>", rules.rule, name="studio-rule"),
    path("studio/rules/<uuid:rule_id>/edit", edit.edit, name="studio_edit"),
    path("studio/preview", edit.preview, name="studio_preview"),
    path("studio/versions/<uuid:rule_version_id>/<slug:act>", rules.act, name="studio_act"),
    path("studio/backtests/of/<uuid:rule_version_id>", backtest.start, name="studio_backtest"),
    path("studio/backtests/<uuid:backtest_id>", backtest.backtest, name="studio-backtest"),
    path(
        "studio/backtests/<uuid:backtest_id>/cancel",
        backtest.cancel,
        name="studio_cancel",
    ),
]
