"""HTTP API of witnesses: who outside keeps the record's checkpoints, how far, what is wrong."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ledger import selectors as ledger
from livecompliance.kernel.api import Api
from oversight import policies, selectors
from oversight.models import Witness

STATES = ["waiting", "witnessed", "doubtful", "wrong"]
BY_TONE = {"idle": "waiting", "ok": "witnessed", "watch": "doubtful", "act": "wrong"}
EXAMPLE = OpenApiExample(
    "witnesses",
    value={
        "newest": 48213,
        "witnessed": 48213,
        "witnesses": [
            {
                "id": "01a22e4f-f2a5-7a24-837b-16b675baf656",
                "name": "witness.example/one",
                "key": "witness.example/one+c10c4dd8+BDbrLTZVWZkp7TmTKjHsQfSvXsdNBI84VLojjE6ZpO3G",
                "state": "witnessed",
                "fault": "",
                "size": 48213,
                "added_at": "2026-11-02T09:00:00+08:00",
                "confirmed_at": "2026-11-30T20:59:02+08:00",
                "last": {"size": 48213, "at": "2026-11-30T20:59:02+08:00", "line": "— witness …"},
            }
        ],
    },
    response_only=True,
)


@extend_schema_serializer(component_name="WitnessCosignature")
class CosignatureOutput(serializers.Serializer[Any]):
    """What a witness signed: the size of the tree, when, and the line of its signature."""

    size = serializers.IntegerField()
    at = serializers.DateTimeField()
    line = serializers.CharField()


@extend_schema_serializer(component_name="Witness")
class WitnessOutput(serializers.Serializer[Any]):
    """One witness. `wrong`: it was told of to the officers, or the record does not fit."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    key = serializers.CharField(help_text=_("验证它的签名所用的公钥（C2SP 格式）"))
    state = serializers.ChoiceField(choices=STATES)
    fault = serializers.ChoiceField(choices=["", *Witness.Fault.values])
    size = serializers.IntegerField(help_text=_("它签过的最大的记录树"))
    added_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    last = CosignatureOutput(allow_null=True)


class WitnessesApi(Api):
    """GET /api/v1/witnesses -- who witnesses the record, and what each signed last."""

    tag = "retention"
    scope = "charter.read"

    @extend_schema_serializer(component_name="WitnessList", examples=[EXAMPLE])
    class Output(serializers.Serializer[Any]):
        newest = serializers.IntegerField(
            allow_null=True, help_text=_("最近的检查点的大小；还没有时为空")
        )
        witnessed = serializers.IntegerField(
            allow_null=True, help_text=_("有见证签名的最大的检查点")
        )
        witnesses = WitnessOutput(many=True)

    @extend_schema(
        operation_id="witness_list", summary=_("列出见证方及其签名"), responses={200: Output}
    )
    def get(self, request: Request) -> Response:
        policies.require_read_witnesses(self.actor)
        newest = ledger.checkpoint_latest(self.actor)
        told = {
            "newest": newest.size if newest else None,
            "witnessed": selectors.witnessed_latest(self.actor),
            "witnesses": [self._one(each) for each in selectors.witnesses(self.actor)],
        }
        return self.answer(self.Output(told).data)

    def _one(self, each: selectors.Standing) -> dict[str, Any]:
        one = each.witness
        last = selectors.cosignatures_last(self.actor, one.pk, 1)
        return {
            "id": one.pk,
            "name": one.name,
            "key": each.key,
            "state": BY_TONE[each.tone],
            "fault": one.fault,
            "size": one.size,
            "added_at": one.added_at,
            "confirmed_at": one.confirmed_at,
            "last": last[0] if last else None,
        }
