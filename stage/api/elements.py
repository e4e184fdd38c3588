"""HTTP API of key elements: hand in a version, look at what is shown, decide."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import NotFound
from rooms import selectors as rooms
from stage import selectors, services
from stage.models import Element, ElementVersion

KINDS, ORIGINS = Element.Kind.choices, ElementVersion.Origin.choices
STATES = ElementVersion.State.choices
DECIDED = [one for one in STATES if one[0] in ("approved", "refused")]


class VersionOutput(serializers.Serializer[Any]):
    """One version: show it only while its state is `approved`."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    origin = serializers.ChoiceField(choices=ORIGINS)
    state = serializers.ChoiceField(choices=STATES)
    suggestion = serializers.ChoiceField(choices=["pass", "review", "block"])
    clause = serializers.CharField()
    reason = serializers.CharField()
    text = serializers.CharField()
    image_url = serializers.CharField()
    image_sha256 = serializers.CharField()
    file_id = serializers.UUIDField(allow_null=True)
    submitted_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class ElementOutput(serializers.Serializer[Any]):
    """One key element: what is shown of it, what waits, since when something else is on air."""

    kind = serializers.ChoiceField(choices=KINDS)
    party_id = serializers.UUIDField(allow_null=True)
    shown = VersionOutput(allow_null=True)
    waiting = VersionOutput(allow_null=True)
    differs_at = serializers.DateTimeField(allow_null=True)


def version_data(version: ElementVersion | None) -> dict[str, Any] | None:
    """Return a version with its words, for whoever may see them."""
    if version is None:
        return None
    held = selectors.version_content(version)
    fields = ("id", "number", "origin", "state", "suggestion", "clause", "reason")
    more = ("image_sha256", "file_id", "submitted_at", "decided_at")
    found = {name: getattr(version, name) for name in (*fields, *more)}
    return found | {"text": held["text"], "image_url": held["url"]}


class LabelInput(serializers.Serializer[Any]):
    """What the platform's own vision says of a picture."""

    name = serializers.CharField(max_length=60)
    score = serializers.FloatField(min_value=0, max_value=1)


class ElementsApi(Api):
    """GET and POST /api/v1/rooms/{room_id}/elements -- what a room shows; a new version."""

    tag = "stage"
    scopes = {"GET": "stage.read", "POST": "stage.write"}
    refusals = {"POST": (NotFound,)}

    @extend_schema_serializer(component_name="ElementPage")
    class Page(serializers.Serializer[Any]):
        elements = ElementOutput(many=True)

    @extend_schema_serializer(component_name="ElementSubmit")
    class Input(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(choices=KINDS)
        text = serializers.CharField(max_length=2_000, default="", allow_blank=True)
        image_sha256 = serializers.RegexField("^[0-9a-f]{64}$", default="", allow_blank=True)
        image_url = serializers.URLField(max_length=2_048, default="", allow_blank=True)
        file_id = serializers.UUIDField(default=None, allow_null=True)
        labels = LabelInput(many=True, required=False)
        is_declared = serializers.BooleanField(
            help_text=_("声明内容符合法律法规，没有违法和不良信息")
        )
        party_id = serializers.UUIDField(default=None, allow_null=True)

    @extend_schema(operation_id="element_list", summary=_("列出开播要素"), responses={200: Page})
    def get(self, request: Request, room_id: UUID) -> Response:
        room = rooms.room_get(self.actor, room_id)
        waiting = {
            one.element_id: one
            for one in selectors.version_list(self.actor, room.pk).filter(state="waiting")
        }
        rows = [
            {
                "kind": one.kind,
                "party_id": one.party_id,
                "shown": version_data(one.shown),
                "waiting": version_data(waiting.get(one.pk)),
                "differs_at": one.differs_at,
            }
            for one in selectors.element_list(self.actor, room.pk)
        ]
        return self.answer(self.Page({"elements": rows}).data)

    @extend_schema(
        operation_id="element_submit",
        summary=_("申报一个开播要素"),
        request=Input,
        responses={201: VersionOutput},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        given = self.input(request)
        kind, party_id = given.pop("kind"), given.pop("party_id")
        content = services.Content(**given)
        version = services.element_submit(
            actor=self.actor, room_id=room_id, kind=kind, content=content, party_id=party_id
        )
        return self.answer(VersionOutput(version_data(version)).data, 201)


class VersionReadApi(Api):
    """GET /api/v1/elements/{proposal_id} -- what became of a version."""

    tag = "stage"
    scope = "stage.read"

    @extend_schema(
        operation_id="element_version_read",
        summary=_("读取一个版本"),
        responses={200: VersionOutput},
    )
    def get(self, request: Request, proposal_id: UUID) -> Response:
        version = selectors.version_get(self.actor, proposal_id)
        return self.answer(VersionOutput(version_data(version)).data)


class ElementDecideApi(Api):
    """POST /api/v1/elements/{proposal_id}/decide -- an officer approves or refuses."""

    tag = "stage"
    scope = "stage.write"
    refusals = {"POST": (services.AlreadyDecided,)}

    @extend_schema_serializer(component_name="ElementDecide")
    class Input(serializers.Serializer[Any]):
        state = serializers.ChoiceField(choices=DECIDED)
        reason = serializers.CharField(max_length=300, default="", allow_blank=True)
        clause = serializers.CharField(max_length=60, default="", allow_blank=True)

    @extend_schema(
        operation_id="element_decide",
        summary=_("专员审核一个版本"),
        request=Input,
        responses={200: VersionOutput},
    )
    def post(self, request: Request, proposal_id: UUID) -> Response:
        given = self.input(request)
        version = services.element_decide(actor=self.actor, version_id=proposal_id, **given)
        return self.answer(VersionOutput(version_data(version)).data)
