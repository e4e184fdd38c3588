"""HTTP API of quarterly packages: made, checked and listed by a program that may report."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api, turned
from livecompliance.kernel.exceptions import NotFound
from office.api import jobs
from office.services.job import TooManyJobs
from tax import policies, selectors, services
from tax.models import Package, Problem
from tax.rules.layouts import layout_named
from tax.selectors import words

STATES = Package.State.choices
CHANNELS = Package.Channel.choices
PAPERS = [(one, one) for one in ("csv", "ndjson", "xlsx")]
PAGE = 200


@extend_schema_serializer(component_name="TaxJob")
class JobOutput(jobs.JobOutput):
    """Work that was ordered: how far it is. `result`: the `package` it made, or what a month's
    withholding came to.
    """


class FileOutput(serializers.Serializer[Any]):
    """A file of a form; a form of many rows has several Excel files."""

    id = serializers.UUIDField()
    table = serializers.ChoiceField(choices=PAPERS)
    part = serializers.IntegerField(help_text=_("同一张表的第几个文件，从 0 起"))
    size = serializers.IntegerField()
    sha256 = serializers.CharField()


class FormOutput(serializers.Serializer[Any]):
    """A form of a package, and its files."""

    key = serializers.CharField()
    number = serializers.CharField(help_text=_("公告附件的表号"))
    title = serializers.CharField()
    rows = serializers.IntegerField()
    files = FileOutput(many=True)


@extend_schema_serializer(component_name="TaxPackage")
class PackageOutput(serializers.Serializer[Any]):
    """A quarter's package: how it stands, its forms, what is wrong by kind. Nobody's data."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    round = serializers.IntegerField(help_text=_("0 是季度报送，之后是第几次更正"))
    quarter = serializers.DateField(help_text=_("季度的第一天"))
    package_state = serializers.ChoiceField(choices=STATES)
    layout = serializers.CharField(help_text=_("所用表样的版本"))
    forms = FormOutput(many=True)
    problems = serializers.DictField(child=serializers.IntegerField())
    left_out = serializers.IntegerField(help_text=_("没有列入的行；报送时须说明原因"))
    made_at = serializers.DateTimeField(allow_null=True)
    sent_on = serializers.DateField(allow_null=True)
    channel = serializers.CharField(allow_blank=True)
    receipt = serializers.CharField(allow_blank=True)
    answered_on = serializers.DateField(allow_null=True)
    answer = serializers.CharField(allow_blank=True)


def told_of(one: Package) -> dict[str, Any]:
    """Return what a program is told of a package."""
    layout = layout_named(one.layout)
    known = {form.key: form for form in layout.forms} if layout else {}
    plain = ("id", "number", "round", "layout", "problems", "left_out", "made_at", "sent_on",
             "channel", "receipt", "answered_on", "answer")  # fmt: skip
    said = {name: getattr(one, name) for name in plain} | {
        "quarter": one.period.first_on,
        "package_state": one.state,
        "forms": [_form(form, known.get(form["key"])) for form in one.forms],
    }
    return dict(PackageOutput(said).data)


def _form(told: Mapping[str, Any], form: Any) -> dict[str, Any]:
    files = [
        {"part": 0} | {name: one[name] for name in one if name != "form"} | {"table": one["form"]}
        for one in told["files"]
    ]
    return {"key": told["key"], "rows": told["rows"], "files": files,
            "number": form.number if form else "",
            "title": form.zh if form else told["key"]}  # fmt: skip


@extend_schema_serializer(component_name="TaxProblem")
class ProblemOutput(serializers.Serializer[Any]):
    """What is wrong with one row, by the platform's own number for the payee; nobody's name."""

    external_id = serializers.CharField(allow_blank=True)
    form = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    said = serializers.CharField()
    is_left_out = serializers.BooleanField(help_text=_("这一行没有列入"))


