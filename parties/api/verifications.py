"""HTTP API of verifications: begin, look, liveness with its code."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import DomainError, Forbidden, Invalid, NotFound
from parties import selectors, services
from parties.models import Verification

REFUSALS: tuple[type[DomainError], ...] = (
    *(Forbidden, NotFound, Invalid, services.PartyClosed),
    *(services.ConsentMissing, services.DocumentMissing, services.TooManyVerifications),
)
MOST = 50
SCOPES = {"GET": "parties.read", "POST": "parties.write"}


@extend_schema_serializer(component_name="Verification")
class VerificationOutput(serializers.Serializer[Verification]):
    """One verification. `error` is never a pass: ask again, or let an officer look."""

    id = serializers.UUIDField()
    party_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Verification.Kind.choices)
    provider = serializers.CharField()
    state = serializers.ChoiceField(choices=Verification.State.choices)
    outcome = serializers.CharField()
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    valid_until = serializers.DateTimeField(allow_null=True)
    session_id = serializers.UUIDField(allow_null=True)


class VerificationsApi(Api):
    """GET, POST /api/v1/parties/{id}/verifications -- the newest fifty; begin one."""

    tag = "parties"
    scopes = SCOPES
    refusals = {"POST": REFUSALS, "GET": (Forbidden, NotFound)}

    @extend_schema_serializer(component_name="VerificationBegin")
    class Input(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(
            choices=[
                one
                for one in Verification.Kind.choices
                if one[0] in ("two_element", "three_element", "registration")
            ]
        )

    @extend_schema_serializer(component_name="VerificationPage")
    class Page(serializers.Serializer[Any]):
        verifications = VerificationOutput(many=True)

    @extend_schema(
        operation_id="verification_list", summary=_("列出身份核验"), responses={200: Page}
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        found = selectors.verification_list(self.actor, party_id)[:MOST]
        return self.answer(self.Page({"verifications": list(found)}).data)

    @extend_schema(
        operation_id="verification_begin",
        summary=_("发起身份核验"),
        request=Input,
        responses={201: VerificationOutput},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        kind = self.input(request)["kind"]
        row = services.verification_begin(actor=self.actor, party_id=party_id, kind=kind)
        return self.answer(VerificationOutput(row).data, status=201)


class VerificationApi(Api):
    """GET /api/v1/verifications/{id} -- how one stands."""

    tag = "parties"
    scope = "parties.read"
    refusals = {"GET": (Forbidden, NotFound)}

    @extend_schema(
        operation_id="verification_read",
        summary=_("查看一次身份核验"),
        responses={200: VerificationOutput},
    )
    def get(self, request: Request, verification_id: UUID) -> Response:
        row = selectors.verification_get(self.actor, verification_id)
        return self.answer(VerificationOutput(row).data)


class LivenessApi(Api):
    """POST /api/v1/parties/{id}/liveness -- open a liveness session; its code is shown once."""

    tag = "parties"
    scope = "parties.write"
    refusals = {"POST": (*REFUSALS, services.ConsentMissing)}

    @extend_schema_serializer(component_name="LivenessSession")
    class Output(serializers.Serializer[Any]):
        verification = VerificationOutput()
        code = serializers.CharField()

    @extend_schema(
        operation_id="liveness_start",
        summary=_("开始活体核验"),
        request=None,
        responses={201: Output},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        shown = services.liveness_start(actor=self.actor, party_id=party_id)
        return self.answer(self.Output(shown).data, status=201)


class LivenessConfirmApi(Api):
    """POST /api/v1/verifications/{id}/confirm -- the code, and the kit's reference."""

    tag = "parties"
    scope = "parties.write"
    refusals = {"POST": (Forbidden, NotFound, Invalid)}

    @extend_schema_serializer(component_name="LivenessConfirm")
    class Input(serializers.Serializer[Any]):
        code = serializers.CharField(max_length=10)
        token = serializers.CharField(max_length=200)

    @extend_schema_serializer(component_name="LivenessConfirmed")
    class Output(serializers.Serializer[Any]):
        verification = VerificationOutput()
        is_confirmed = serializers.BooleanField(help_text=_("验证码正确，正在询问核验服务"))

    @extend_schema(
        operation_id="liveness_confirm",
        summary=_("提交活体核验的验证码"),
        request=Input,
        responses={200: Output},
    )
    def post(self, request: Request, verification_id: UUID) -> Response:
        given = self.input(request)
        row = services.liveness_confirm(
            actor=self.actor,
            verification_id=verification_id,
            code=given["code"],
            token=given["token"],
        )
        is_confirmed = row.code_hash is None and row.state == Verification.State.STARTED
        return self.answer(self.Output({"verification": row, "is_confirmed": is_confirmed}).data)
