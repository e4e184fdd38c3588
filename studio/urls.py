"""Addresses of the studio."""

from django.urls import path

from studio.views import backtest, edit, packs, rules

urlpatterns = [
    path("studio", rules.listed, name="studio"),
    path("studio/approvals", rules.approvals, name="studio-approvals"),
    path("studio/packs", packs.listed, name="studio-packs"),
    path("studio/packs/new", packs.new, name="studio_pack_new"),
    path("studio/packs/<uuid:pack_id>", packs.pack, name="studio-pack"),
    path("studio/packs/<uuid:pack_id>/draft", packs.draft, name="studio_pack_draft"),
    path("studio/issues/<uuid:pack_issue_id>/terms", packs.add, name="studio_terms_add"),
    path(
        "studio/issues/<uuid:pack_issue_id>/terms/<uuid:term_id>/remove",
        packs.remove,
        name="studio_term_remove",
    ),
    path("studio/issues/<uuid:pack_issue_id>/<slug:act>", packs.act, name="studio_issue_act"),
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
