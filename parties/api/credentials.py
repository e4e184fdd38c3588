"""HTTP API of licences, certificates and work authorisations: handed in, decided."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from parties import selectors, services
from parties.models import Credential


@extend_schema_serializer(component_name="Credential")
class CredentialOutput(serializers.Serializer[Credential]):
    """One licence or certificate. `fields`: categories of goods, or professions."""

    id = serializers.UUIDField()
    party_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Credential.Kind.choices)
    name = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    issuer = serializers.CharField(allow_blank=True)
    covers = serializers.ListField(child=serializers.CharField(), source="fields")
    valid_from = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    files = serializers.ListField(child=serializers.UUIDField())
    state = serializers.ChoiceField(choices=Credential.State.choices)
    reason = serializers.CharField(allow_blank=True)
    given_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class PartyCredentialsApi(Api):
    """GET and POST /api/v1/parties/{party_id}/credentials -- what it may do; one more."""

    tag = "parties"
    scopes = {"GET": "parties.read", "POST": "parties.write"}
    refusals = {"POST": (services.PartyClosed,)}

    @extend_schema_serializer(component_name="PartyCredentials")
    class Page(serializers.Serializer[Any]):
        credentials = CredentialOutput(many=True)

    @extend_schema_serializer(component_name="CredentialGive")
    class Input(serializers.Serializer[Any]):
        """`covers`: categories of goods; of a practising certificate medicine, finance, law,
        education.
        """

        kind = serializers.ChoiceField(choices=Credential.Kind.choices)
        name = serializers.CharField(max_length=120)
        number = serializers.CharField(max_length=60, default="", allow_blank=True)
        issuer = serializers.CharField(max_length=120, default="", allow_blank=True)
        covers = serializers.ListField(
            child=serializers.CharField(max_length=60), max_length=20, default=list
        )
        valid_from = serializers.DateField(required=False, allow_null=True)
        valid_until = serializers.DateField(required=False, allow_null=True)
        files = serializers.ListField(child=serializers.UUIDField(), max_length=20, default=list)

    @extend_schema(
        operation_id="credential_list",
        summary=_("列出一个主体的许可与证书"),
        responses={200: Page},
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        rows = selectors.credential_list(self.actor, party_id)
        return self.answer(self.Page({"credentials": rows}).data)

    @extend_schema(
        operation_id="credential_give",
        summary=_("提交许可或证书，由合规专员审核"),
        request=Input,
        responses={201: CredentialOutput},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        data = self.input(request)
        given = services.Licence(**{"fields": data.pop("covers")} | data)
        row = services.credential_give(actor=self.actor, party_id=party_id, given=given)
        return self.answer(CredentialOutput(row).data, 201)


class CredentialDecideApi(Api):
    """POST /api/v1/credentials/{credential_id}/decide -- an officer approves or refuses."""

    tag = "parties"
    scope = "parties.write"
    refusals = {"POST": (services.CredentialDecided,)}

    @extend_schema_serializer(component_name="CredentialDecide")
    class Input(serializers.Serializer[Any]):
        """`reason` is asked for by a refusal."""

        is_approved = serializers.BooleanField()
        reason = serializers.CharField(max_length=200, default="", allow_blank=True)

    @extend_schema(
        operation_id="credential_decide",
        summary=_("审核许可或证书：只有合规专员可以作出"),
        request=Input,
        responses={200: CredentialOutput},
    )
    def post(self, request: Request, credential_id: UUID) -> Response:
        row = services.credential_decide(
            actor=self.actor, credential_id=credential_id, **self.input(request)
        )
        return self.answer(CredentialOutput(row).data)
