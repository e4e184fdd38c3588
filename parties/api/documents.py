"""HTTP API of documents: given, checked for their form; read masked."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.api import Api
from parties import selectors, services
from parties.models import Document


@extend_schema_serializer(component_name="DocumentGive")
class GivenInput(serializers.Serializer[Any]):
    """A document as it was handed in. `born_on` is for those that do not carry it."""

    kind = serializers.ChoiceField(choices=Document.Kind.choices)
    number = serializers.CharField(max_length=60, allow_blank=True)
    country = serializers.RegexField(r"^[A-Z]{3}\Z", default="CHN")
    valid_until = serializers.DateField(required=False, allow_null=True)
    born_on = serializers.DateField(required=False, allow_null=True)
    files = serializers.ListField(child=serializers.UUIDField(), max_length=6, default=list)


def given_of(data: Mapping[str, Any]) -> services.Given:
    """Return a validated body as the document it is."""
    return services.Given(**data)


class CautionOutput(serializers.Serializer[Any]):
    """Something odd about a number that is taken, in words."""

    code = serializers.CharField()
    message = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField())
    def get_message(self, caution: Mapping[str, str]) -> str:
        return selectors.document_word(caution["code"])


@extend_schema_serializer(component_name="PartyDocument")
class DocumentOutput(serializers.Serializer[Any]):
    """One document. Its number is masked."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Document.Kind.choices)
    number = serializers.CharField(allow_blank=True)
    country = serializers.CharField()
    valid_until = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=Document.State.choices)
    warnings = CautionOutput(many=True)
    files = serializers.ListField(child=serializers.UUIDField())
    given_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


def told(actor: Actor, documents: Iterable[Document]) -> list[dict[str, Any]]:
    """Return documents as answers tell them, their numbers masked."""
    rows = list(documents)
    masked = services.masked(actor, rows, ["number"])
    plain = ("id", "kind", "country", "valid_until", "state", "files", "given_at", "decided_at")
    return [
        {
            **{name: getattr(one, name) for name in plain},
            **masked[one.pk],
            "warnings": [{"code": code} for code in one.warnings],
        }
        for one in rows
    ]


class PartyDocumentsApi(Api):
    """GET and POST /api/v1/parties/{party_id}/documents -- what proves who it is; one more."""

    tag = "parties"
    scopes = {"GET": "parties.read", "POST": "parties.write"}
    refusals = {
        "POST": (services.DocumentTaken, services.DocumentFaulty, services.TooYoung,
                 services.Barred, services.PartyClosed)
    }  # fmt: skip

    @extend_schema_serializer(component_name="PartyDocuments")
    class Page(serializers.Serializer[Any]):
        documents = DocumentOutput(many=True)

    @extend_schema(
        operation_id="document_list", summary=_("列出一个主体的证件"), responses={200: Page}
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        rows = selectors.document_list(self.actor, party_id)
        return self.answer(self.Page({"documents": told(self.actor, rows)}).data)

    @extend_schema(
        operation_id="document_give",
        summary=_("提交证件：核对格式与校验位，同类旧证件随之更换"),
        request=GivenInput,
        responses={201: DocumentOutput},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        given = GivenInput(data=request.data)
        given.is_valid(raise_exception=True)
        document = services.document_give(
            actor=self.actor, party_id=party_id, given=given_of(given.validated_data)
        )
        return self.answer(DocumentOutput(told(self.actor, [document])[0]).data, 201)
