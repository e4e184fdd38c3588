"""HTTP API of whom the platform asks for identities. Keys may neither see nor choose that."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import stepup
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from parties import policies, selectors, services
from parties.models import Provider
from parties.selectors.outcome_words import OUTCOMES
from parties.services.provider import LONGEST_MS, SHORTEST_MS


@extend_schema_serializer(component_name="IdentityTrial")
class TrialOutput(serializers.Serializer[Any]):
    """What the provider said to an invented case."""

    at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(choices=list(OUTCOMES))
    took_ms = serializers.IntegerField(allow_null=True)


@extend_schema_serializer(component_name="IdentityProvider")
class ProviderOutput(serializers.Serializer[Any]):
    """Whom the platform asks. The secret is in the answer that made it, and never again."""

    kind = serializers.ChoiceField(choices=Provider.Kind.choices)
    url = serializers.CharField()
    key_id = serializers.CharField()
    timeout_ms = serializers.IntegerField()
    changed_at = serializers.DateTimeField()
    trials = TrialOutput(many=True)
    secret = serializers.CharField(required=False)


class ProviderApi(Api):
    """GET and POST /api/v1/identity-provider -- the security administrator himself, no key."""

    tag = "parties"
    scopes = {"GET": "parties.read", "POST": "parties.write"}
    refusals = {
        "GET": (Forbidden, NotFound),
        "POST": (Forbidden, Invalid, stepup.StepUpRequired, stepup.PersonRequired),
    }

    @extend_schema_serializer(component_name="IdentityProviderSet")
    class Input(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(choices=Provider.Kind.choices)
        url = serializers.CharField(max_length=500, default="", allow_blank=True)
        key_id = serializers.CharField(max_length=40, default="", allow_blank=True)
        timeout_ms = serializers.IntegerField(
            min_value=SHORTEST_MS, max_value=LONGEST_MS, default=5_000
        )

    @extend_schema(
        operation_id="identity_provider_read",
        summary=_("读取身份核验服务的设置"),
        responses={200: ProviderOutput},
    )
    def get(self, request: Request) -> Response:
        found = selectors.provider_get(self.actor)
        if found is None:
            raise NotFound(gettext("还没有设置身份核验服务。"))
        return self.answer(ProviderOutput(found | {"trials": self._trials()}).data)

    @extend_schema(
        operation_id="identity_provider_set",
        summary=_("设置身份核验服务"),
        request=Input,
        responses={200: ProviderOutput},
    )
    @sensitive_variables("secret", "answer")
    def post(self, request: Request) -> Response:
        policies.require_set_provider(self.actor)
        stepup.require(request, purpose="identity")
        _row, secret = services.provider_set(actor=self.actor, **self.input(request))
        answer = (selectors.provider_get(self.actor) or {}) | {"trials": self._trials()}
        answer |= {"secret": secret} if secret else {}
        response = self.answer(ProviderOutput(answer).data)
        response["Cache-Control"] = "no-store"
        return response

    def _trials(self) -> list[dict[str, Any]]:
        return [
            {"at": entry.at, "outcome": data["outcome"], "took_ms": data.get("took_ms")}
            for entry, data in selectors.provider_trials(self.actor)
        ]
