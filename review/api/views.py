"""HTTP API of review, for consoles of the platform's own: numbers, claim, keep, give back, decide.

Programs read the numbers. An item is held and decided by a person who is an officer, never by a
key: his console calls with his session.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel import clock
from livecompliance.kernel.api import Api
from moderation import rules as measures
from review import policies, selectors, services
from review.models import Item
from review.services.lease import HeldByAnother, RestDue, StaleVersion, TooManyHeld

DAYS = 30


@extend_schema_serializer(component_name="ReviewItem")
class ItemOutput(serializers.Serializer[Item]):
    """One item. `version` is said again with the decision; what is lowest in `rank` is first."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Item.Kind.choices)
    about = serializers.UUIDField(source="subject_id")
    room_id = serializers.UUIDField(allow_null=True)
    session_id = serializers.UUIDField(allow_null=True)
    code = serializers.CharField(allow_blank=True)
    risk = serializers.IntegerField()
    rank = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Item.State.choices)
    version = serializers.IntegerField()
    opened_at = serializers.DateTimeField()
    lease_until = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField(allow_blank=True)


@extend_schema_serializer(component_name="ReviewQueue")
class QueueOutput(serializers.Serializer[Any]):
    """What waits: how much, how much of it somebody holds or is late, since when."""

    waiting = serializers.IntegerField()
    held = serializers.IntegerField()
    late = serializers.IntegerField()
    oldest_at = serializers.DateTimeField(allow_null=True)
    by_kind = serializers.DictField(child=serializers.IntegerField())
    decided_hour = serializers.IntegerField()


class QueueApi(Api):
    """GET /api/v1/review/queue -- the numbers of the queue."""

    tag = "review"
    scope = "review.read"

    @extend_schema(
        operation_id="review_queue", summary=_("读取审核队列的数量"), responses={200: QueueOutput}
    )
    def get(self, request: Request) -> Response:
        return self.answer(QueueOutput(selectors.counts(self.actor)).data)


@extend_schema_serializer(component_name="ReviewStatistics")
class StatisticsOutput(serializers.Serializer[Any]):
    """Second reviews of the last thirty days, and how many of them said the same."""

    days = serializers.IntegerField()
    second_reviews = serializers.IntegerField()
    alike = serializers.IntegerField()


class StatisticsApi(Api):
    """GET /api/v1/review/statistics -- how often a second officer said the same."""

    tag = "review"
    scope = "review.read"

    @extend_schema(
        operation_id="review_statistics",
        summary=_("读取复核一致率"),
        responses={200: StatisticsOutput},
    )
    def get(self, request: Request) -> Response:
        found = selectors.agreement(self.actor, clock.now() - timedelta(days=DAYS))
        given = {"days": DAYS, "second_reviews": found.whole, "alike": found.alike}
        return self.answer(StatisticsOutput(given).data)


@extend_schema_serializer(component_name="ReviewClaimed")
class ClaimedOutput(serializers.Serializer[Any]):
    """The next item, held for ten minutes; none when nothing waits for this officer."""

    item = ItemOutput(allow_null=True)


class ClaimApi(Api):
    """POST /api/v1/review/claim -- the next item for this officer."""

    tag = "review"
    scope = "review.write"
    refusals = {"POST": (TooManyHeld, RestDue)}

    @extend_schema(
        operation_id="review_claim",
        summary=_("领取下一个审核事项"),
        request=None,
        responses={200: ClaimedOutput},
    )
    def post(self, request: Request) -> Response:
        return self.answer(ClaimedOutput({"item": services.item_claim(actor=self.actor)}).data)


@extend_schema_serializer(component_name="ReviewKept")
class KeptOutput(serializers.Serializer[Any]):
    """Which of the items are still this officer's, for ten more minutes."""

    kept = serializers.ListField(child=serializers.UUIDField())


class HeartbeatApi(Api):
    """POST /api/v1/review/heartbeat -- the officer is still at it."""

    tag = "review"
    scope = "review.write"

    @extend_schema_serializer(component_name="ReviewHeartbeat")
    class Input(serializers.Serializer[Any]):
        items = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=50)

    @extend_schema(
        operation_id="review_heartbeat",
        summary=_("为手上的事项续期"),
        request=Input,
        responses={200: KeptOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_work(self.actor)
        given = self.input(request)["items"]
        kept = services.items_beat(actor=self.actor, item_ids=given)
        return self.answer(KeptOutput({"kept": kept}).data)


class ReleaseApi(Api):
    """POST /api/v1/review/items/{item_id}/release -- the item waits again."""

    tag = "review"
    scope = "review.write"
    refusals = {"POST": (HeldByAnother,)}

    @extend_schema(
        operation_id="review_item_release",
        summary=_("归还审核事项"),
        request=None,
        responses={200: ItemOutput},
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        item = services.item_release(actor=self.actor, item_id=item_id)
        return self.answer(ItemOutput(item).data)


class DecideApi(Api):
    """POST /api/v1/review/items/{item_id}/decide -- the officer's word."""

    tag = "review"
    scope = "review.write"
    refusals = {"POST": (StaleVersion, services.ItemDecided)}

    @extend_schema_serializer(component_name="ReviewDecide")
    class Input(serializers.Serializer[Any]):
        version = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
        outcome = serializers.ChoiceField(choices=Item.Outcome.choices)
        reason = serializers.CharField(max_length=400, default="", allow_blank=True)
        cause = serializers.CharField(
            max_length=10, default="", allow_blank=True, help_text=_("不成立的理由，例如 harmless")
        )
        measure = serializers.ChoiceField(choices=measures.LADDER, required=False)
        clause = serializers.CharField(max_length=80, default="", allow_blank=True)

    @extend_schema(
        operation_id="review_item_decide",
        summary=_("决定一个审核事项"),
        request=Input,
        responses={200: ItemOutput},
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        policies.require_work(self.actor)
        given = self.input(request)
        item = services.item_decide(
            actor=self.actor,
            item_id=item_id,
            version=given["version"],
            verdict=_verdict(given),
        )
        return self.answer(ItemOutput(item).data)


def _verdict(given: dict[str, Any]) -> services.Verdict:
    order = None
    if given.get("measure"):
        order = measures.Order(
            kind=given["measure"],
            clause=given["clause"],
            reason={"zh": given["reason"], "en": ""},
            advice={"zh": "", "en": ""},
        )
    return services.Verdict(given["outcome"], given["reason"], given["cause"], order)
