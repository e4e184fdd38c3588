"""HTTP API of the studio, for writing: drafts, trials, requests, approvals, roll-backs.

A person answers for every rule: whoever calls has signed in and is an officer; a key reads.
"""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Invalid, NotFound
from moderation.engine.checking import MOST_LENGTH
from studio import policies, selectors, services
from studio.api.views import (
    BacktestOutput,
    RuleOutput,
    VersionOutput,
    backtest_of,
    rule_of,
    version_of,
)
from studio.models import Version
from studio.rules.body import MEASURES, MOST_WORDS, SUGGESTIONS
from studio.services.life import NotRunning

ACTS = ("shadow", "ask", "approve", "refuse", "retire", "discard", "copy")
MOST_REVISION = 2**31 - 1


class WishInput(serializers.Serializer[Any]):
    """What a rule is to say, and why."""

    when = serializers.CharField(max_length=2 * MOST_LENGTH, trim_whitespace=False)
    family = serializers.CharField(max_length=40, help_text=_("归入的词族"))
    clause = serializers.CharField(max_length=80, allow_blank=True, default="")
    measure = serializers.CharField(
        max_length=20, allow_blank=True, default="", help_text=" · ".join(MEASURES)
    )
    suggestion = serializers.CharField(
        max_length=10, default="review", help_text=" · ".join(SUGGESTIONS)
    )
    score = serializers.FloatField(min_value=0, max_value=1, default=0.6)
    severity = serializers.ChoiceField(choices=["low", "medium", "high"], default="medium")
    reason_zh = serializers.CharField(max_length=MOST_WORDS, allow_blank=True, default="")
    reason_en = serializers.CharField(max_length=MOST_WORDS, allow_blank=True, default="")
    advice_zh = serializers.CharField(max_length=MOST_WORDS, allow_blank=True, default="")
    advice_en = serializers.CharField(max_length=MOST_WORDS, allow_blank=True, default="")
    note = serializers.CharField(max_length=200, allow_blank=True, default="")


def wish_of(given: dict[str, Any]) -> services.Wish:
    """Return what somebody wants; what is no part of the rule's body is left out."""
    apart = ("note", "name", "revision", "family")
    body = {name: value for name, value in given.items() if name not in apart}
    return services.Wish(body | {"label": given["family"]}, given["note"])


class Writing(Api):
    """What only officers do, themselves."""

    tag = "studio"
    scope = "studio.write"

    def version(self, row: Version) -> dict[str, Any]:
        """Return a version as the API shows it."""
        found = selectors.version_get(self.actor, row.pk)
        return dict(VersionOutput(version_of(found, (0, 0))).data)


