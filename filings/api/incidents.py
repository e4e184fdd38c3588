"""HTTP API of incidents: reported by whatever watches the network, followed, added to."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from filings import selectors, services
from filings.api.register import PageQuery, paged
from filings.models import Incident, IncidentReport, IncidentStep
from filings.rules import incidents as rules
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound

FACTS = serializers.DictField(
    child=serializers.CharField(max_length=2000, allow_blank=True),
    default=dict,
    help_text=_("报告要写明的事项：%s") % "、".join(rules.facts()),
)
EXAMPLE = OpenApiExample(
    "incident",
    value={
        "kind": "cyber",
        "title": "开播接口被异常调用",
        "discovered_at": "2026-11-30T03:05:00+08:00",
        "level": "larger",
        "facts": {"systems": "开播接口", "effect": "四个直播间中断约十分钟"},
    },
    request_only=True,
)


@extend_schema_serializer(component_name="Incident")
class IncidentOutput(serializers.Serializer[Incident]):
    """One incident, or an exercise (`is_drill`)."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Incident.Kind.choices)
    title = serializers.CharField()
    level = serializers.ChoiceField(choices=Incident.Level.choices)
    state = serializers.ChoiceField(choices=Incident.State.choices)
    is_certain = serializers.BooleanField()
    is_cii = serializers.BooleanField()
    is_crime = serializers.BooleanField()
    is_drill = serializers.BooleanField()
    persons = serializers.IntegerField(allow_null=True)
    discovered_at = serializers.DateTimeField()
    happened_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(component_name="IncidentStep")
class StepOutput(serializers.Serializer[IncidentStep]):
    """One step of its handling."""

    kind = serializers.ChoiceField(choices=rules.KNOWN_STEPS)
    at = serializers.DateTimeField()
    note = serializers.CharField(allow_blank=True)
    told = serializers.IntegerField()


@extend_schema_serializer(component_name="IncidentReport")
class ReportOutput(serializers.Serializer[IncidentReport]):
    """One report of it; `sent_at` once it left for everybody whom it is for."""

    id = serializers.UUIDField()
    stage = serializers.ChoiceField(choices=IncidentReport.Stage.choices)
    number = serializers.IntegerField()
    drafted_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(component_name="IncidentWhole")
class WholeOutput(IncidentOutput):
    """One incident with its steps, its reports, and what is still to be done, in order."""

    cause = serializers.CharField(allow_blank=True)
    harm = serializers.CharField(allow_blank=True)
    facts = serializers.DictField(child=serializers.CharField())
    todo = serializers.ListField(child=serializers.CharField())
    steps_taken = StepOutput(many=True)
    reports_drafted = ReportOutput(many=True)


def _whole(api: Api, row: Incident) -> dict[str, Any]:
    plain = IncidentOutput(row).data
    steps: Any = selectors.incident_steps(api.actor, row)
    reports: Any = selectors.report_list(api.actor, row)
    return dict(plain) | {
        "cause": row.cause,
        "harm": row.harm,
        "facts": row.facts,
        "todo": selectors.incident_wants(api.actor, row),
        "steps_taken": StepOutput(steps, many=True).data,
        "reports_drafted": ReportOutput(reports, many=True).data,
    }


class IncidentsApi(Api):
    """GET and POST /api/v1/filings/incidents -- the register; one that was found."""

    tag = "filings"
    scopes = {"GET": "charter.read", "POST": "charter.write"}
    refusals = {"POST": (Invalid,)}

    @extend_schema_serializer(component_name="IncidentInput", examples=[EXAMPLE])
    class Input(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(choices=Incident.Kind.choices)
        title = serializers.CharField(min_length=2, max_length=120)
        discovered_at = serializers.DateTimeField(help_text=_("时限从这一刻起算"))
        level = serializers.ChoiceField(choices=Incident.Level.choices, default="general")
        nature = serializers.ChoiceField(
            choices=Incident.Nature.choices, allow_blank=True, default=""
        )
        categories = serializers.ListField(
            child=serializers.CharField(max_length=20), max_length=40, default=list
        )
        happened_at = serializers.DateTimeField(allow_null=True, default=None)
        is_certain = serializers.BooleanField(default=True)
        is_crime = serializers.BooleanField(default=False)
        is_drill = serializers.BooleanField(default=False)
        persons = serializers.IntegerField(
            min_value=0, max_value=2_000_000_000, allow_null=True, default=None
        )
        facts = FACTS
        backdated = serializers.CharField(
            max_length=500, allow_blank=True, default="",
            help_text=_("发现已超过半小时的，写明为何现在才登记"),
        )  # fmt: skip

    @extend_schema_serializer(component_name="IncidentPage")
    class Page(serializers.Serializer[Any]):
        items = IncidentOutput(many=True)
        next = serializers.UUIDField(allow_null=True)

    @extend_schema(
        operation_id="incident_list",
        summary=_("列出安全事件"),
        parameters=[PageQuery],
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        query = PageQuery(data=request.query_params)
        return self.answer(self.Page(paged(query, selectors.incident_list(self.actor))).data)

    @extend_schema(
        operation_id="incident_open",
        summary=_("登记安全事件，时限随即起算"),
        request=Input,
        responses={201: WholeOutput},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        found = services.Found(**given | {"categories": tuple(given["categories"])})
        row = services.incident_open(actor=self.actor, found=found)
        return self.answer(_whole(self, row), 201)


class IncidentApi(Api):
    """GET /api/v1/filings/incidents/{incident_id} -- one incident with every step."""

    tag = "filings"
    scope = "charter.read"
    refusals = {"GET": (NotFound,)}

    @extend_schema(
        operation_id="incident_get", summary=_("查看安全事件"), responses={200: WholeOutput}
    )
    def get(self, request: Request, incident_id: UUID) -> Response:
        row = selectors.incident_get(self.actor, incident_id)
        return self.answer(_whole(self, row))


class IncidentStepsApi(Api):
    """POST /api/v1/filings/incidents/{incident_id}/steps -- one step more of its handling."""

    tag = "filings"
    scope = "charter.write"
    refusals = {
        "POST": (
            *(NotFound, Forbidden, Invalid),
            *(services.IncidentClosed, services.IncidentUnfinished),
        )
    }

    @extend_schema_serializer(component_name="IncidentStepInput")
    class Input(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(
            choices=rules.BY_HAND, help_text=_("程序只能登记 contained；其余由专员登记")
        )
        note = serializers.CharField(min_length=4, max_length=2000)
        at = serializers.DateTimeField(allow_null=True, default=None)
        facts = FACTS

    @extend_schema(
        operation_id="incident_step",
        summary=_("登记安全事件的处置步骤"),
        request=Input,
        responses={201: WholeOutput},
    )
    def post(self, request: Request, incident_id: UUID) -> Response:
        given = self.input(request)
        services.incident_step(actor=self.actor, incident_id=incident_id, **given)
        row = selectors.incident_get(self.actor, incident_id)
        return self.answer(_whole(self, row), 201)
