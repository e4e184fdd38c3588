"""POST /api/v1/sessions/{session_id}/events -- what happens in a live room, batch by batch."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.api import Api, EventId
from livecompliance.kernel.exceptions import BodyBroken, DomainError, Invalid, NotFound
from rooms import services, wire
from rooms.services.batch import NothingUsable, TooManyEvents, WrongEncoding
from rooms.services.segment import Behind, KeyReused, SessionOver

MEDIA_TYPE = "application/x-ndjson"
CHARSETS = frozenset({"utf-8", "utf8", '"utf-8"'})
MAX_KEY_LENGTH = 80


class WrongMediaType(DomainError):
    code = "unsupported_media_type"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class WrongKey(Invalid):
    code = "idempotency_key_invalid"


class RejectedOutput(serializers.Serializer[Any]):
    """One line that was not taken."""

    index = serializers.IntegerField()
    line = serializers.IntegerField()
    code = serializers.CharField()
    field = serializers.CharField()
    detail = serializers.CharField()


class ReceiptOutput(serializers.Serializer[Any]):
    """What became of a batch."""

    segment = serializers.CharField(allow_null=True)
    seq = serializers.IntegerField(allow_null=True)
    count = serializers.IntegerField()
    sha256 = serializers.CharField()
    duplicates = serializers.ListField(child=EventId())
    rejected = RejectedOutput(many=True)


class EventsApi(Api):
    """Up to 1,000 events or 1 MiB of newline-delimited JSON; 202 and a receipt."""

    tag = "events"
    refusals = {
        "POST": (
            WrongEncoding,
            BodyBroken,
            KeyReused,
            SessionOver,
            TooManyEvents,
            NothingUsable,
            WrongKey,
            Behind,
        )
    }
    scope = "events.write"
    is_counted = False  # the backlog bounds it
    max_bytes = wire.MAX_BYTES

    @extend_schema(
        operation_id="events_post",
        summary=gettext_lazy("上报一批直播事件"),
        request={MEDIA_TYPE: OpenApiTypes.STR},
        responses={202: ReceiptOutput},
        parameters=[
            OpenApiParameter("session_id", UUID, OpenApiParameter.PATH),
            OpenApiParameter(
                "Idempotency-Key",
                str,
                OpenApiParameter.HEADER,
                description=gettext_lazy("这一批的编号：编号与内容相同，回执也相同"),
            ),
        ],
    )
    def post(self, request: Request, session_id: str) -> HttpResponse:
        # What the fast lane leaves: a server that is not WSGI, a person's cookie.
        return self.lane(request._request, self.actor, request._request.body, session_id)

    @staticmethod
    def lane(request: HttpRequest, actor: Actor, body: bytes, session_id: str) -> HttpResponse:
        """Record one batch for an actor who is bound and whose key has the scope."""
        _require_media_type(request)
        receipt = services.segment_accept(
            actor=actor,
            session_id=_session_id(session_id),
            body=body,
            batch_key=_batch_key(request),
        )
        return HttpResponse(msgspec.json.encode(receipt), "application/json", HTTPStatus.ACCEPTED)


def _session_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("没有这个场次。")) from None


def _require_media_type(request: HttpRequest) -> None:
    media_type, _sep, parameters = request.META.get("CONTENT_TYPE", "").partition(";")
    if media_type.strip().lower() != MEDIA_TYPE:
        raise WrongMediaType(_("请使用 Content-Type: %(type)s。") % {"type": MEDIA_TYPE})
    name, _sep, charset = parameters.strip().lower().partition("=")
    if name == "charset" and charset not in CHARSETS:
        raise WrongMediaType(_("内容必须是 UTF-8 编码。"))
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        raise WrongMediaType(_("不接受压缩的内容，请去掉 Content-Encoding。"))


def _batch_key(request: HttpRequest) -> str | None:
    key: str = request.META.get("HTTP_IDEMPOTENCY_KEY", "").strip()
    if len(key) > MAX_KEY_LENGTH or not (key.isascii() and key.isprintable()):
        words = _("Idempotency-Key 最多 %(most)d 个可见字符。")
        raise WrongKey(words % {"most": MAX_KEY_LENGTH})
    return key or None
