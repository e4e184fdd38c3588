"""HTTP API of imports: a stored table of goods, judged and kept as a job."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import policies, services
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Invalid, NotFound
from office import selectors as office_asks
from office import services as office
from office.api.jobs import JobOutput
from office.services.job import JobOver, TooManyJobs


@extend_schema_serializer(component_name="ProductImport")
class ImportOutput(JobOutput):
    """An import. `result`: rows, kept, faults, warnings; its `file` names the faults."""


class ImportsApi(Api):
    """POST /api/v1/product-imports -- judge and keep the rows of a stored table."""

    tag = "catalog"
    scope = "catalog.write"
    refusals = {"POST": (NotFound, Invalid, TooManyJobs)}

    @extend_schema_serializer(component_name="ProductImportOrder")
    class Input(serializers.Serializer[Any]):
        file = serializers.UUIDField(help_text=_("先以 POST /files 存入的表格"))

    @extend_schema(
        operation_id="product_import_start",
        summary=_("批量导入商品"),
        request=Input,
        responses={201: ImportOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_submit(self.actor)
        file_id = self.input(request)["file"]
        job = services.products_import(actor=self.actor, file_id=file_id)
        return self.answer(ImportOutput(job).data, 201)


class ImportApi(Api):
    """GET /api/v1/product-imports/{import_id} -- how far it is, and what came of it."""

    tag = "catalog"
    scope = "catalog.read"

    @extend_schema(
        operation_id="product_import_read",
        summary=_("读取一次商品导入"),
        responses={200: ImportOutput},
    )
    def get(self, request: Request, import_id: UUID) -> Response:
        policies.require_submit(self.actor)
        return self.answer(ImportOutput(office_asks.job_get(self.actor, import_id)).data)


class ImportCancelApi(Api):
    """POST /api/v1/product-imports/{import_id}/cancel -- stop; what was taken stays."""

    tag = "catalog"
    scope = "catalog.write"
    refusals = {"POST": (JobOver,)}

    @extend_schema(
        operation_id="product_import_cancel",
        summary=_("停止一次商品导入"),
        request=None,
        responses={200: ImportOutput},
    )
    def post(self, request: Request, import_id: UUID) -> Response:
        policies.require_submit(self.actor)
        job = office.job_cancel(actor=self.actor, job_id=import_id)
        return self.answer(ImportOutput(job).data)
