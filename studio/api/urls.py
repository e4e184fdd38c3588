"""API addresses of the studio."""

from django.urls import path

from studio.api import views

urlpatterns = [
    path("studio/rules", views.RulesApi.as_view(), name="studio-rules-api"),
    path("studio/rules/<uuid:rule_id>", views.RuleApi.as_view(), name="studio-rule-api"),
    path("studio/check", views.CheckApi.as_view(), name="studio-check-api"),
    path(
        "studio/backtests/<uuid:backtest_id>",
        views.BacktestApi.as_view(),
        name="studio-backtest-api",
    ),
]
