"""API addresses of the studio."""

from django.urls import path

from studio.api import packs, views, writing

ISSUE, VERSION = "studio/issues/<uuid:pack_issue_id>", "studio/versions/<uuid:rule_version_id>"
BACKTEST = "studio/backtests/<uuid:backtest_id>"

urlpatterns = [
    path("studio/rules", writing.RulesApi.as_view(), name="studio-rules-api"),
    path("studio/rules/<uuid:rule_id>", views.RuleApi.as_view(), name="studio-rule-api"),
    path("studio/rules/<uuid:rule_id>/draft", writing.DraftApi.as_view(), name="studio-draft-api"),
    path(f"{VERSION}/act", writing.VersionActApi.as_view(), name="studio-act-api"),
    path(f"{VERSION}/backtests", writing.BacktestsApi.as_view(), name="studio-backtests-api"),
    path("studio/check", views.CheckApi.as_view(), name="studio-check-api"),
    path(BACKTEST, views.BacktestApi.as_view(), name="studio-backtest-api"),
    path(f"{BACKTEST}/cancel", writing.BacktestCancelApi.as_view(), name="studio-cancel-api"),
    path("studio/packs", packs.PacksApi.as_view(), name="studio-packs-api"),
    path("studio/packs/<uuid:pack_id>", packs.PackApi.as_view(), name="studio-pack-api"),
    path(
        "studio/packs/<uuid:pack_id>/draft",
        packs.PackDraftApi.as_view(),
        name="studio-pack-draft-api",
    ),
    path(f"{ISSUE}/terms", packs.TermsApi.as_view(), name="studio-terms-api"),
    path(f"{ISSUE}/act", packs.IssueActApi.as_view(), name="studio-issue-act-api"),
    path(f"{ISSUE}/imports", packs.ImportApi.as_view(), name="studio-import-api"),
    path(f"{ISSUE}/exports", packs.ExportApi.as_view(), name="studio-export-api"),
]
