"""HTTP API of matches with the blacklists of platforms that share: one's own people alone."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from sanctions import selectors

MOST = 200


class MatchesApi(Api):
    """GET /api/v1/sanctions/matches -- who here is on a list that is shared with us."""

    tag = "sanctions"
    scope = "sanctions.read"

    @extend_schema_serializer(component_name="BlacklistMatch")
    class Output(serializers.Serializer[Any]):
        id = serializers.UUIDField()
        party = serializers.UUIDField(source="party_id")
        matched_by = serializers.CharField(
            source="by", help_text=_("identity 证件，bank 收款账户，device 设备")
        )
        platform = serializers.CharField(help_text=_("名单所在的平台"))
        clause = serializers.CharField()
        since = serializers.DateTimeField()
        until = serializers.DateTimeField(allow_null=True)
        match_state = serializers.CharField(
            source="state", help_text=_("open 待核查，seen 已核查，retracted 已撤回")
        )
        found_at = serializers.DateTimeField()
        retracted_at = serializers.DateTimeField(allow_null=True)

    @extend_schema(
        operation_id="match_list",
        summary=_("读取与其他平台黑名单的匹配"),
        responses={200: Output(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = selectors.match_list(self.actor)[:MOST]
        return self.answer(self.Output(rows, many=True).data)