class RulesApi(Writing):
    """GET, POST /api/v1/studio/rules -- every rule with its versions; write a new one."""

    scopes = {"GET": "studio.read", "POST": "studio.write"}
    refusals = {"POST": (services.RuleFaulty,)}

    @extend_schema_serializer(component_name="RuleNew")
    class Input(WishInput):
        name = serializers.CharField(max_length=60)

    @extend_schema(
        operation_id="studio_rules",
        summary=_("列出规则及其版本"),
        responses={200: RuleOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = [rule_of(self.actor, row) for row in selectors.rule_rows(self.actor)]
        return self.answer(RuleOutput(rows, many=True).data)

    @extend_schema(
        operation_id="studio_rule_create",
        summary=_("起草一条规则"),
        request=Input,
        responses={201: VersionOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_write(self.actor)
        given = self.input(request)
        row = services.rule_create(actor=self.actor, name=given["name"], wish=wish_of(given))
        return self.answer(self.version(row), status=201)


class DraftApi(Writing):
    """POST /api/v1/studio/rules/{rule_id}/draft -- word the draft anew, or begin one."""

    refusals = {"POST": (services.Stale, services.DraftOpen, services.RuleFaulty)}

    @extend_schema_serializer(component_name="RuleDraft")
    class Input(WishInput):
        revision = serializers.IntegerField(
            min_value=1,
            max_value=MOST_REVISION,
            allow_null=True,
            default=None,
            help_text=_("看到的草稿修订号；没有草稿时不填"),
        )

    @extend_schema(
        operation_id="studio_rule_draft",
        summary=_("改写或起草规则的新一版"),
        request=Input,
        responses={200: VersionOutput},
    )
    def post(self, request: Request, rule_id: UUID) -> Response:
        policies.require_write(self.actor)
        given = self.input(request)
        row = services.version_draft(
            actor=self.actor, rule_id=rule_id, wish=wish_of(given), revision=given["revision"]
        )
        return self.answer(self.version(row))


class VersionActApi(Writing):
    """POST /api/v1/studio/versions/{rule_version_id}/act -- move a version on, or out."""

    refusals = {
        "POST": (
            services.Stale,
            services.RuleFaulty,
            services.BacktestMissing,
            services.NoRequest,
            services.OwnVersion,
            services.NotADraft,
            services.DraftOpen,
            NotRunning,
            services.ReleaseBroken,
        )
    }

    @extend_schema_serializer(component_name="RuleVersionAct")
    class Input(serializers.Serializer[Any]):
        act = serializers.ChoiceField(choices=ACTS)
        revision = serializers.IntegerField(
            min_value=1, max_value=MOST_REVISION, help_text=_("看到的修订号")
        )
        share = serializers.IntegerField(
            min_value=1, max_value=100, required=False, help_text=_("申请生效的场次百分比")
        )

    @extend_schema(
        operation_id="studio_version_act",
        summary=_("影子运行、申请、批准、退回、停用、作废或恢复一版规则"),
        request=Input,
        responses={200: VersionOutput},
    )
    def post(self, request: Request, rule_version_id: UUID) -> Response:
        policies.require_write(self.actor)
        given = self.input(request)
        of: dict[str, Any] = {"actor": self.actor, "version_id": rule_version_id}
        if given["act"] == "copy":
            row = services.version_copy(**of)
            return self.answer(self.version(row))
        of["revision"] = given["revision"]
        if given["act"] == "ask":
            if "share" not in given:
                raise Invalid(gettext("请写明范围。"), field="share")
            of["share"] = given["share"]
        row = getattr(services, f"version_{given['act']}")(**of)
        return self.answer(self.version(row))


class BacktestsApi(Writing):
    """POST /api/v1/studio/versions/{rule_version_id}/backtests -- try a version on recordings."""

    refusals = {"POST": (NotFound, Invalid)}

    @extend_schema_serializer(component_name="BacktestOrder")
    class Input(serializers.Serializer[Any]):
        since = serializers.DateTimeField()
        until = serializers.DateTimeField()

    @extend_schema(
        operation_id="studio_backtest_start",
        summary=_("在录播上回测一版规则"),
        request=Input,
        responses={201: BacktestOutput},
    )
    def post(self, request: Request, rule_version_id: UUID) -> Response:
        policies.require_write(self.actor)
        given = self.input(request)
        row = services.backtest_start(
            actor=self.actor,
            version_id=rule_version_id,
            since=given["since"],
            until=given["until"],
        )
        return self.answer(backtest_of(self.actor, row), status=201)


class BacktestCancelApi(Writing):
    """POST /api/v1/studio/backtests/{backtest_id}/cancel -- stop a backtest. Twice is once."""

    refusals = {"POST": (NotFound,)}

    @extend_schema(
        operation_id="studio_backtest_cancel",
        summary=_("取消回测"),
        request=None,
        responses={200: BacktestOutput},
    )
    def post(self, request: Request, backtest_id: UUID) -> Response:
        row = services.backtest_cancel(actor=self.actor, backtest_id=backtest_id)
        return self.answer(backtest_of(self.actor, row))
