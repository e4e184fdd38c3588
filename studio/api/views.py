"""HTTP API of the studio: rules and their versions, what is wrong with one, backtests."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from moderation.engine.checking import MOST_LENGTH, faults
from studio import policies, selectors
from studio.models import Backtest, Version
from studio.rules.form import form_of
from studio.rules.tally import precision
from studio.selectors import words
from studio.selectors.release import name_of


@extend_schema_serializer(component_name="RuleVersion")
class VersionOutput(serializers.Serializer[Any]):
    """One version: what findings call it, where it stands, what it says."""

    id = serializers.UUIDField()
    name = serializers.CharField(source="label")
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Version.State.choices)
    share = serializers.IntegerField(help_text=_("生效的场次百分比"))
    body = serializers.DictField()
    is_form = serializers.BooleanField(help_text=_("条件能否以表单显示"))
    findings = serializers.IntegerField(help_text=_("近三十天的发现"))
    shadows = serializers.IntegerField(help_text=_("影子运行的命中"))
    changed_at = serializers.DateTimeField()


@extend_schema_serializer(component_name="StudioRule")
class RuleOutput(serializers.Serializer[Any]):
    """A rule with its versions, the newest first."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    versions = VersionOutput(many=True)


def _rule(api: Api, row: selectors.Row) -> dict[str, Any]:
    counts = selectors.counts_of(api.actor, row.versions)
    made = []
    for one in row.versions:
        findings, shadows = counts.get(one.pk, (0, 0))
        made.append(
            {
                "id": one.pk,
                "label": name_of(one),
                "number": one.number,
                "state": one.state,
                "share": one.share,
                "body": one.body,
                "is_form": form_of(str(one.body.get("when", ""))) is not None,
                "findings": findings,
                "shadows": shadows,
                "changed_at": one.changed_at,
            }
        )
    rule = row.rule
    return {"id": rule.pk, "code": rule.code, "name": rule.name, "versions": made}


class RulesApi(Api):
    """GET /api/v1/studio/rules -- every rule of the tenant with its versions."""

    tag = "studio"
    scope = "studio.read"

    @extend_schema(
        operation_id="studio_rules",
        summary=_("列出规则及其版本"),
        responses={200: RuleOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = [_rule(self, row) for row in selectors.rule_rows(self.actor)]
        return self.answer(RuleOutput(rows, many=True).data)


class RuleApi(Api):
    """GET /api/v1/studio/rules/{rule_id} -- one rule with its versions."""

    tag = "studio"
    scope = "studio.read"

    @extend_schema(
        operation_id="studio_rule", summary=_("读取一条规则"), responses={200: RuleOutput}
    )
    def get(self, request: Request, rule_id: UUID) -> Response:
        rule = selectors.rule_get(self.actor, rule_id)
        row = selectors.Row(rule, list(selectors.version_list(self.actor, rule_id)))
        return self.answer(RuleOutput(_rule(self, row)).data)


@extend_schema_serializer(component_name="RuleFault")
class FaultOutput(serializers.Serializer[Any]):
    """What is wrong, and where: line and column from 1."""

    code = serializers.CharField()
    line = serializers.IntegerField()
    column = serializers.IntegerField()
    length = serializers.IntegerField()
    message = serializers.CharField()


@extend_schema_serializer(component_name="RuleChecked")
class CheckedOutput(serializers.Serializer[Any]):
    """Whether a condition can be used, and all that is wrong with it."""

    is_good = serializers.BooleanField()
    is_form = serializers.BooleanField()
    faults = FaultOutput(many=True)


class CheckApi(Api):
    """POST /api/v1/studio/check -- what is wrong with a condition; nothing is kept."""

    tag = "studio"
    scope = "studio.read"

    @extend_schema_serializer(component_name="RuleCheck")
    class Input(serializers.Serializer[Any]):
        when = serializers.CharField(max_length=2 * MOST_LENGTH, trim_whitespace=False)

    @extend_schema(
        operation_id="studio_check",
        summary=_("检查规则条件"),
        request=Input,
        responses={200: CheckedOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_see(self.actor)
        when = self.input(request)["when"]
        found = [one._asdict() for one in faults(when, selectors.families(self.actor))]
        told = [one | {"message": words.fault(one)} for one in found]
        answer = {"is_good": not found, "is_form": form_of(when) is not None, "faults": told}
        return self.answer(CheckedOutput(answer).data)


@extend_schema_serializer(component_name="Backtest")
class BacktestOutput(serializers.Serializer[Any]):
    """A backtest: how far it is, and when it is done its figures, without words."""

    id = serializers.UUIDField()
    version_id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=Backtest.State.choices)
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    done = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True)
    figures = serializers.DictField()
    precision = serializers.FloatField(allow_null=True)


class BacktestApi(Api):
    """GET /api/v1/studio/backtests/{backtest_id} -- how far a backtest is, what came of it."""

    tag = "studio"
    scope = "studio.read"

    @extend_schema(
        operation_id="studio_backtest", summary=_("读取回测"), responses={200: BacktestOutput}
    )
    def get(self, request: Request, backtest_id: UUID) -> Response:
        row = selectors.backtest_get(self.actor, backtest_id)
        done, whole, _fault = selectors.progress_of(self.actor, row)
        figures = {name: value for name, value in row.figures.items() if name != "samples"}
        answer = {
            "id": row.pk,
            "version_id": row.version_id,
            "state": row.state,
            "since": row.since,
            "until": row.until,
            "done": done,
            "total": whole,
            "figures": figures,
            "precision": precision(row.figures),
        }
        return self.answer(BacktestOutput(answer).data)
