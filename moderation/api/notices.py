"""HTTP API of the off-platform notice: what to show, and the proof that it was shown."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from moderation import selectors, services
from moderation.api.once import KEY, OnceApi
from moderation.services.notice import NotOnAir
from moderation.services.reply import KeyReused


class TextOutput(serializers.Serializer[Any]):
    """The words in both languages."""

    zh = serializers.CharField()
    en = serializers.CharField()


class NoticeOutput(serializers.Serializer[selectors.Notice]):
    """The notice as the room must show it now."""

    text = TextOutput()
    is_large = serializers.BooleanField()
    raised_at = serializers.DateTimeField(allow_null=True)
    seq = serializers.IntegerField()


class DisplayOutput(serializers.Serializer[Any]):
    """How often this client has said that it shows the notice."""

    times = serializers.IntegerField()


class NoticeApi(OnceApi):
    """GET and POST /api/v1/sessions/{session_id}/notice -- the notice, and proof of its display."""

    tag = "notices"
    scopes = {"GET": "measures.read", "POST": "measures.write"}
    refusals = {"POST": (NotOnAir, KeyReused)}

    @extend_schema_serializer(component_name="NoticeDisplay")
    class Input(serializers.Serializer[Any]):
        client = serializers.CharField(max_length=200)
        is_large = serializers.BooleanField(default=False)

    @extend_schema(
        operation_id="notice_read", summary=_("读取应显示的提示"), responses={200: NoticeOutput}
    )
    def get(self, request: Request, session_id: UUID) -> Response:
        return self.answer(NoticeOutput(selectors.notice_get(self.actor, session_id)).data)

    @extend_schema(
        operation_id="notice_display",
        summary=_("证明提示已显示"),
        request=Input,
        parameters=[KEY],
        responses={201: DisplayOutput},
    )
    def post(self, request: Request, session_id: UUID) -> Response:
        given = self.input(request)

        def keep() -> Any:
            times = services.notice_display(actor=self.actor, session_id=session_id, **given)
            return {"times": times}

        return self.once(request, 201, keep)
