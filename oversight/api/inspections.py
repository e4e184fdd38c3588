"""HTTP API of requests to inspect: what authorities ask, and one entered from a letter."""

import io
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import NotFound
from office import services as office
from oversight.models import Inspection, InspectionStep
from oversight.rules import inspections as rules
from oversight.selectors import inspection as asks
from oversight.services import inspection as services

MOST = 200


@extend_schema_serializer(component_name="Inspection")
class InspectionOutput(serializers.Serializer[Inspection]):
    """One request. `is_own_term`: the authority set no day, the platform's own counts."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Inspection.Kind.choices)
    origin = serializers.ChoiceField(choices=Inspection.Origin.choices)
    authority = serializers.CharField()
    document_number = serializers.CharField(allow_blank=True)
    matters = serializers.ListField(child=serializers.CharField())
    title = serializers.CharField()
    asked = serializers.CharField()
    rooms = serializers.ListField(child=serializers.UUIDField())
    sessions = serializers.ListField(child=serializers.UUIDField())
    parties = serializers.ListField(child=serializers.UUIDField())
    since_on = serializers.DateField(allow_null=True)
    until_on = serializers.DateField(allow_null=True)
    received_on = serializers.DateField()
    due_on = serializers.DateField()
    is_own_term = serializers.BooleanField()
    asked_until = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=Inspection.State.choices)


@extend_schema_serializer(component_name="InspectionStep")
class StepOutput(serializers.Serializer[InspectionStep]):
    """One step, by the platform or (`is_theirs`) by the authority."""

    kind = serializers.CharField()
    is_theirs = serializers.BooleanField()
    note = serializers.CharField(allow_blank=True)
    document_number = serializers.CharField(allow_blank=True)
    until_on = serializers.DateField(allow_null=True)
    packages = serializers.ListField(child=serializers.UUIDField())
    at = serializers.DateTimeField()


@extend_schema_serializer(component_name="InspectionWhole")
class WholeOutput(InspectionOutput):
    """One request with every step, the first in front."""

    steps = StepOutput(many=True)


class InspectionsApi(Api):
    """GET and POST /api/v1/inspections -- what authorities ask; a letter that came."""

    tag = "inspections"
    scopes = {"GET": "charter.read", "POST": "charter.write"}
    refusals = {"POST": (NotFound,)}

    class Query(serializers.Serializer[Any]):
        is_open = serializers.BooleanField(default=True)

    @extend_schema_serializer(component_name="InspectionList")
    class Page(serializers.Serializer[Any]):
        inspections = InspectionOutput(many=True)

    @extend_schema_serializer(component_name="InspectionLetter")
    class Input(serializers.Serializer[Any]):
        """`paper`: a file that was stored by the same caller; an investigation needs it."""

        kind = serializers.ChoiceField(choices=Inspection.Kind.choices)
        authority = serializers.CharField(max_length=120)
        document_number = serializers.CharField(max_length=60, default="", allow_blank=True)
        matters = serializers.ListField(
            child=serializers.ChoiceField(choices=rules.MATTERS), max_length=7
        )
        title = serializers.CharField(max_length=120)
        asked = serializers.CharField(max_length=4000)
        rooms = serializers.ListField(child=serializers.UUIDField(), max_length=200, default=list)
        sessions = serializers.ListField(
            child=serializers.UUIDField(), max_length=200, default=list
        )
        parties = serializers.ListField(child=serializers.UUIDField(), max_length=200, default=list)
        since_on = serializers.DateField(default=None, allow_null=True)
        until_on = serializers.DateField(default=None, allow_null=True)
        received_on = serializers.DateField()
        due_on = serializers.DateField(default=None, allow_null=True)
        paper = serializers.UUIDField(default=None, allow_null=True)

    @extend_schema(
        operation_id="inspection_list",
        summary=_("列出主管部门的监督检查要求"),
        parameters=[Query],
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        rows = asks.inspection_list(self.actor, is_open=self.asked(request)["is_open"])
        return self.answer(self.Page({"inspections": rows[:MOST]}).data)

    @extend_schema(
        operation_id="inspection_enter",
        summary=_("登记主管部门来函提出的监督检查要求；同一文号只登记一次"),
        request=Input,
        responses={201: InspectionOutput},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        received_on, file_id = given.pop("received_on"), given.pop("paper")
        row = services.inspection_enter(
            actor=self.actor,
            request=services.Request(**given),
            received_on=received_on,
            paper=self._paper(file_id),
        )
        return self.answer(InspectionOutput(row).data, 201)

    def _paper(self, file_id: UUID | None) -> services.Paper | None:
        if file_id is None:
            return None
        opened = office.file_open(actor=self.actor, file_id=file_id)
        with opened.stream() as stream:
            return services.Paper(io.BytesIO(stream.read()), opened.name)


class InspectionApi(Api):
    """GET /api/v1/inspections/{inspection_id} -- one request with every step."""

    tag = "inspections"
    scope = "charter.read"

    @extend_schema(
        operation_id="inspection_get",
        summary=_("查看一项监督检查要求和办理经过"),
        responses={200: WholeOutput},
    )
    def get(self, request: Request, inspection_id: UUID) -> Response:
        row = asks.inspection_get(self.actor, inspection_id)
        whole = InspectionOutput(row).data | {
            "steps": [StepOutput(one).data for one in asks.steps_of(self.actor, row)]
        }
        return self.answer(whole)
