"""HTTP API of ties: who works with whom, from when until when."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import NotFound
from parties import selectors, services
from parties.models import Tie


@extend_schema_serializer(component_name="Tie")
class TieOutput(serializers.Serializer[Tie]):
    """One tie; `until` is null while it stands."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Tie.Kind.choices)
    first_id = serializers.UUIDField()
    second_id = serializers.UUIDField()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)


class PartyTiesApi(Api):
    """GET /api/v1/parties/{party_id}/ties -- with whom a party works or worked."""

    tag = "parties"
    scope = "parties.read"

    @extend_schema_serializer(component_name="PartyTies")
    class Page(serializers.Serializer[Any]):
        ties = TieOutput(many=True)

    @extend_schema(
        operation_id="tie_list", summary=_("列出一个主体的合作关系"), responses={200: Page}
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        party = selectors.party_get(self.actor, party_id)
        rows = selectors.tie_list(self.actor, party.pk)[:200]
        return self.answer(self.Page({"ties": rows}).data)


class TiesApi(Api):
    """POST /api/v1/ties -- two parties work together; twice is once."""

    tag = "parties"
    scope = "parties.write"
    refusals = {"POST": (NotFound,)}

    @extend_schema_serializer(component_name="TieMake")
    class Input(serializers.Serializer[Any]):
        """`first_id` is the agency, or the operator; `second_id` who works with it."""

        kind = serializers.ChoiceField(choices=Tie.Kind.choices)
        first_id = serializers.UUIDField()
        second_id = serializers.UUIDField()

    @extend_schema(
        operation_id="tie_make",
        summary=_("登记合作关系"),
        request=Input,
        responses={201: TieOutput},
    )
    def post(self, request: Request) -> Response:
        tie = services.tie_make(actor=self.actor, **self.input(request))
        return self.answer(TieOutput(tie).data, 201)


class TieEndApi(Api):
    """POST /api/v1/ties/{tie_id}/end -- they work together no more; twice is once."""

    tag = "parties"
    scope = "parties.write"

    @extend_schema(
        operation_id="tie_end",
        summary=_("结束合作关系"),
        request=None,
        responses={200: TieOutput},
    )
    def post(self, request: Request, tie_id: UUID) -> Response:
        return self.answer(TieOutput(services.tie_end(actor=self.actor, tie_id=tie_id)).data)
