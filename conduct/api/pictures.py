"""HTTP API of pictures: the codes in one, and where each leads."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response

from conduct import services
from conduct.selectors import words
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import BodyBroken, Invalid, NotFound, TooLarge
from moderation import policies
from moderation.api.reviews import SUGGESTIONS
from office.api.files import read_body
from office.services import images

KINDS = ("image/png", "image/jpeg", "image/webp", "image/gif", "application/octet-stream")


@extend_schema_serializer(component_name="PictureCode")
class CodeOutput(serializers.Serializer[Any]):
    """One code; `corners` are pixels of the upright picture, clockwise from the top left."""

    format = serializers.CharField()
    content = serializers.CharField()
    corners = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2)
    )
    flags = serializers.ListField(child=serializers.ChoiceField(choices=list(words.FLAGS)))
    suggestion = serializers.ChoiceField(choices=SUGGESTIONS)
    families = serializers.ListField(child=serializers.CharField())
    decision = serializers.UUIDField(
        allow_null=True, help_text=_("不通过的内容在审核队列中的编号；通过时为空")
    )


@extend_schema_serializer(component_name="Picture")
class PictureOutput(serializers.Serializer[Any]):
    """What was read in a picture, which is not kept; `is_cut`: there are more codes."""

    sha256 = serializers.CharField()
    suggestion = serializers.ChoiceField(choices=SUGGESTIONS)
    codes = CodeOutput(many=True)
    is_cut = serializers.BooleanField()


class PicturesApi(Api):
    """POST /api/v1/conduct/pictures -- read the codes in a picture and judge where they lead."""

    tag = "conduct"
    scope = "inspect"
    refusals = {
        "POST": (Invalid, NotFound, TooLarge, BodyBroken, images.PixelFlood, images.BadImage)
    }

    @extend_schema(
        operation_id="picture_read",
        summary=_("识别图片中的二维码"),
        parameters=[OpenApiParameter("room_id", OpenApiTypes.UUID)],
        request=dict.fromkeys(KINDS, OpenApiTypes.BINARY),
        responses={200: PictureOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_submit(self.actor)
        asked = request._request
        if (asked.content_type or "") not in KINDS:
            raise UnsupportedMediaType(asked.content_type or "")
        room = serializers.UUIDField(allow_null=True).run_validation(
            request.query_params.get("room_id") or None
        )
        stream = read_body(asked, services.MOST_BYTES)
        seen = services.picture_read(actor=self.actor, stream=stream, room_id=room)
        codes = [_told(one) for one in seen.codes]
        worst = next(
            (one for one in words.SUGGESTIONS if any(c["suggestion"] == one for c in codes)), "pass"
        )
        said = {"sha256": seen.sha256, "suggestion": worst, "codes": codes, "is_cut": seen.is_cut}
        return self.answer(PictureOutput(said).data)


def _told(one: services.Code) -> dict[str, Any]:
    return {
        "format": one.form,
        "content": one.content,
        "corners": [list(corner) for corner in one.corners],
        "flags": [flag for flag in words.FLAGS if flag in one.jump.flags],
        "suggestion": one.answer.result.suggestion,
        "families": list(dict.fromkeys(label.code for label in one.answer.result.labels)),
        "decision": one.answer.decision,
    }
