"""HTTP API of filing: files are taken, sending, receipt, answer and errors are written down."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from office.api.files import VALID_S, TicketOutput
from office.services.job import TooManyJobs
from tax import policies, selectors, services
from tax.api.packages import CHANNELS, JobOutput, PackageOutput, told_of
from tax.models import Flaw

VERDICTS = [("accepted", "accepted"), ("returned", "returned")]
SOURCES = Flaw.Source.choices


class PackageExcelApi(Api):
    """POST /api/v1/tax-packages/{package_id}/excel -- make the forms as Excel, too."""

    tag = "tax"
    scope = "tax.report"
    refusals = {"POST": (NotFound, services.PackageState, TooManyJobs)}

    @extend_schema(
        operation_id="tax_package_excel",
        summary=_("把报送资料转为 Excel"),
        request=None,
        responses={201: JobOutput},
    )
    def post(self, request: Request, package_id: UUID) -> Response:
        policies.require_report(self.actor)
        job = services.package_excel(actor=self.actor, package_id=package_id)
        return self.answer(JobOutput(job).data, 201)


class PaperTicketApi(Api):
    """POST /api/v1/tax-packages/{package_id}/papers/{sheet_id}/tickets -- fetch a file, once."""

    tag = "tax"
    scope = "tax.report"
    refusals = {"POST": (NotFound,)}

    @extend_schema_serializer(component_name="TaxPaperReason")
    class Input(serializers.Serializer[Any]):
        reason = serializers.CharField(min_length=2, max_length=200, help_text=_("为什么取出"))

    @extend_schema(
        operation_id="tax_paper_ticket",
        summary=_("发一张取报送文件的票"),
        description=_(
            "文件含有姓名和证件号码。一分钟内用 file_fetch 取一次（另需 files.read）；"
            "谁、何时、为什么取出哪个文件都有记录。"
        ),
        request=Input,
        responses={201: TicketOutput},
    )
    def post(self, request: Request, package_id: UUID, sheet_id: UUID) -> Response:
        policies.require_report(self.actor)
        if self.actor.key_id is None:  # a person says why, and proves again who he is, on a page
            raise Forbidden(str(_("请在季度页面上取出文件。")))
        text = services.package_take(
            actor=self.actor,
            package_id=package_id,
            file_id=sheet_id,
            reason=self.input(request)["reason"],
        )
        path = f"/api/v1/files/tickets/{text}"
        answer = {"ticket": text, "path": path, "valid_s": VALID_S}
        return self.answer(TicketOutput(answer).data, 201)


class PackageSentApi(Api):
    """POST /api/v1/tax-packages/{package_id}/sent -- write down that it was sent."""

    tag = "tax"
    scope = "tax.report"
    refusals = {
        "POST": (
            NotFound, Invalid, services.PackageState, services.PackageStale, services.Incomplete,
        )
    }  # fmt: skip

    @extend_schema_serializer(component_name="TaxPackageSent")
    class Input(serializers.Serializer[Any]):
        sent_on = serializers.DateField()
        channel = serializers.ChoiceField(choices=CHANNELS)
        lacking = serializers.CharField(
            max_length=300,
            allow_blank=True,
            default="",
            help_text=_("有未列入的行时：为什么先行报送"),
        )

    @extend_schema(
        operation_id="tax_package_sent",
        summary=_("登记报送"),
        request=Input,
        responses={200: PackageOutput},
    )
    def post(self, request: Request, package_id: UUID) -> Response:
        policies.require_report(self.actor)
        given = self.input(request)
        services.package_send(actor=self.actor, package_id=package_id, **given)
        return self.answer(told_of(selectors.package_get(self.actor, package_id)))


class PackageReceiptApi(Api):
    """POST /api/v1/tax-packages/{package_id}/receipt -- write down the receipt's number."""

    tag = "tax"
    scope = "tax.report"
    refusals = {"POST": (NotFound, Invalid, services.PackageState)}

    @extend_schema_serializer(component_name="TaxPackageReceipt")
    class Input(serializers.Serializer[Any]):
        receipt = serializers.CharField(max_length=80)

    @extend_schema(
        operation_id="tax_package_receipt",
        summary=_("登记回执编号"),
        request=Input,
        responses={200: PackageOutput},
    )
    def post(self, request: Request, package_id: UUID) -> Response:
        policies.require_report(self.actor)
        given = self.input(request)
        services.package_receipt(actor=self.actor, package_id=package_id, **given)
        return self.answer(told_of(selectors.package_get(self.actor, package_id)))


