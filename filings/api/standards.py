"""HTTP API of the register of standards: what there is, what is declared, one recorded."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from filings import selectors, services
from filings.models import Conformity, Standard
from filings.rules import standards as rules
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Invalid

STATUSES = [rules.DRAFT, rules.IN_FORCE, rules.ENDED]
CONFIDENCES = ["R", "M", "own"]
EXAMPLE = OpenApiExample(
    "standard",
    value={
        "code": "T/EXAMPLE 001-2026",
        "title": "直播电商合规管理指南",
        "kind": "association",
        "issuer": "示例协会",
        "since": "2026-03-01",
    },
    request_only=True,
)


@extend_schema_serializer(component_name="StandardConformity")
class ConformityOutput(serializers.Serializer[Conformity]):
    """How the platform stands to one clause of a standard; `control` shows it live."""

    clause = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=Conformity.State.choices)
    evidence = serializers.CharField(allow_blank=True)
    control = serializers.CharField(allow_blank=True)
    reviewed_on = serializers.DateField()
    review_on = serializers.DateField(allow_null=True)


@extend_schema_serializer(component_name="Standard")
class StandardOutput(serializers.Serializer[Any]):
    """One standard. `certainty` R: its name was read; M: from memory; own: the platform's."""

    code = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=Standard.Kind.choices)
    issuer = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=STATUSES)
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)
    certainty = serializers.ChoiceField(choices=CONFIDENCES)
    unverified = serializers.CharField(allow_blank=True)
    conformity = ConformityOutput(many=True)


def _told(one: selectors.Standing) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": one.title,
        "kind": one.kind,
        "issuer": one.issuer,
        "status": one.status,
        "since": one.since,
        "until": one.until,
        "certainty": one.confidence,
        "unverified": one.unverified,
        "conformity": one.rows,
    }


class StandardsApi(Api):
    """GET and POST /api/v1/filings/standards -- the register of standards."""

    tag = "filings"
    scopes = {"GET": "charter.read", "POST": "charter.write"}
    refusals = {"POST": (Invalid,)}

    @extend_schema_serializer(component_name="StandardInput", examples=[EXAMPLE])
    class Input(serializers.Serializer[Any]):
        code = serializers.CharField(min_length=2, max_length=40)
        title = serializers.CharField(min_length=2, max_length=200)
        kind = serializers.ChoiceField(choices=Standard.Kind.choices)
        issuer = serializers.CharField(max_length=120, allow_blank=True, default="")
        since = serializers.DateField(allow_null=True, default=None)
        until = serializers.DateField(allow_null=True, default=None)
        note = serializers.CharField(max_length=300, allow_blank=True, default="")

    @extend_schema_serializer(component_name="StandardList")
    class Page(serializers.Serializer[Any]):
        items = StandardOutput(many=True)

    @extend_schema(
        operation_id="standard_list", summary=_("列出标准和符合情况"), responses={200: Page}
    )
    def get(self, request: Request) -> Response:
        found = selectors.standards_standing(self.actor)
        return self.answer(self.Page({"items": [_told(one) for one in found]}).data)

    @extend_schema(
        operation_id="standard_record",
        summary=_("登记一部标准"),
        request=Input,
        responses={200: StandardOutput},
    )
    def post(self, request: Request) -> Response:
        entry = rules.Entry(**self.input(request))
        kept = services.standard_record(actor=self.actor, entry=entry)
        found = {one.code: one for one in selectors.standards_standing(self.actor)}
        return self.answer(StandardOutput(_told(found[kept.code])).data)
