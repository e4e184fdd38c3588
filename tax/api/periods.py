"""HTTP API of months and quarters: closed, computed, filed by a program that may report."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Invalid, NotFound
from office import services as office
from office.services.job import JobOver, TooManyJobs
from tax import policies, selectors, services
from tax.api.packages import JobOutput
from tax.models import Period, Run
from tax.rules import paths

PERIOD_KINDS, PERIOD_STATES = Period.Kind.choices, Period.State.choices
WAYS = [(one, one) for one in sorted({entry.path for entry in paths.shipped()} | {"undecided"})]
MOST = 100


class PeriodOutput(serializers.Serializer[Any]):
    """A month or a quarter, and whether more may be booked in it."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=PERIOD_KINDS)
    first_on = serializers.DateField()
    state = serializers.ChoiceField(choices=PERIOD_STATES)
    closed_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(component_name="TaxWay")
class WayOutput(serializers.Serializer[Any]):
    """What one way of withholding came to in a month, over all whom it concerns; in fen."""

    path = serializers.ChoiceField(choices=WAYS)
    payees = serializers.IntegerField()
    income_fen = serializers.IntegerField()
    refunded_fen = serializers.IntegerField()
    withheld_fen = serializers.IntegerField()
    returned_fen = serializers.IntegerField()
    vat_fen = serializers.IntegerField()
    surcharge_fen = serializers.IntegerField()


@extend_schema_serializer(component_name="TaxRun")
class RunOutput(serializers.Serializer[Run]):
    """What a month came to when it was last computed; in fen. Nobody's figures alone."""

    number = serializers.IntegerField(help_text=_("第几次计算"))
    done_at = serializers.DateTimeField()
    payees = serializers.IntegerField()
    changed = serializers.IntegerField(help_text=_("与上一次计算不同的收款人数"))
    income_fen = serializers.IntegerField()
    withheld_fen = serializers.IntegerField(help_text=_("应扣缴的个人所得税"))
    levied_fen = serializers.IntegerField(help_text=_("代办的增值税和附加"))
    returned_fen = serializers.IntegerField(help_text=_("以前月份退款应退的税额"))
    ways = WayOutput(many=True, source="sums")


@extend_schema_serializer(component_name="TaxPeriodFigures")
class FiguresOutput(PeriodOutput):
    """A period; of a month also what it came to, and whether that is filed."""

    withholding = RunOutput(allow_null=True)
    is_filed = serializers.BooleanField(help_text=_("最近一次计算的结果是否已申报"))


@extend_schema_serializer(component_name="TaxPeriodClosed")
class ClosedOutput(serializers.Serializer[Any]):
    """A closed period and the work that followed of it; `job` is null where none was ordered."""

    period = PeriodOutput()
    job = JobOutput(allow_null=True)


