"""HTTP API of one-time tickets for sockets."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from rooms.models import SocketTicket
from rooms.services import ticket as tickets


class TicketOutput(serializers.Serializer[dict[str, Any]]):
    """One ticket; its text is shown this once."""

    ticket = serializers.CharField()
    audience = serializers.ChoiceField(choices=SocketTicket.Audience.choices)
    expires_at = serializers.DateTimeField()
    path = serializers.CharField()


class TicketIssueApi(Api):
    """POST /api/v1/rooms/{room_id}/tickets -- let one client into the room's socket, once."""

    tag = "rooms"
    scope = "measures.read"

    @extend_schema_serializer(component_name="TicketIssue")
    class Input(serializers.Serializer[SocketTicket]):
        audience = serializers.ChoiceField(
            choices=SocketTicket.Audience.choices, default=SocketTicket.Audience.STREAMER
        )

    @extend_schema(
        operation_id="ticket_issue",
        summary=_("发一张套接字的票"),
        request=Input,
        responses={201: TicketOutput},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        ticket, text = tickets.ticket_issue(
            actor=self.actor, room_id=room_id, **self.input(request)
        )
        answer = {
            "ticket": text,
            "audience": ticket.audience,
            "expires_at": ticket.expires_at,
            "path": f"/ws/rooms/{room_id}/?ticket={text}",
        }
        return self.answer(TicketOutput(answer).data, 201)
