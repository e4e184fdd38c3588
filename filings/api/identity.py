"""HTTP API of the reports on who operates and markets on the platform."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from filings import selectors
from filings.api.register import PageQuery, paged
from filings.models import IdentityReport
from livecompliance.kernel.api import Api


@extend_schema_serializer(component_name="IdentityReport")
class ReportOutput(serializers.Serializer[IdentityReport]):
    """One report of one period, or its correction; numbers of lines, nobody's data."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=IdentityReport.Kind.choices)
    number = serializers.IntegerField()
    corrects_id = serializers.UUIDField(allow_null=True)
    begins_on = serializers.DateField()
    ends_on = serializers.DateField()
    due_on = serializers.DateField()
    state = serializers.ChoiceField(choices=IdentityReport.State.choices)
    counts = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()),
        help_text=_("每张表的行数（rows）和资料不全的行数（lacking）"),
    )
    submitted_on = serializers.DateField(allow_null=True)
    authority = serializers.CharField()
    receipt = serializers.CharField()


class IdentityReportsApi(Api):
    """GET /api/v1/filings/identity-reports -- reports to market regulator and tax authority."""

    tag = "filings"
    scope = "charter.read"

    @extend_schema_serializer(component_name="IdentityReportPage")
    class Page(serializers.Serializer[Any]):
        items = ReportOutput(many=True)
        next = serializers.UUIDField(allow_null=True)

    @extend_schema(
        operation_id="identity_report_list",
        summary=_("列出身份信息报送"),
        parameters=[PageQuery],
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        query = PageQuery(data=request.query_params)
        found = selectors.identity_report_list(self.actor)
        return self.answer(self.Page(paged(query, found)).data)
