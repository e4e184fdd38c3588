"""HTTP API of terms: how long what is kept, what goes next, what was destroyed and certified."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import NotFound
from oversight import policies, selectors
from oversight.models import Certificate

MOST = 200
UNITS = ["day", "month", "year"]
EXAMPLE = OpenApiExample(
    "retention",
    value={
        "grace_days": 7,
        "goes_before": "2026-11-23",
        "kinds": [
            {
                "name": "rooms.sessions",
                "rule": "R-01",
                "value": 3,
                "unit": "year",
                "clause": "O117-evidence-3y",
                "rules": ["R-01", "R-04"],
                "over": 0,
                "soon": 12,
                "held": 2,
                "destroyed": 340,
            }
        ],
        "uncertified": 0,
    },
    response_only=True,
)


@extend_schema_serializer(component_name="RetentionKind")
class KindOutput(serializers.Serializer[Any]):
    """One kind of thing that is destroyed: the longest rule is its term."""

    name = serializers.CharField(help_text=_("种类的固定名称；销毁证明也用它"))
    rule = serializers.CharField(help_text=_("期限最长、因而适用的规则"))
    value = serializers.IntegerField()
    unit = serializers.ChoiceField(choices=UNITS)
    clause = serializers.CharField(allow_blank=True)
    rules = serializers.ListField(child=serializers.CharField())
    over = serializers.IntegerField(help_text=_("期限已过、等待销毁"))
    soon = serializers.IntegerField(help_text=_("三十天内到期"))
    held = serializers.IntegerField(help_text=_("期限已过而被保全"))
    destroyed = serializers.IntegerField(help_text=_("至今已销毁"))


@extend_schema_serializer(component_name="DestructionCertificate")
class CertificateOutput(serializers.Serializer[Certificate]):
    """One certificate of destruction; `note` is its signed text (C2SP signed-note)."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    things = serializers.IntegerField()
    sha256 = serializers.CharField()
    made_at = serializers.DateTimeField()
    note = serializers.CharField()


class RetentionApi(Api):
    """GET /api/v1/retention -- every kind with its term, and what goes of it."""

    tag = "retention"
    scope = "charter.read"

    @extend_schema_serializer(component_name="Retention", examples=[EXAMPLE])
    class Output(serializers.Serializer[Any]):
        grace_days = serializers.IntegerField(help_text=_("期限届满到销毁之间的天数"))
        goes_before = serializers.DateField(help_text=_("期限在这一天之前届满的，今天销毁"))
        kinds = KindOutput(many=True)
        uncertified = serializers.IntegerField(help_text=_("已销毁、尚待出具证明"))

    @extend_schema(
        operation_id="retention_get", summary=_("查看保存期限与到期情况"), responses={200: Output}
    )
    def get(self, request: Request) -> Response:
        policies.require_read_retention(self.actor)
        kinds = [_kind(one) for one in selectors.plans(self.actor)]
        told = {
            "grace_days": selectors.grace_d(self.actor),
            "goes_before": selectors.goes_before(self.actor),
            "kinds": kinds,
            "uncertified": selectors.uncertified(self.actor),
        }
        return self.answer(self.Output(told).data)


def _kind(one: Any) -> dict[str, Any]:
    return {
        "name": one.kind.name,
        "rule": one.longest.id,
        "value": one.longest.least.value,
        "unit": one.longest.least.unit,
        "clause": one.longest.clause,
        "rules": list(one.kind.rules),
        "over": one.due.over,
        "soon": one.due.soon,
        "held": one.due.held,
        "destroyed": one.destroyed,
    }


class CertificatesApi(Api):
    """GET /api/v1/retention/certificates -- the certificates of destruction, newest first."""

    tag = "retention"
    scope = "charter.read"

    class Query(serializers.Serializer[Any]):
        before = serializers.IntegerField(
            required=False, min_value=1, max_value=2_000_000_000,
            help_text=_("只要编号更小的"),
        )  # fmt: skip

    @extend_schema_serializer(component_name="DestructionCertificatePage")
    class Page(serializers.Serializer[Any]):
        items = CertificateOutput(many=True)

    @extend_schema(
        operation_id="certificate_list",
        summary=_("列出销毁证明"),
        parameters=[Query],
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        policies.require_read_retention(self.actor)
        before = self.asked(request).get("before")
        found = selectors.certificates(self.actor)
        found = found.filter(number__lt=before) if before else found
        return self.answer(self.Page({"items": list(found[:MOST])}).data)


class CertificateApi(Api):
    """GET /api/v1/retention/certificates/{certificate_id} -- one certificate as it was signed."""

    tag = "retention"
    scope = "charter.read"
    refusals = {"GET": (NotFound,)}

    @extend_schema(
        operation_id="certificate_get",
        summary=_("查看一份销毁证明"),
        responses={200: CertificateOutput},
    )
    def get(self, request: Request, certificate_id: UUID) -> Response:
        policies.require_read_retention(self.actor)
        found = selectors.certificate_get(self.actor, certificate_id)
        return self.answer(CertificateOutput(found).data)
