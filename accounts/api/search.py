"""HTTP API of the search: what a key or a person may go to, by number or name."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel import search
from livecompliance.kernel.api import Api


@extend_schema_serializer(component_name="SearchResult")
class ResultOutput(serializers.Serializer[Any]):
    """One thing that can be gone to."""

    kind = serializers.CharField(help_text="room, session, marketer, person, clause, page")
    id = serializers.CharField()
    title = serializers.CharField()
    detail = serializers.CharField()
    url = serializers.CharField(help_text=_("控制台中的页面"))


class SearchApi(Api):
    """GET /api/v1/search -- rooms, broadcasts, people and clauses by number or name."""

    tag = "search"
    scope = "rooms.read"

    class Query(serializers.Serializer[Any]):
        q = serializers.CharField(
            max_length=search.LONGEST, help_text=_("编号或名称的一部分，最多 100 个字符")
        )
        limit = serializers.IntegerField(
            min_value=1, max_value=20, default=search.MOST, help_text=_("每一类最多返回多少条")
        )

    @extend_schema_serializer(component_name="SearchResults")
    class Page(serializers.Serializer[Any]):
        results = ResultOutput(many=True)

    @extend_schema(
        operation_id="search",
        summary=_("按编号或名称查找"),
        parameters=[Query],
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        query = self.Query(data=request.query_params)
        query.is_valid(raise_exception=True)
        words, limit = query.validated_data["q"], query.validated_data["limit"]
        groups = search.find(self.actor, words, limit)
        found = [one._asdict() for group in groups for one in group.found]
        return self.answer(self.Page({"results": found}).data)
