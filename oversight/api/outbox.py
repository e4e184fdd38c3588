"""HTTP API of reports to authorities: what was drafted and how it stands; a draft of one's own."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api, turned
from livecompliance.kernel.exceptions import Invalid, NotFound
from oversight import selectors, services
from oversight.models import Authority, Dispatch
from oversight.rules import dispatches as rules
from oversight.rules import routing
from oversight.selectors import reported


@extend_schema_serializer(component_name="Report")
class ReportOutput(serializers.Serializer[Any]):
    """One report to one authority: what it is about and how it stands; never whom it names."""

    id = serializers.UUIDField(source="pk")
    number = serializers.SerializerMethodField()
    key = serializers.CharField()
    origin = serializers.ChoiceField(choices=Dispatch.Origin.choices)
    kind = serializers.ChoiceField(choices=Dispatch.Kind.choices)
    matter = serializers.ChoiceField(choices=sorted(routing.routes()))
    body = serializers.ChoiceField(choices=Authority.Body.choices)
    level = serializers.ChoiceField(choices=Authority.Level.choices)
    authority = serializers.SerializerMethodField()
    clause = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=Dispatch.State.choices)
    sha256 = serializers.CharField(allow_blank=True)
    receipt = serializers.CharField(allow_blank=True)
    drafted_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    sent_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField(allow_null=True)
    corrects = serializers.UUIDField(source="corrects_id", allow_null=True)

    def get_authority(self, row: Dispatch) -> str:
        return row.authority.name if row.authority else ""

    def get_number(self, row: Dispatch) -> str:
        return reported.number_of(row)


class ReportsApi(Api):
    """GET, POST /api/v1/outbox -- reports, the newest first; draft one."""

    tag = "outbox"
    scopes = {"GET": "outbox.read", "POST": "outbox.write"}
    refusals = {"POST": (Invalid, NotFound)}

    class Query(serializers.Serializer[Any]):
        tab = serializers.ChoiceField(choices=sorted(rules.TABS), required=False)
        after = serializers.UUIDField(required=False)
        limit = serializers.IntegerField(min_value=1, max_value=200, default=50)

    @extend_schema_serializer(component_name="ReportDraft")
    class Input(serializers.Serializer[Any]):
        """A report that the platform's program drafts; officers read and approve it."""

        key = serializers.CharField(max_length=80)
        matter = serializers.ChoiceField(choices=sorted(routing.routes()))
        title = serializers.CharField(min_length=2, max_length=120)
        text = serializers.CharField(min_length=10, max_length=8000)
        party_id = serializers.UUIDField(required=False, allow_null=True)

    @extend_schema_serializer(component_name="ReportPage")
    class Page(serializers.Serializer[Any]):
        reports = ReportOutput(many=True)
        next = serializers.UUIDField(allow_null=True)

    @extend_schema(
        operation_id="outbox_list",
        summary=gettext_lazy("列出向主管部门的报告"),
        parameters=[Query],
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(request)
        found = selectors.dispatch_list(self.actor, asked.get("tab", ""))
        if asked.get("after"):
            found = found.filter(pk__lt=asked["after"])
        rows, following = turned(list(found[: asked["limit"] + 1]), asked["limit"])
        return self.answer(self.Page({"reports": rows, "next": following}).data)

    @extend_schema(
        operation_id="outbox_draft",
        summary=gettext_lazy("起草向主管部门的报告"),
        request=Input,
        responses={201: Page},
    )
    def post(self, request: Request) -> Response:
        draft = services.Draft(origin=Dispatch.Origin.HAND, **self.input(request))
        made = services.dispatch_draft(actor=self.actor, draft=draft)
        return self.answer(self.Page({"reports": made, "next": None}).data, status=201)


class ReportApi(Api):
    """GET /api/v1/outbox/{id} -- how one report stands."""

    tag = "outbox"
    scope = "outbox.read"
    refusals = {"GET": (NotFound,)}

    @extend_schema(
        operation_id="outbox_get",
        summary=gettext_lazy("查看一份报告"),
        responses={200: ReportOutput},
    )
    def get(self, request: Request, dispatch_id: UUID) -> Response:
        return self.answer(ReportOutput(selectors.dispatch_get(self.actor, dispatch_id)).data)