class PeriodsApi(Api):
    """GET and POST /api/v1/tax-periods -- months and quarters, the newest first; close one."""

    tag = "tax"
    scopes = {"GET": "tax.read", "POST": "tax.report"}
    refusals = {
        "POST": (
            Invalid, services.PeriodRuns, services.MonthsOpen, services.EarlierWaits,
            services.LaterRun, services.RunGoes, services.NoTable, services.PackageGoes,
            TooManyJobs,
        )
    }  # fmt: skip

    @extend_schema_serializer(component_name="TaxPeriodOrder")
    class Input(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(choices=PERIOD_KINDS)
        first_on = serializers.DateField(help_text=_("月份或季度的第一天；须已结束"))

    @extend_schema(
        operation_id="tax_periods_list",
        summary=_("列出扣缴月份与报送季度"),
        responses={200: PeriodOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = selectors.period_list(self.actor)[:MOST]
        return self.answer(PeriodOutput(rows, many=True).data)

    @extend_schema(
        operation_id="tax_period_close",
        summary=_("关账并计算月度扣缴，或关账并生成季度报送资料"),
        description=_(
            "关账和后续工作一起成立；后续工作不能进行时期间不关账，并说明先做什么。"
            "月份随即计算扣缴，季度随即生成并校验报送资料：202 附任务，进度用 tax_job_read 查询。"
            "重复调用不会重复关账或计算；没有剩余工作时返回 200。"
        ),
        request=Input,
        responses={200: ClosedOutput, 202: ClosedOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_report(self.actor)
        given = self.input(request)
        done = services.period_settle(actor=self.actor, **given)
        said = ClosedOutput({"period": done.period, "job": done.job}).data
        return self.answer(said, 200 if done.is_over else 202)


class PeriodApi(Api):
    """GET /api/v1/tax-periods/{period_id} -- one period, and what a month came to."""

    tag = "tax"
    scope = "tax.read"
    refusals = {"GET": (NotFound,)}

    @extend_schema(
        operation_id="tax_period_read",
        summary=_("读取一个期间；月份附扣缴结果"),
        responses={200: FiguresOutput},
    )
    def get(self, request: Request, period_id: UUID) -> Response:
        row = selectors.period_get(self.actor, period_id)
        figures = selectors.figures_of(self.actor, row)
        return self.answer(FiguresOutput(PeriodOutput(row).data | figures).data)


class PeriodRunsApi(Api):
    """POST /api/v1/tax-periods/{period_id}/runs -- compute a closed month, or compute it again."""

    tag = "tax"
    scope = "tax.report"
    refusals = {
        "POST": (
            NotFound, services.MonthOpen, services.EarlierWaits, services.LaterRun,
            services.RunGoes, services.NoTable, TooManyJobs,
        )
    }  # fmt: skip

    @extend_schema(
        operation_id="tax_month_compute",
        summary=_("重新计算一个已关账月份的扣缴"),
        description=_("只写有变化的收款人；资料没有变化时结果不变。"),
        request=None,
        responses={202: JobOutput},
    )
    def post(self, request: Request, period_id: UUID) -> Response:
        policies.require_report(self.actor)
        row = selectors.period_get(self.actor, period_id, "month")
        job = services.month_run(actor=self.actor, first_on=row.first_on)
        return self.answer(JobOutput(job).data, 202)


class PeriodFiledApi(Api):
    """POST /api/v1/tax-periods/{period_id}/filed -- write down that a month was filed and paid."""

    tag = "tax"
    scope = "tax.report"
    refusals = {"POST": (NotFound, Invalid, services.NotComputedYet, services.AlreadyFiled)}

    @extend_schema_serializer(component_name="TaxMonthFiled")
    class Input(serializers.Serializer[Any]):
        receipt = serializers.CharField(max_length=80, help_text=_("申报回执编号"))
        filed_on = serializers.DateField()
        paid_on = serializers.DateField()

    @extend_schema(
        operation_id="tax_month_filed",
        summary=_("登记一个月的申报和缴款"),
        request=Input,
        responses={200: FiguresOutput},
    )
    def post(self, request: Request, period_id: UUID) -> Response:
        policies.require_report(self.actor)
        given = self.input(request)
        row = selectors.period_get(self.actor, period_id, "month")
        services.month_file(actor=self.actor, first_on=row.first_on, **given)
        figures = selectors.figures_of(self.actor, row)
        return self.answer(FiguresOutput(PeriodOutput(row).data | figures).data)


class TaxJobCancelApi(Api):
    """POST /api/v1/tax-jobs/{job_id}/cancel -- stop work; what was done counts for nothing."""

    tag = "tax"
    scope = "tax.report"
    refusals = {"POST": (NotFound, JobOver)}

    @extend_schema(
        operation_id="tax_job_cancel",
        summary=_("停止一项涉税任务"),
        description=_("在下一步停止；已做的不计入，关账不撤销。"),
        request=None,
        responses={200: JobOutput},
    )
    def post(self, request: Request, job_id: UUID) -> Response:
        policies.require_report(self.actor)
        job = selectors.job_own(self.actor, job_id)
        return self.answer(JobOutput(office.job_cancel(actor=self.actor, job_id=job.pk)).data)


class TaxJobRetryApi(Api):
    """POST /api/v1/tax-jobs/{job_id}/retry -- take work up again where it failed."""

    tag = "tax"
    scope = "tax.report"
    refusals = {"POST": (NotFound, JobOver, TooManyJobs)}

    @extend_schema(
        operation_id="tax_job_retry",
        summary=_("继续一项失败的涉税任务"),
        description=_("失败的从中断处继续，停止的从头开始。"),
        request=None,
        responses={202: JobOutput},
    )
    def post(self, request: Request, job_id: UUID) -> Response:
        policies.require_report(self.actor)
        job = selectors.job_own(self.actor, job_id)
        job = office.job_retry(actor=self.actor, job_id=job.pk)
        return self.answer(JobOutput(job).data, 202)
