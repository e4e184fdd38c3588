"""HTTP API of review before publication: ask, look again, decide."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api, EventId
from livecompliance.kernel.exceptions import NotFound
from moderation import selectors, services
from moderation.api.once import KEY, OnceApi
from moderation.models import Decision
from moderation.services.decision import AlreadyDecided
from moderation.services.reply import KeyReused
from rooms import wire

LEAST = 100
SUGGESTIONS = Decision.State.choices
DECIDED = [each for each in SUGGESTIONS if each[0] != Decision.State.REVIEW]
LEVELS = [(level, level) for level in ("none", "low", "medium", "high")]


class LabelOutput(serializers.Serializer[Any]):
    """Why: offsets count code points of the named field."""

    code = serializers.CharField()
    clause = serializers.CharField()
    rule = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()
    field = serializers.CharField()
    lane = serializers.CharField()
    weight = serializers.FloatField()
    severity = serializers.CharField()


class ResultOutput(serializers.Serializer[Any]):
    """The answer about one item. `decision` says where an officer's word will stand."""

    id = EventId()
    suggestion = serializers.ChoiceField(choices=SUGGESTIONS)
    risk_level = serializers.ChoiceField(choices=LEVELS)
    score = serializers.FloatField()
    labels = LabelOutput(many=True)
    decision = serializers.UUIDField(required=False)


class ResultsOutput(serializers.Serializer[Any]):
    """The answers, in the order of the items."""

    results = ResultOutput(many=True)


class ItemInput(serializers.Serializer[Any]):
    """One item: an event of the wire format (title, cover, profile, script, product, ...)."""

    id = EventId()
    type = serializers.CharField(max_length=20)
    text = serializers.CharField(max_length=10_000, required=False)


class InspectApi(OnceApi):
    """POST /api/v1/inspect -- may this be published? pass, review or block."""

    tag = "review"
    scope = "inspect"
    refusals = {"POST": (NotFound, KeyReused)}

    class Input(serializers.Serializer[Any]):
        """Either `items`, or the fields of one item itself."""

        items = serializers.ListField(
            child=serializers.DictField(child=serializers.JSONField()), min_length=1, max_length=100
        )
        room_id = serializers.UUIDField(required=False)

    @extend_schema_serializer(component_name="Inspect")
    class Asked(serializers.Serializer[Any]):
        items = ItemInput(many=True)
        room_id = serializers.UUIDField(required=False)

    @extend_schema(
        operation_id="inspect",
        summary=_("发布前审核"),
        request=Asked,
        parameters=[KEY],
        responses={200: ResultsOutput},
    )
    def post(self, request: Request) -> Response:
        given = self._given(request)
        items = services.items_read(given["items"])
        self.spend("characters", settings.KEY_CHARACTERS, cost_of(items))

        def review() -> Any:
            answers = services.publication_review(
                actor=self.actor, items=items, room_id=given.get("room_id")
            )
            return {"results": [_result(answer) for answer in answers]}

        return self.once(request, 200, review)

    def _given(self, request: Request) -> dict[str, Any]:
        body = request.data
        if isinstance(body, dict) and "items" not in body and "type" in body:
            body = {"items": [body]}
        serializer = self.Input(data=body)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)


def cost_of(items: Sequence[wire.Publication]) -> int:
    """Return how many characters are to be inspected; a short item costs as much as LEAST."""
    return sum(max(LEAST, sum(len(words) for _, words in wire.texts_of(one))) for one in items)


def _result(answer: services.Answer) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(answer.result)
    for label in found["labels"]:
        label.pop("pack", None)
    return found | ({"decision": str(answer.decision)} if answer.decision else {})


class DecisionOutput(serializers.Serializer[Decision]):
    """One review: publish only while `is_publishable`."""

    id = serializers.UUIDField()
    data_id = serializers.CharField()
    type = serializers.CharField(source="event_type")
    suggestion = serializers.ChoiceField(choices=SUGGESTIONS)
    state = serializers.ChoiceField(choices=SUGGESTIONS)
    is_publishable = serializers.BooleanField()
    risk_level = serializers.ChoiceField(choices=LEVELS)
    score = serializers.FloatField()
    reason = serializers.CharField()
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class DecisionReadApi(Api):
    """GET /api/v1/decisions/{decision_id} -- what became of an item in review."""

    tag = "review"
    scope = "inspect"

    @extend_schema(
        operation_id="decision_read", summary=_("读取一项审核"), responses={200: DecisionOutput}
    )
    def get(self, request: Request, decision_id: UUID) -> Response:
        decision = selectors.decision_get(self.actor, decision_id)
        return self.answer(DecisionOutput(decision).data)


class DecisionDecideApi(OnceApi):
    """POST /api/v1/decisions/{decision_id}/decide -- an officer lets it be published, or not."""

    tag = "review"
    scope = "inspect"
    refusals = {"POST": (AlreadyDecided, KeyReused)}

    @extend_schema_serializer(component_name="DecisionDecide")
    class Input(serializers.Serializer[Decision]):
        state = serializers.ChoiceField(choices=DECIDED)
        reason = serializers.CharField(max_length=300)

    @extend_schema(
        operation_id="decision_decide",
        summary=_("专员决定一项审核"),
        request=Input,
        parameters=[KEY],
        responses={200: DecisionOutput},
    )
    def post(self, request: Request, decision_id: UUID) -> Response:
        given = self.input(request)

        def decide() -> Any:
            decision = services.decision_decide(actor=self.actor, decision_id=decision_id, **given)
            return DecisionOutput(decision).data

        return self.once(request, 200, decide)
