"""HTTP API of the register of recordings: platforms say what they keep of a broadcast."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Invalid
from oversight import policies, services
from oversight.models import Recording
from oversight.selectors import recording as asks


class RecordingOutput(serializers.Serializer[Recording]):
    """One stretch of video, and how it was found last."""

    id = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    sha256 = serializers.CharField()
    size = serializers.IntegerField()
    reported_at = serializers.DateTimeField()
    probed_at = serializers.DateTimeField(allow_null=True)
    hashed_at = serializers.DateTimeField(allow_null=True)
    fault = serializers.ChoiceField(choices=["", *Recording.Fault.values])


@extend_schema_serializer(component_name="RecordingGap")
class GapOutput(serializers.Serializer[Any]):
    """A stretch on air of which nothing is recorded."""

    since = serializers.DateTimeField()
    until = serializers.DateTimeField()


@extend_schema_serializer(component_name="RecordingReport")
class StretchInput(serializers.Serializer[Any]):
    """One stretch of video that the platform keeps."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    url = serializers.CharField(max_length=1000)
    sha256 = serializers.CharField(max_length=64)
    size = serializers.IntegerField(min_value=1, max_value=(1 << 50) - 1)


class RecordingsApi(Api):
    """GET and POST /api/v1/sessions/{session_id}/recordings -- the video that a platform keeps."""

    tag = "sessions"
    scopes = {"GET": "rooms.read", "POST": "rooms.write"}
    refusals = {"POST": (Invalid,)}

    @extend_schema_serializer(component_name="RecordingsOfSession")
    class Output(serializers.Serializer[Any]):
        until = serializers.DateField(allow_null=True, help_text=_("至少保存到这一天"))
        recordings = RecordingOutput(many=True)
        gaps = GapOutput(many=True)

    @extend_schema_serializer(component_name="RecordingsReport")
    class Input(serializers.Serializer[Any]):
        items = serializers.ListField(child=StretchInput(), min_length=1, max_length=500)

    @extend_schema(
        operation_id="recording_list",
        summary=_("列出一场直播的录像和缺口"),
        responses={200: Output},
    )
    def get(self, request: Request, session_id: UUID) -> Response:
        policies.require_read_recordings(self.actor)
        return self.answer(self.Output(_told(self.actor, session_id)).data)

    @extend_schema(
        operation_id="recording_report",
        summary=_("上报一场直播的录像"),
        request=Input,
        responses={200: Output},
    )
    def post(self, request: Request, session_id: UUID) -> Response:
        items = self.input(request)["items"]
        services.recordings_report(
            actor=self.actor,
            session_id=session_id,
            stretches=[services.Stretch(**one) for one in items],
        )
        return self.answer(self.Output(_told(self.actor, session_id)).data)


def _told(actor: Any, session_id: UUID) -> dict[str, Any]:
    one = asks.covered(actor, session_id)
    gaps = [{"since": gap.since, "until": gap.until} for gap in one.gaps]
    return {"until": one.until, "recordings": one.recordings, "gaps": gaps}
