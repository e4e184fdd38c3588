"""HTTP API of imports and periods: a stored table is brought in as a job; months are closed."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Invalid, NotFound
from office import selectors as office_asks
from office import services as office
from office.api.jobs import JobOutput
from office.services.job import JobOver, TooManyJobs
from tax import policies, services
from tax.selectors import words

WHATS = [(one, one) for one in words.TABLES]


@extend_schema_serializer(component_name="TaxImport")
class ImportOutput(JobOutput):
    """An import. `result`: rows, added, changed, same, faulty; its `file` names the faults."""


class TaxImportsApi(Api):
    """POST /api/v1/tax-imports -- bring in a stored table of payees or payments."""

    tag = "tax"
    scope = "tax.write"
    refusals = {"POST": (NotFound, Invalid, TooManyJobs)}

    @extend_schema_serializer(component_name="TaxImportOrder")
    class Input(serializers.Serializer[Any]):
        what = serializers.ChoiceField(choices=WHATS)
        file = serializers.UUIDField(help_text=_("先以 POST /files 存入的表格"))

    @extend_schema(
        operation_id="tax_import_start",
        summary=_("批量导入收款人或支付"),
        request=Input,
        responses={201: ImportOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_bring(self.actor)
        given = self.input(request)
        job = services.table_bring(actor=self.actor, what=given["what"], file_id=given["file"])
        return self.answer(ImportOutput(job).data, 201)


class TaxImportApi(Api):
    """GET /api/v1/tax-imports/{import_id} -- how far it is, and what came of it."""

    tag = "tax"
    scope = "tax.read"

    @extend_schema(
        operation_id="tax_import_read",
        summary=_("读取一次涉税导入"),
        responses={200: ImportOutput},
    )
    def get(self, request: Request, import_id: UUID) -> Response:
        policies.require_bring(self.actor)
        return self.answer(ImportOutput(office_asks.job_get(self.actor, import_id)).data)


class TaxImportCancelApi(Api):
    """POST /api/v1/tax-imports/{import_id}/cancel -- stop; what was taken stays."""

    tag = "tax"
    scope = "tax.write"
    refusals = {"POST": (JobOver,)}

    @extend_schema(
        operation_id="tax_import_cancel",
        summary=_("停止一次涉税导入"),
        request=None,
        responses={200: ImportOutput},
    )
    def post(self, request: Request, import_id: UUID) -> Response:
        policies.require_bring(self.actor)
        job = office.job_cancel(actor=self.actor, job_id=import_id)
        return self.answer(ImportOutput(job).data)
