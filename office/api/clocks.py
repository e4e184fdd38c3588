"""HTTP API of clocks: which run on what, until when, and how they ended."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api, turned
from office import selectors
from office.models import Clock
from office.services.clock import LONGEST


@extend_schema_serializer(component_name="Clock")
class ClockOutput(serializers.Serializer[Clock]):
    """One clock. `law_due_at` is the law's own end, where a clause gives a term.

    `due_at` is null while it is paused and no law runs on; a provisional end may move once the
    State Council publishes the year's holidays.
    """

    id = serializers.UUIDField()
    kind = serializers.CharField()
    subject_kind = serializers.CharField()
    subject_ref = serializers.CharField()
    clause = serializers.CharField()
    state = serializers.ChoiceField(choices=Clock.State.choices)
    round = serializers.IntegerField()
    owner_id = serializers.UUIDField(allow_null=True)
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    law_due_at = serializers.DateTimeField(allow_null=True)
    is_provisional = serializers.BooleanField()
    warned_at = serializers.DateTimeField(allow_null=True)
    breached_at = serializers.DateTimeField(allow_null=True)
    escalated_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class ClocksApi(Api):
    """GET /api/v1/clocks -- the tenant's clocks, the newest first."""

    tag = "clocks"
    scope = "clocks.read"

    class Query(serializers.Serializer[Any]):
        subject_kind = serializers.CharField(
            max_length=LONGEST["subject_kind"], required=False, help_text=_("例如 decision")
        )
        subject_ref = serializers.CharField(
            max_length=LONGEST["subject_ref"],
            required=False,
            help_text=_("对象的编号，与 subject_kind 一起使用"),
        )
        state = serializers.ChoiceField(choices=Clock.State.choices, required=False)
        after = serializers.UUIDField(required=False, help_text=_("上一页最后一个时限的编号"))
        limit = serializers.IntegerField(min_value=1, max_value=200, default=50)

        def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
            if "subject_ref" in attrs and "subject_kind" not in attrs:
                raise serializers.ValidationError({"subject_kind": _("请同时给出 subject_kind。")})
            return attrs

    @extend_schema_serializer(component_name="ClockPage")
    class Page(serializers.Serializer[Any]):
        clocks = ClockOutput(many=True)
        next = serializers.UUIDField(allow_null=True)

    @extend_schema(
        operation_id="clock_list", summary=_("列出时限"), parameters=[Query], responses={200: Page}
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(request)
        limit, after = asked.pop("limit"), asked.pop("after", None)
        rows = selectors.clock_page(self.actor, asked, after, limit + 1)
        found, following = turned(rows, limit)
        return self.answer(self.Page({"clocks": found, "next": following}).data)