class PackagesApi(Api):
    """GET and POST /api/v1/tax-packages -- quarterly packages, the newest first; make one."""

    tag = "tax"
    scopes = {"GET": "tax.read", "POST": "tax.report"}
    refusals = {
        "GET": (NotFound,),
        "POST": (
            services.QuarterOpen, services.NotReported, services.PackageGoes,
            services.PackagePending, services.NothingFound, TooManyJobs,
        ),
    }  # fmt: skip

    @extend_schema_serializer(component_name="TaxPackageOrder")
    class Input(serializers.Serializer[Any]):
        quarter = serializers.DateField(help_text=_("季度的第一天；季度须已关账"))

    @extend_schema_serializer(component_name="TaxPackageQuery")
    class Query(serializers.Serializer[Any]):
        quarter = serializers.DateField(required=False, help_text=_("只列这个季度的"))
        after = serializers.UUIDField(required=False, help_text=_("上一页最后一项的编号"))
        limit = serializers.IntegerField(min_value=1, max_value=PAGE, default=50)

    @extend_schema_serializer(component_name="TaxPackagePage")
    class Page(serializers.Serializer[Any]):
        items = PackageOutput(many=True)
        next = serializers.UUIDField(allow_null=True)

    @extend_schema(
        operation_id="tax_packages_list",
        summary=_("列出季度报送资料"),
        parameters=[Query],
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(request)
        found = selectors.package_page(
            self.actor, asked.get("quarter"), asked.get("after"), asked["limit"] + 1
        )
        items, following = turned(found, asked["limit"])
        return self.answer({"items": [told_of(one) for one in items], "next": following})

    @extend_schema(
        operation_id="tax_package_make",
        summary=_("生成并校验季度报送资料；已被接收的季度生成更正"),
        description=_("资料没有变化时保留现有的一份。进度用 tax_job_read 查询。"),
        request=Input,
        responses={201: JobOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_report(self.actor)
        quarter = self.input(request)["quarter"]
        job = services.package_make(actor=self.actor, first_on=quarter)
        return self.answer(JobOutput(job).data, 201)


class PackageApi(Api):
    """GET /api/v1/tax-packages/{package_id} -- one package."""

    tag = "tax"
    scope = "tax.read"
    refusals = {"GET": (NotFound,)}

    @extend_schema(
        operation_id="tax_package_read",
        summary=_("读取一份报送资料"),
        responses={200: PackageOutput},
    )
    def get(self, request: Request, package_id: UUID) -> Response:
        return self.answer(told_of(selectors.package_get(self.actor, package_id)))


class ProblemsApi(Api):
    """GET /api/v1/tax-packages/{package_id}/problems -- what is wrong, row by row."""

    tag = "tax"
    scope = "tax.read"
    refusals = {"GET": (NotFound,)}

    @extend_schema_serializer(component_name="TaxProblemPage")
    class Page(serializers.Serializer[Any]):
        items = ProblemOutput(many=True)
        next = serializers.CharField(allow_blank=True)

    @extend_schema(
        operation_id="tax_problems_list",
        summary=_("列出一份报送资料的问题"),
        parameters=[
            OpenApiParameter("code", OpenApiTypes.STR, description=_("只列这一种问题")),
            OpenApiParameter("after", OpenApiTypes.STR, description=_("上一页给出的 next")),
        ],
        responses={200: Page},
    )
    def get(self, request: Request, package_id: UUID) -> Response:
        one = selectors.package_get(self.actor, package_id)
        code, after = (request.query_params.get(name, "") for name in ("code", "after"))
        rows = selectors.problem_page(
            self.actor, one, code if code in words.PROBLEMS else "", place_of(after), PAGE + 1
        )
        layout = layout_named(one.layout)
        forms = {form.key: form.zh for form in (layout.forms if layout else ())}
        last = rows[PAGE - 1] if len(rows) > PAGE else None
        return self.answer(
            {
                "items": [_problem(row, forms) for row in rows[:PAGE]],
                "next": f"{last.bucket}.{last.payee_id}" if last else "",
            }
        )


def place_of(text: str) -> tuple[int, UUID] | None:
    """Read behind which row a list goes on; None for its beginning."""
    bucket, _dot, payee_id = text.partition(".")
    try:
        found = int(bucket), UUID(payee_id)
    except ValueError:
        return None
    return found if 0 <= found[0] < 2**15 else None


def _problem(row: Problem, forms: Mapping[str, str]) -> dict[str, Any]:
    return {
        "external_id": row.external_id,
        "form": forms.get(row.form, ""),
        "code": row.code,
        "said": words.problem_said(row.code, row.field),
        "is_left_out": row.code not in words.ADVICE,
    }


class TaxJobApi(Api):
    """GET /api/v1/tax-jobs/{job_id} -- how far work on a month or a package is."""

    tag = "tax"
    scope = "tax.read"
    refusals = {"GET": (NotFound,)}

    @extend_schema(
        operation_id="tax_job_read",
        summary=_("查看计算或生成进度"),
        responses={200: JobOutput},
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        policies.require_report(self.actor)
        return self.answer(JobOutput(selectors.job_own(self.actor, job_id)).data)
