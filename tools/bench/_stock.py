"""The stock way, for comparison: a model serializer, an ORM row, a Celery task for every event.

Run with DJANGO_SETTINGS_MODULE=tools.bench._stock_settings. It is what the same product would be
without the design it has: the same key, the same wall, the same rule that an event counts once.
It is given its advantages: one request and one transaction carry the batch, and nothing is
encrypted, digested or chained.
"""

from functools import partial
from typing import Any, cast

from celery import shared_task
from django.db import connections, models, transaction
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import TenantOwned
from livecompliance.kernel.api import Api
from livecompliance.kernel.pg.operations import wall
from rooms.models import Session


class StockEvent(TenantOwned):
    """One event, one row, as any other row of the product."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    event = models.CharField(max_length=64)
    type = models.CharField(max_length=12, choices=[("comment", "comment"), ("goods", "goods")])
    at = models.BigIntegerField()
    speaker = models.JSONField()
    text = models.CharField(max_length=5_000, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "rooms"
        db_table = "bench_stock"
        constraints = [
            models.UniqueConstraint(fields=["session", "event"], name="bench_stock_once")
        ]

    def __str__(self) -> str:
        return self.event


class StockSerializer(serializers.ModelSerializer[StockEvent]):
    """One event: its fields, its session and that it is new, by the checks DRF adds itself."""

    class Meta:
        model = StockEvent
        fields = ["session", "event", "type", "at", "speaker", "text"]


@shared_task(name="bench.stock_inspect", queue="bench-stock")  # type: ignore[untyped-decorator]
def stock_inspect(pk: str) -> None:
    """Never run: only the sending is measured."""


class StockApi(Api):
    """Take a list of events."""

    scope = "events.write"

    def post(self, request: Request, session: str) -> Response:
        events = cast(list[dict[str, Any]], request.data)
        given = [each | {"session": session, "event": each["id"]} for each in events]
        serializer = StockSerializer(data=given, many=True)
        serializer.is_valid(raise_exception=True)
        rows = cast(list[StockEvent], serializer.save(tenant_id=self.actor.tenant_id))
        for row in rows:
            transaction.on_commit(partial(stock_inspect.delay, str(row.pk)))
        return Response({"count": len(given)}, status=202)


def make_table() -> None:
    """Create the table as Django would, behind the wall that every tenant's table has."""
    with connections["owner"].schema_editor() as schema:
        schema.create_model(StockEvent)
        for statement in wall("bench_stock", "tenant_id", "SI", "", regulator=False):
            schema.execute(statement)


urlpatterns = [path("stock/<str:session>", StockApi.as_view())]
