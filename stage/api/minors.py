"""HTTP API for minors: the notice and its proof, minor mode, and questions about payments."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from rooms import selectors as rooms
from stage import selectors, services
from stage.models import MinorAccount, MinorsClass

KINDS = MinorsClass.Kind.choices
SHA = "^[0-9a-f]{64}$"


class KindsOutput(serializers.Serializer[Any]):
    """The types that a room holds."""

    kinds = serializers.ListField(child=serializers.ChoiceField(choices=KINDS))


class WordsOutput(serializers.Serializer[Any]):
    """The words in both languages; empty where none are needed."""

    zh = serializers.CharField(allow_blank=True)
    en = serializers.CharField(allow_blank=True)


class MinorsNoticeOutput(serializers.Serializer[Any]):
    """The notice to show before the content, and the digest that names just these words."""

    kinds = serializers.ListField(child=serializers.ChoiceField(choices=KINDS))
    words = WordsOutput()
    sha256 = serializers.CharField(allow_blank=True)
    is_set = serializers.BooleanField()
    set_at = serializers.DateTimeField(allow_null=True)


def notice_data(notice: selectors.Notice) -> Any:
    """Return a notice as the API gives it."""
    words = notice.words or {"zh": "", "en": ""}
    return MinorsNoticeOutput(
        {
            "kinds": notice.kinds,
            "words": words,
            "sha256": notice.sha256,
            "is_set": notice.is_set,
            "set_at": notice.set_at,
        }
    ).data


class MinorsDeclareApi(Api):
    """POST /api/v1/rooms/{room_id}/minors -- say what a room holds that may affect minors."""

    tag = "stage"
    scope = "stage.write"

    @extend_schema_serializer(component_name="MinorsDeclare")
    class Input(serializers.Serializer[Any]):
        kinds = serializers.ListField(
            child=serializers.ChoiceField(choices=KINDS), min_length=1, max_length=4
        )

    @extend_schema(
        operation_id="minors_declare",
        summary=_("申报可能影响未成年人的内容类型"),
        request=Input,
        responses={200: KindsOutput},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        kinds = services.minors_declare(
            actor=self.actor, room_id=room_id, kinds=self.input(request)["kinds"]
        )
        return self.answer(KindsOutput({"kinds": kinds}).data)


class MinorsNoticeApi(Api):
    """GET and POST /api/v1/rooms/{room_id}/minors-notice -- read it; say that it is set."""

    tag = "stage"
    scopes = {"GET": "stage.read", "POST": "stage.write"}
    refusals = {"POST": (services.OtherNotice,)}

    @extend_schema_serializer(component_name="MinorsNoticeSet")
    class Input(serializers.Serializer[Any]):
        sha256 = serializers.RegexField(SHA)

    @extend_schema(
        operation_id="minors_notice_read",
        summary=_("读取展示前的提示"),
        responses={200: MinorsNoticeOutput},
    )
    def get(self, request: Request, room_id: UUID) -> Response:
        room = rooms.room_get(self.actor, room_id)
        return self.answer(notice_data(selectors.minors_notice(self.actor, room.pk)))

    @extend_schema(
        operation_id="minors_notice_set",
        summary=_("回报提示已设置"),
        request=Input,
        responses={200: MinorsNoticeOutput},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        given = self.input(request)
        notice = services.notice_set(actor=self.actor, room_id=room_id, **given)
        return self.answer(notice_data(notice))


class MinorsNoticeShownApi(Api):
    """POST /api/v1/sessions/{session_id}/minors-notice/shown -- proof that a client showed it."""

    tag = "stage"
    scope = "stage.write"
    refusals = {"POST": (services.NotOnAir, services.OtherNotice)}

    @extend_schema_serializer(component_name="MinorsNoticeShown")
    class Input(serializers.Serializer[Any]):
        client = serializers.CharField(max_length=200)
        sha256 = serializers.RegexField(SHA)

    @extend_schema_serializer(component_name="MinorsNoticeProof")
    class Output(serializers.Serializer[Any]):
        times = serializers.IntegerField()

    @extend_schema(
        operation_id="minors_notice_shown",
        summary=_("证明提示已展示"),
        request=Input,
        responses={201: Output},
    )
    def post(self, request: Request, session_id: UUID) -> Response:
        given = self.input(request)
        times = services.notice_shown(actor=self.actor, session_id=session_id, **given)
        return self.answer(self.Output({"times": times}).data, 201)


class MinorModeApi(Api):
    """POST /api/v1/minors/mode -- an account is in minor mode, or no more, with its limits."""

    tag = "stage"
    scope = "stage.write"

    @extend_schema_serializer(component_name="MinorMode")
    class Input(serializers.Serializer[Any]):
        account = serializers.CharField(max_length=200)
        is_on = serializers.BooleanField()
        single_fen = serializers.IntegerField(min_value=0, default=None, allow_null=True)
        daily_fen = serializers.IntegerField(min_value=0, default=None, allow_null=True)

    @extend_schema_serializer(component_name="MinorModeSet")
    class Output(serializers.Serializer[MinorAccount]):
        is_on = serializers.BooleanField()
        single_fen = serializers.IntegerField(allow_null=True)
        daily_fen = serializers.IntegerField(allow_null=True)

    @extend_schema(
        operation_id="minor_mode_set",
        summary=_("上报未成年人模式与限额"),
        request=Input,
        responses={200: Output},
    )
    def post(self, request: Request) -> Response:
        account = services.minor_mode_set(actor=self.actor, **self.input(request))
        return self.answer(self.Output(account).data)


class MinorSpendingApi(Api):
    """POST /api/v1/minors/spending -- may this account pay this now?"""

    tag = "stage"
    scope = "stage.write"

    @extend_schema_serializer(component_name="MinorSpending")
    class Input(serializers.Serializer[Any]):
        account = serializers.CharField(max_length=200)
        amount_fen = serializers.IntegerField(min_value=1)
        reference = serializers.CharField(max_length=200)

    @extend_schema_serializer(component_name="MinorSpendingAnswer")
    class Output(serializers.Serializer[services.Answer]):
        is_allowed = serializers.BooleanField()
        refused_for = serializers.ChoiceField(choices=["", "single", "daily"])
        single_fen = serializers.IntegerField(allow_null=True)
        daily_fen = serializers.IntegerField(allow_null=True)
        spent_fen = serializers.IntegerField()

    @extend_schema(
        operation_id="minor_spending_ask",
        summary=_("核对未成年人消费限额"),
        request=Input,
        responses={200: Output},
    )
    def post(self, request: Request) -> Response:
        answer = services.spending_ask(actor=self.actor, **self.input(request))
        return self.answer(self.Output(answer).data)
