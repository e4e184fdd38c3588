"""HTTP API of measures: take, take back, let go, and what comes back of them."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import stepup
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Conflict
from moderation import policies, rules, selectors, services
from moderation.api.once import KEY, OnceApi
from moderation.models import Measure
from moderation.services.answer import NotReleased
from moderation.services.measure import AlreadyUndone, SessionOver, TooLate
from moderation.services.reply import KeyReused
from rooms import selectors as rooms

MOST_SEQ = 2**31 - 1


class RoomNotLive(Conflict):
    code = "room_not_live"


class MeasureOutput(serializers.Serializer[Measure]):
    """One measure and how far it has come."""

    id = serializers.UUIDField()
    room_id = serializers.UUIDField()
    session_id = serializers.UUIDField()
    seq = serializers.IntegerField(allow_null=True)
    kind = serializers.ChoiceField(choices=Measure.Kind.choices)
    level = serializers.IntegerField()
    origin = serializers.ChoiceField(choices=Measure.Origin.choices)
    rule = serializers.CharField()
    clause = serializers.CharField()
    minutes = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    available_at = serializers.DateTimeField()
    released_at = serializers.DateTimeField(allow_null=True)
    deadline_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    escalated_at = serializers.DateTimeField(allow_null=True)
    executed_at = serializers.DateTimeField(allow_null=True)
    execution_alarm_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)


class FramedOutput(MeasureOutput):
    """One measure with what the room's clients are shown."""

    frame = serializers.DictField(child=serializers.JSONField())


class MeasuresOutput(serializers.Serializer[Any]):
    """A room's measures after `since`, in order; ask again with `next`."""

    measures = FramedOutput(many=True)
    next = serializers.IntegerField()


class WordsInput(serializers.Serializer[Any]):
    """The same words in Chinese and, where there are any, in English."""

    zh = serializers.CharField(max_length=300)
    en = serializers.CharField(max_length=300, default="", allow_blank=True)


class RoomMeasuresApi(OnceApi):
    """GET and POST /api/v1/rooms/{room_id}/measures -- what was done, and doing more."""

    tag = "measures"
    refusals = {"POST": (RoomNotLive, SessionOver, KeyReused, stepup.StepUpRequired)}
    scopes = {"GET": "measures.read", "POST": "measures.write"}

    @extend_schema_serializer(component_name="MeasureIssue")
    class Input(serializers.Serializer[Measure]):
        kind = serializers.ChoiceField(choices=Measure.Kind.choices)
        clause = serializers.CharField(max_length=80)
        reason = WordsInput()
        advice = WordsInput(required=False)
        minutes = serializers.IntegerField(
            required=False, min_value=1, max_value=rules.MAX_MINUTES, allow_null=True
        )

    class Query(serializers.Serializer[Any]):
        since = serializers.IntegerField(default=0, min_value=0, max_value=MOST_SEQ)

    @extend_schema(
        operation_id="measure_list",
        summary=gettext_lazy("列出直播间的处置"),
        parameters=[OpenApiParameter("since", int, description="The last `seq` already known.")],
        responses={200: MeasuresOutput},
    )
    def get(self, request: Request, room_id: UUID) -> Response:
        query = self.Query(data=request.query_params)
        query.is_valid(raise_exception=True)
        since = query.validated_data["since"]
        found = selectors.measure_since(self.actor, room_id, since)
        return self.answer(
            {
                "measures": [
                    MeasureOutput(measure).data | {"frame": frame} for measure, frame in found
                ],
                "next": found[-1][0].seq if found else since,
            }
        )

    @extend_schema(
        operation_id="measure_issue",
        summary=gettext_lazy("作出处置"),
        request=Input,
        parameters=[KEY],
        responses={201: MeasureOutput},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        order = rules.Order(**self.input(request))
        if policies.can_decide(self.actor) and selectors.needs_step_up(self.actor, order.kind):
            stepup.require(request, purpose="sanction")

        def issue() -> Any:
            session = rooms.session_open(self.actor, rooms.room_get(self.actor, room_id))
            if session is None:
                raise RoomNotLive(_("直播间没有正在进行的直播。"))
            measure = services.measure_issue(actor=self.actor, session_id=session.pk, order=order)
            return MeasureOutput(measure).data

        return self.once(request, 201, issue)


class MeasureAcknowledgeApi(Api):
    """POST /api/v1/measures/{measure_id}/acknowledge -- the person understood it; twice is once."""

    tag = "measures"
    scope = "measures.write"
    refusals = {"POST": (NotReleased,)}

    @extend_schema(
        operation_id="measure_acknowledge",
        summary=gettext_lazy("确认已知悉"),
        request=None,
        responses={200: MeasureOutput},
    )
    def post(self, request: Request, measure_id: UUID) -> Response:
        measure = services.measure_acknowledge(actor=self.actor, measure_id=measure_id)
        return self.answer(MeasureOutput(measure).data)


class MeasureUndoApi(Api):
    """POST /api/v1/measures/{measure_id}/undo -- take it back within the undo window."""

    tag = "measures"
    scope = "measures.write"
    refusals = {"POST": (TooLate,)}

    @extend_schema(
        operation_id="measure_undo",
        summary=gettext_lazy("撤回处置"),
        request=None,
        responses={200: MeasureOutput},
    )
    def post(self, request: Request, measure_id: UUID) -> Response:
        measure = services.measure_undo(actor=self.actor, measure_id=measure_id)
        return self.answer(MeasureOutput(measure).data)


class MeasureReleaseApi(Api):
    """POST /api/v1/measures/{measure_id}/release -- let it out now, without waiting."""

    tag = "measures"
    scope = "measures.write"
    refusals = {"POST": (AlreadyUndone,)}

    @extend_schema(
        operation_id="measure_release",
        summary=gettext_lazy("立即发出处置"),
        request=None,
        responses={200: MeasureOutput},
    )
    def post(self, request: Request, measure_id: UUID) -> Response:
        measure = services.measure_release(actor=self.actor, measure_id=measure_id)
        return self.answer(MeasureOutput(measure).data)


class MeasureReceiptApi(OnceApi):
    """POST /api/v1/measures/{measure_id}/receipt -- the platform carried it out, or could not."""

    tag = "measures"
    scope = "measures.write"
    refusals = {"POST": (NotReleased, KeyReused)}

    @extend_schema_serializer(component_name="MeasureReceipt")
    class Input(serializers.Serializer[Measure]):
        executed = serializers.BooleanField()
        at = serializers.DateTimeField(required=False)
        detail = serializers.CharField(max_length=200, default="", allow_blank=True)

    @extend_schema(
        operation_id="measure_receipt",
        summary=gettext_lazy("回执：是否已执行"),
        request=Input,
        parameters=[KEY],
        responses={200: MeasureOutput},
    )
    def post(self, request: Request, measure_id: UUID) -> Response:
        given = self.input(request)

        def take() -> Any:
            measure = services.measure_receipt(actor=self.actor, measure_id=measure_id, **given)
            return MeasureOutput(measure).data

        return self.once(request, 200, take)
