"""HTTP API of a party's agreements: what stands, what is to be signed, signing, leaving."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from charter import selectors, services
from charter.models import Agreement
from charter.services import DigestDiffers, VersionOver
from livecompliance.kernel.api import Api

WHY = ("missing", "lapsed", "changed", "waiting", "lapsing", "coming")
STATES = ("waiting", "future", "in_force", "lapsing", "lapsed", "ended")


@extend_schema_serializer(component_name="Agreement")
class AgreementOutput(serializers.Serializer[Agreement]):
    """One agreement. `counterpart_id` is null where the other side is the platform.

    `state`: waiting (a side has not signed), future, in_force, lapsing (within 30 days), lapsed,
    ended.
    """

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Agreement.Kind.choices)
    party_id = serializers.UUIDField()
    counterpart_id = serializers.UUIDField(allow_null=True)
    version_id = serializers.UUIDField()
    text_sha256 = serializers.CharField()
    state = serializers.SerializerMethodField()
    concluded_at = serializers.DateTimeField(allow_null=True)
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    end_kind = serializers.CharField(allow_blank=True)

    @extend_schema_field(serializers.ChoiceField(choices=STATES))
    def get_state(self, agreement: Agreement) -> str:
        return selectors.state_of(agreement)


@extend_schema_serializer(component_name="ToAccept")
class ToAcceptOutput(serializers.Serializer[Any]):
    """A text that the party should sign, and why; `version_id` is null while there is none.

    Nothing goes on air while one is missing, lapsed or changed.
    """

    kind = serializers.ChoiceField(choices=Agreement.Kind.choices)
    version_id = serializers.UUIDField(source="version.pk", default=None, allow_null=True)
    sha256 = serializers.CharField(source="version.sha256", default="")
    counterpart_id = serializers.UUIDField(source="other.pk", default=None, allow_null=True)
    why = serializers.ChoiceField(choices=WHY)
    since = serializers.DateField(allow_null=True)


class PartyAgreementsApi(Api):
    """GET and POST /api/v1/parties/{party_id}/agreements -- what stands; sign a text."""

    tag = "charter"
    scopes = {"GET": "charter.read", "POST": "charter.write"}
    refusals = {"POST": (DigestDiffers, VersionOver)}

    @extend_schema_serializer(component_name="PartyAgreements")
    class Page(serializers.Serializer[Any]):
        agreements = AgreementOutput(many=True)
        to_accept = ToAcceptOutput(many=True)

    @extend_schema_serializer(component_name="AgreementAccept")
    class Input(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(choices=Agreement.Kind.choices)
        sha256 = serializers.RegexField(
            r"^[0-9a-fA-F]{64}\Z", help_text=_("签署人看到的文本的摘要：以此认定版本")
        )
        name = serializers.CharField(max_length=60, help_text=_("签署人姓名，加密存放"))
        ip = serializers.IPAddressField(help_text=_("签署时的 IP 地址，加密存放"))
        capacity = serializers.CharField(max_length=60, default="", allow_blank=True)
        language = serializers.ChoiceField(choices=["zh", "en"], default="zh")
        accepted_at = serializers.DateTimeField(required=False)
        counterpart_id = serializers.UUIDField(required=False, allow_null=True)

    @extend_schema(
        operation_id="party_agreements",
        summary=_("列出一个主体的协议"),
        responses={200: Page},
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        party = selectors.party_get(self.actor, party_id)
        found = {
            "agreements": selectors.agreements_of(self.actor, party)[:200],
            "to_accept": selectors.texts_to_accept(self.actor, party),
        }
        return self.answer(self.Page(found).data)

    @extend_schema(
        operation_id="agreement_accept",
        summary=_("签署协议"),
        request=Input,
        responses={201: AgreementOutput},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        given = self.input(request)
        version = selectors.version_of_digest(self.actor, given["kind"], given["sha256"])
        if version is None:
            selectors.party_get(self.actor, party_id)
            raise DigestDiffers(say("签署人看到的文本与现行文本不一致，请重新阅读。"))
        made = services.agreement_accept(
            actor=self.actor,
            party_id=party_id,
            version_id=version.pk,
            counterpart_id=given.get("counterpart_id"),
            signature=services.Signature(
                name=given["name"],
                sha256=given["sha256"],
                ip=given["ip"],
                capacity=given["capacity"],
                language=given["language"],
                at=given.get("accepted_at"),
            ),
        )
        return self.answer(AgreementOutput(made).data, 201)


class AgreementEndApi(Api):
    """POST /api/v1/agreements/{agreement_id}/end -- a side leaves; nobody is held back."""

    tag = "charter"
    scope = "charter.write"

    @extend_schema_serializer(component_name="AgreementEnd")
    class Input(serializers.Serializer[Agreement]):
        reason = serializers.CharField(max_length=200)

    @extend_schema(
        operation_id="agreement_end",
        summary=_("退出协议"),
        request=Input,
        responses={200: AgreementOutput},
    )
    def post(self, request: Request, agreement_id: UUID) -> Response:
        ended = services.agreement_end(
            actor=self.actor, agreement_id=agreement_id, **self.input(request)
        )
        return self.answer(AgreementOutput(ended).data)
