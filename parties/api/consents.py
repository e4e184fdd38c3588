"""HTTP API of consents: list, give for oneself, ask a guardian, take back."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Conflict, DomainError, Forbidden, Invalid, NotFound
from parties import selectors, services
from parties.api.verifications import SCOPES
from parties.models import Consent, Document
from parties.rules.consents import RELATIONS

PAGE = "/guardian/"
GIVE: tuple[type[DomainError], ...] = (
    *(Forbidden, NotFound, Invalid, services.PartyClosed, services.TextChanged),
)
ASK: tuple[type[DomainError], ...] = (
    *(Forbidden, NotFound, Invalid, Conflict, services.PartyClosed, services.NotMinor),
)


@extend_schema_serializer(component_name="Consent")
class ConsentOutput(serializers.Serializer[Consent]):
    """One consent: its words by version and digest, its term. Never who gave it."""

    id = serializers.UUIDField()
    party_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Consent.Kind.choices)
    relation = serializers.CharField()
    text_version = serializers.CharField()
    text_sha256 = serializers.CharField()
    method = serializers.CharField()
    scope = serializers.JSONField()
    given_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class ConsentsApi(Api):
    """GET, POST /api/v1/parties/{id}/consents -- what was agreed to; agree for oneself."""

    tag = "parties"
    scopes = SCOPES
    refusals = {"GET": (NotFound,), "POST": GIVE}

    @extend_schema_serializer(component_name="ConsentGive")
    class Input(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(
            choices=[one for one in Consent.Kind.choices if one[0] in ("face", "identity")]
        )
        text_version = serializers.CharField(max_length=20)

    @extend_schema_serializer(component_name="ConsentPage")
    class Page(serializers.Serializer[Any]):
        consents = ConsentOutput(many=True)

    @extend_schema(operation_id="consent_list", summary=_("列出同意书"), responses={200: Page})
    def get(self, request: Request, party_id: UUID) -> Response:
        found = selectors.consent_list(self.actor, party_id)[:200]
        return self.answer(self.Page({"consents": list(found)}).data)

    @extend_schema(
        operation_id="consent_give",
        summary=_("本人单独同意"),
        request=Input,
        responses={201: ConsentOutput},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        row = services.consent_give(actor=self.actor, party_id=party_id, **self.input(request))
        return self.answer(ConsentOutput(row).data, status=201)


class ConsentRevokeApi(Api):
    """POST /api/v1/consents/{id}/revoke -- at once, and for good."""

    tag = "parties"
    scope = "parties.write"
    refusals = {"POST": (Forbidden, NotFound, Invalid)}

    @extend_schema_serializer(component_name="ConsentRevoke")
    class Input(serializers.Serializer[Any]):
        reason = serializers.CharField(max_length=200)

    @extend_schema(
        operation_id="consent_revoke",
        summary=_("撤回同意"),
        request=Input,
        responses={200: ConsentOutput},
    )
    def post(self, request: Request, consent_id: UUID) -> Response:
        reason = self.input(request)["reason"]
        row = services.consent_revoke(actor=self.actor, consent_id=consent_id, reason=reason)
        return self.answer(ConsentOutput(row).data)


class GuardianApi(Api):
    """POST /api/v1/parties/{id}/guardian -- ask a guardian; code and link are shown once.

    Programs send the link to the guardian's own mobile; to the minor himself no link is shown, it
    goes to the guardian's mail.
    """

    tag = "parties"
    scope = "parties.write"
    refusals = {"POST": ASK}

    @extend_schema_serializer(component_name="GuardianAsk")
    class Input(serializers.Serializer[Any]):
        name = serializers.CharField(max_length=120)
        document = serializers.ChoiceField(
            choices=[one for one in Document.Kind.choices if one[0] != "uscc"]
        )
        number = serializers.CharField(max_length=40)
        relation = serializers.ChoiceField(choices=RELATIONS)
        address = serializers.CharField(max_length=254, required=False, default="")
        proof_file = serializers.UUIDField(required=False, allow_null=True, default=None)

    @extend_schema_serializer(component_name="GuardianOffer")
    class Output(serializers.Serializer[Any]):
        id = serializers.UUIDField()
        expires_at = serializers.DateTimeField()
        code = serializers.CharField()
        link = serializers.CharField()

    @extend_schema(
        operation_id="guardian_ask",
        summary=_("请监护人同意"),
        request=Input,
        responses={201: Output},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        guardian = services.Guardian(**self.input(request))
        offered = services.guardian_ask(
            actor=self.actor,
            party_id=party_id,
            guardian=guardian,
            page_url=request.build_absolute_uri(PAGE),
        )
        shown = {
            "id": offered.ask.pk,
            "expires_at": offered.ask.expires_at,
            "code": offered.code,
            "link": offered.link,
        }
        return self.answer(self.Output(shown).data, status=201)
