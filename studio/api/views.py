"""HTTP API of the studio: rules and their versions, what is wrong with one, backtests."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.actors import Actor
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
    revision = serializers.IntegerField(help_text=_("每次改动加一；操作时须写明看到的修订号"))
    share = serializers.IntegerField(help_text=_("生效的场次百分比"))
    asked_share = serializers.IntegerField(allow_null=True, help_text=_("申请生效的场次百分比"))
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


def version_of(one: Version, counts: tuple[int, int]) -> dict[str, Any]:
    """Return a version as the API shows it, with its findings and shadows."""
    return {
        "id": one.pk,
        "label": name_of(one),
        "number": one.number,
        "state": one.state,
        "revision": one.revision,
        "share": one.share,
        "asked_share": one.asked_share,
        "body": one.body,
        "is_form": form_of(str(one.body.get("when", ""))) is not None,
        "findings": counts[0],
        "shadows": counts[1],
        "changed_at": one.changed_at,
    }


def rule_of(actor: Actor, row: selectors.Row) -> dict[str, Any]:
    """Return a rule with its versions as the API shows it."""
    counts = selectors.counts_of(actor, row.versions)
    made = [version_of(one, counts.get(one.pk, (0, 0))) for one in row.versions]
    rule = row.rule
    return {"id": rule.pk, "code": rule.code, "name": rule.name, "versions": made}


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
        return self.answer(RuleOutput(rule_of(self.actor, row)).data)


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


def backtest_of(actor: Actor, row: Backtest) -> dict[str, Any]:
    """Return a backtest as the API shows it."""
    done, whole, _fault = selectors.progress_of(actor, row)
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
    return dict(BacktestOutput(answer).data)


class BacktestApi(Api):
    """GET /api/v1/studio/backtests/{backtest_id} -- how far a backtest is, what came of it."""

    tag = "studio"
    scope = "studio.read"

    @extend_schema(
        operation_id="studio_backtest", summary=_("读取回测"), responses={200: BacktestOutput}
    )
    def get(self, request: Request, backtest_id: UUID) -> Response:
        row = selectors.backtest_get(self.actor, backtest_id)
        return self.answer(backtest_of(self.actor, row))
