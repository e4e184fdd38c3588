"""HTTP API of the terms: what a platform promises whoever complains, as it is published now."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints import policies, selectors
from complaints.models import Complaint
from complaints.rules.terms import TERMS, Promise, clause_of
from livecompliance.kernel.api import Api


@extend_schema_serializer(component_name="ComplaintTerm")
class TermOutput(serializers.Serializer[Any]):
    """One term: of which kind of complaint, how long, by which clause."""

    about = serializers.ChoiceField(choices=Complaint.Kind.choices)
    term = serializers.ChoiceField(choices=[(one, one) for one in TERMS])
    amount = serializers.IntegerField()
    unit = serializers.CharField(help_text="hour, working_hour, day, working_day")
    clause = serializers.CharField()


@extend_schema_serializer(component_name="ComplaintTerms")
class TermsOutput(serializers.Serializer[Any]):
    """The terms in force; version 0 is the shipped one."""

    version = serializers.IntegerField()
    reopen_days = serializers.IntegerField()
    particulars_amount = serializers.IntegerField(
        source="particulars.amount", help_text=_("消费争议的必要信息：自消费者要求起多久提供")
    )
    particulars_unit = serializers.CharField(source="particulars.unit")
    terms = TermOutput(many=True)


class TermsApi(Api):
    """GET /api/v1/complaints/terms -- the published terms, kind by kind."""

    tag = "complaints"
    scope = "complaints.read"

    @extend_schema(
        operation_id="complaint_terms",
        summary=_("读取公布的投诉处理期限"),
        responses={200: TermsOutput},
    )
    def get(self, request: Request) -> Response:
        policies.require_see(self.actor)
        held = selectors.terms_in_force(self.actor)
        told = {
            "version": held.version,
            "reopen_days": held.body.reopen_days,
            "particulars": held.body.particulars,
            "terms": list(_each(held.body)),
        }
        return self.answer(TermsOutput(told).data)


def _each(said: Promise) -> Iterator[dict[str, Any]]:
    for about, term, span in said.each():
        clause = clause_of(about, term)[0]
        yield {
            "about": about,
            "term": term,
            "amount": span.amount,
            "unit": span.unit,
            "clause": clause,
        }
