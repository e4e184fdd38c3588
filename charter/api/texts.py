"""HTTP API of rules and agreement texts: what holds, what comes, what was; objections."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from charter import selectors, services
from charter.models import Objection, Version
from charter.services import ObjectionsClosed
from livecompliance.kernel.api import Api

STATES = ("in_force", "coming", "past")


@extend_schema_serializer(component_name="Words")
class WordsOutput(serializers.Serializer[Any]):
    """The same in both languages; the Chinese governs."""

    zh = serializers.CharField()
    en = serializers.CharField(required=False)


@extend_schema_serializer(component_name="CharterText")
class TextOutput(serializers.Serializer[Version]):
    """One published version. `sha256` is of its Chinese text as `body_zh` gives it, in UTF-8."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Version.Kind.choices)
    number = serializers.IntegerField()
    title = WordsOutput()
    sha256 = serializers.CharField()
    is_material = serializers.BooleanField()
    term_months = serializers.IntegerField(allow_null=True)
    published_at = serializers.DateTimeField()
    effective_on = serializers.DateField()
    objections_until = serializers.DateField(allow_null=True)


@extend_schema_serializer(component_name="CharterTextWhole")
class WholeOutput(TextOutput):
    """One published version with its text, and where it says what the law wants in it."""

    body_zh = serializers.CharField()
    body_en = serializers.CharField(allow_blank=True)
    marks = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))


@extend_schema_serializer(component_name="CharterShelf")
class ShelfOutput(serializers.Serializer[Any]):
    """One kind of text: what holds today, what will, and what did in the years that stay public."""

    kind = serializers.ChoiceField(choices=Version.Kind.choices)
    current = TextOutput(allow_null=True)
    coming = TextOutput(many=True)
    past = TextOutput(many=True)


class TextsApi(Api):
    """GET /api/v1/charter/texts -- every kind of rule and agreement text, as it stands today."""

    tag = "charter"
    scope = "charter.read"

    class Query(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(choices=Version.Kind.choices, required=False)

    @extend_schema_serializer(component_name="CharterShelves")
    class Page(serializers.Serializer[Any]):
        texts = ShelfOutput(many=True)

    @extend_schema(
        operation_id="charter_texts",
        summary=_("列出规则与协议文本"),
        parameters=[Query],
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        query = self.Query(data=request.query_params)
        query.is_valid(raise_exception=True)
        kind = query.validated_data.get("kind")
        found = selectors.shelves(self.actor, [kind] if kind else selectors.kinds_of(self.actor))
        texts = [
            {
                "kind": one.kind,
                "current": one.current,
                "coming": one.coming,
                "past": selectors.kept_past(one),
            }
            for one in found
        ]
        return self.answer(self.Page({"texts": texts}).data)


class TextApi(Api):
    """GET /api/v1/charter/texts/{version_id} -- one published version, whole."""

    tag = "charter"
    scope = "charter.read"

    @extend_schema(
        operation_id="charter_text_read",
        summary=_("读取一个版本的全文"),
        responses={200: WholeOutput},
    )
    def get(self, request: Request, version_id: UUID) -> Response:
        found = selectors.version_public_get(self.actor, version_id)
        return self.answer(WholeOutput(found).data)


@extend_schema_serializer(component_name="CharterObjection")
class ObjectionOutput(serializers.Serializer[Objection]):
    """What was said against a version."""

    id = serializers.UUIDField()
    version_id = serializers.UUIDField()
    party_id = serializers.UUIDField(allow_null=True)
    text = serializers.CharField()
    leaves = serializers.BooleanField()
    given_at = serializers.DateTimeField()


class ObjectionsApi(Api):
    """POST /api/v1/charter/texts/{version_id}/objections -- say something against a version."""

    tag = "charter"
    scope = "charter.write"
    refusals = {"POST": (ObjectionsClosed,)}

    @extend_schema_serializer(component_name="CharterObjectionMake")
    class Input(serializers.Serializer[Objection]):
        text = serializers.CharField(max_length=1000)
        party_id = serializers.UUIDField(
            required=False, allow_null=True, help_text=_("代表哪个主体提出；成员本人提出时不填")
        )
        leaves = serializers.BooleanField(default=False, help_text=_("不接受修改，要求退出平台"))

    @extend_schema(
        operation_id="charter_objection_make",
        summary=_("对修改提出意见"),
        request=Input,
        responses={201: ObjectionOutput},
    )
    def post(self, request: Request, version_id: UUID) -> Response:
        made = services.objection_make(
            actor=self.actor, version_id=version_id, **self.input(request)
        )
        return self.answer(ObjectionOutput(made).data, 201)
