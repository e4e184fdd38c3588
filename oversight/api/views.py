"""HTTP API of packages of evidence: any package in, a verdict out. Nothing of it is kept."""

from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import BodyBroken, Invalid, TooLarge
from office.api.files import read_body
from oversight import policies, services


@extend_schema_serializer(component_name="PackageVerdict")
class VerdictOutput(serializers.Serializer[Any]):
    """Whether a package holds; if not, the first thing that does not, where and in words."""

    holds = serializers.BooleanField()
    code = serializers.CharField(allow_blank=True)
    where = serializers.CharField(allow_blank=True)
    zh = serializers.CharField(allow_blank=True)
    en = serializers.CharField(allow_blank=True)
    trust = serializers.CharField(allow_blank=True)
    package = serializers.CharField(allow_blank=True)
    origin = serializers.CharField(allow_blank=True)
    about = serializers.CharField(allow_blank=True)
    recipient = serializers.CharField(allow_blank=True)
    made_at = serializers.CharField(allow_blank=True)
    members = serializers.IntegerField()
    entries = serializers.IntegerField()
    segments = serializers.IntegerField()
    events = serializers.IntegerField()
    withheld = serializers.IntegerField()
    tree = serializers.IntegerField()
    key = serializers.CharField(allow_blank=True)
    clips = serializers.IntegerField(help_text=gettext_lazy("包内的录像份数"))
    lacking = serializers.IntegerField(help_text=gettext_lazy("要求过而不在包内的录像份数"))
    stamp = serializers.CharField(
        allow_blank=True, help_text=gettext_lazy("检查点时间戳所载的时刻；没有时间戳为空")
    )


class VerifyApi(Api):
    """POST /api/v1/packages/verify -- check a package against this platform's keys."""

    tag = "packages"
    scope = "files.read"
    refusals = {"POST": (Invalid, BodyBroken, TooLarge)}

    @extend_schema(
        operation_id="package_verify",
        summary=gettext_lazy("核验一个证据包"),
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={200: VerdictOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_check_packages(self.actor)
        stream = read_body(request._request, services.MOST_CHECKED)
        return self.answer(VerdictOutput(services.package_check(stream)).data)
