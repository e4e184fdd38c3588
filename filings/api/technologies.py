"""HTTP API of new technologies, applications and functions."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from filings import selectors, services
from filings.api.register import PageQuery, paged
from filings.models import Technology
from filings.rules import catalogue
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Invalid

KINDS = [(key, one.zh) for key, one in catalogue.technologies().items()]


@extend_schema_serializer(component_name="Technology")
class TechnologyOutput(serializers.Serializer[Technology]):
    """One technology; a session declares it by `slug` once it is approved or live."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    kind = serializers.CharField()
    name = serializers.CharField()
    effect = serializers.ChoiceField(choices=Technology.Effect.choices)
    state = serializers.ChoiceField(choices=Technology.State.choices)
    assessment_id = serializers.UUIDField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    live_on = serializers.DateField(allow_null=True)
    review_on = serializers.DateField(allow_null=True)


class TechnologiesApi(Api):
    """GET and POST /api/v1/filings/technologies -- what may be used, and what is to be."""

    tag = "filings"
    scopes = {"GET": "charter.read", "POST": "charter.write"}
    refusals = {"POST": (Invalid, services.SlugThere)}

    @extend_schema_serializer(component_name="TechnologyInput")
    class Input(serializers.Serializer[Any]):
        slug = serializers.SlugField(max_length=40)
        kind = serializers.ChoiceField(choices=KINDS)
        name = serializers.CharField(max_length=120)
        description = serializers.CharField(max_length=2000, allow_blank=True, default="")
        effect = serializers.ChoiceField(choices=Technology.Effect.choices, default="none")

    @extend_schema_serializer(component_name="TechnologyPage")
    class Page(serializers.Serializer[Any]):
        items = TechnologyOutput(many=True)
        next = serializers.UUIDField(allow_null=True)

    @extend_schema(
        operation_id="technology_list",
        summary=_("列出新技术新应用新功能"),
        parameters=[PageQuery],
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        query = PageQuery(data=request.query_params)
        return self.answer(self.Page(paged(query, selectors.technology_list(self.actor))).data)

    @extend_schema(
        operation_id="technology_declare",
        summary=_("登记新技术新应用新功能"),
        request=Input,
        responses={201: TechnologyOutput},
    )
    def post(self, request: Request) -> Response:
        declared = services.Declared(**self.input(request))
        technology = services.technology_declare(actor=self.actor, declared=declared)
        return self.answer(TechnologyOutput(technology).data, 201)
