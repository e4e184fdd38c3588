"""HTTP API of what a platform wants of every stage."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Forbidden, Invalid
from stage import policies, selectors, services
from stage.api.places import KINDS
from stage.rules import elements, places
from stage.rules.terms import Terms

ELEMENTS = [(kind, kind) for kind in elements.KINDS]
GROUNDS = [(ground, ground) for ground in places.GROUNDS]


class RestrictedPlace(serializers.Serializer[Any]):
    """A kind of place that is refused, and by which ground of Article 20, paragraph 1."""

    kind = serializers.ChoiceField(choices=KINDS)
    ground = serializers.ChoiceField(choices=GROUNDS)


@extend_schema_serializer(component_name="StagePolicy")
class PolicyOutput(serializers.Serializer[Any]):
    """What holds. Times and limits of minors are numbers of the platform's own settings."""

    elements = serializers.ListField(child=serializers.ChoiceField(choices=ELEMENTS))
    places = RestrictedPlace(many=True)
    place_valid_h = serializers.IntegerField(help_text="0: until the room moves")
    mark_lost_s = serializers.IntegerField()


class StagePolicyApi(Api):
    """GET and POST /api/v1/stage-policy -- what must be reviewed, and where nobody broadcasts."""

    tag = "stage"
    scopes = {"GET": "stage.read", "POST": "stage.write"}
    refusals = {"GET": (Forbidden,), "POST": (Forbidden, Invalid)}

    @extend_schema_serializer(component_name="StagePolicySet")
    class Input(serializers.Serializer[Any]):
        elements = serializers.ListField(
            child=serializers.ChoiceField(choices=ELEMENTS),
            min_length=1,
            max_length=len(elements.KINDS),
        )
        places = serializers.ListField(child=RestrictedPlace(), max_length=len(places.KINDS))

    @extend_schema(
        operation_id="stage_policy_read",
        summary=_("读取开播要素策略"),
        responses={200: PolicyOutput},
    )
    def get(self, request: Request) -> Response:
        policies.require_read_policy(self.actor)
        return self.answer(PolicyOutput(_shown(selectors.terms_get(self.actor))).data)

    @extend_schema(
        operation_id="stage_policy_set",
        summary=_("设置开播要素策略"),
        request=Input,
        responses={200: PolicyOutput},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        terms = services.stage_policy_set(
            actor=self.actor,
            required=given["elements"],
            restricted={one["kind"]: one["ground"] for one in given["places"]},
        )
        return self.answer(PolicyOutput(_shown(terms)).data)


def _shown(terms: Terms) -> dict[str, Any]:
    return {
        "elements": [kind for kind in elements.KINDS if kind in terms.required],
        "places": [
            {"kind": kind, "ground": terms.restricted[kind]}
            for kind in places.KINDS
            if kind in terms.restricted
        ],
        "place_valid_h": terms.place_valid_h,
        "mark_lost_s": terms.mark_lost_s,
    }