class PackageAnswerApi(Api):
    """POST /api/v1/tax-packages/{package_id}/answer -- write down what the authority answered."""

    tag = "tax"
    scope = "tax.report"
    refusals = {"POST": (NotFound, Invalid, services.PackageState)}

    @extend_schema_serializer(component_name="TaxPackageAnswer")
    class Input(serializers.Serializer[Any]):
        verdict = serializers.ChoiceField(choices=VERDICTS)
        answered_on = serializers.DateField()
        answer = serializers.CharField(
            max_length=300, allow_blank=True, default="", help_text=_("退回时：为什么")
        )

    @extend_schema(
        operation_id="tax_package_answer",
        summary=_("登记税务机关的回复"),
        request=Input,
        responses={200: PackageOutput},
    )
    def post(self, request: Request, package_id: UUID) -> Response:
        policies.require_report(self.actor)
        given = self.input(request)
        of = {"actor": self.actor, "package_id": package_id, "answered_on": given["answered_on"]}
        if given["verdict"] == "accepted":
            services.package_accept(**of)
        else:
            services.package_return(**of, answer=given["answer"])
        return self.answer(told_of(selectors.package_get(self.actor, package_id)))


class FlawsApi(Api):
    """POST /api/v1/tax-periods/{quarter_id}/flaws -- write down that an error was found."""

    tag = "tax"
    scope = "tax.report"
    refusals = {"POST": (NotFound, Invalid, services.NothingAccepted)}

    @extend_schema_serializer(component_name="TaxFlawFound")
    class Input(serializers.Serializer[Any]):
        found_by = serializers.ChoiceField(choices=SOURCES, help_text=_("平台自己，或税务机关"))
        found_on = serializers.DateField()
        said = serializers.CharField(max_length=300, help_text=_("什么错误；请勿写个人信息"))
        is_omission = serializers.BooleanField(default=False, help_text=_("是漏报"))
        ordered_until_on = serializers.DateField(
            allow_null=True, default=None, help_text=_("税务机关责令改正的期限")
        )
        order_number = serializers.CharField(max_length=80, allow_blank=True, default="")

    @extend_schema_serializer(component_name="TaxFlaw")
    class Output(serializers.Serializer[Flaw]):
        """An error that was found; correct it by making the quarter's package again."""

        id = serializers.UUIDField()
        found_by = serializers.ChoiceField(choices=SOURCES, source="source")
        found_on = serializers.DateField()
        is_omission = serializers.BooleanField()
        ordered_until_on = serializers.DateField(allow_null=True)

    @extend_schema(
        operation_id="tax_flaw_note",
        summary=_("登记发现的报送错误"),
        description=_("更正期限自发现之日起三十日；之后用 tax_package_make 生成更正。"),
        request=Input,
        responses={201: Output},
    )
    def post(self, request: Request, quarter_id: UUID) -> Response:
        policies.require_report(self.actor)
        given = self.input(request)
        until, number = given.pop("ordered_until_on"), given.pop("order_number")
        period = selectors.period_get(self.actor, quarter_id, "quarter")
        order = services.Order(until, number) if until else None
        source = given.pop("found_by")
        flaw = services.flaw_note(
            actor=self.actor, period=period, source=source, order=order, **given
        )
        return self.answer(self.Output(flaw).data, 201)
