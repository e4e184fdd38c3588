"""HTTP API of statements of reasons: order an export, ask what came of it, fetch it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api, turned
from livecompliance.kernel.exceptions import Invalid, NotFound
from office.api.files import VALID_S, TicketOutput
from office.models import Job
from oversight import policies
from oversight.api.packages import STATES
from oversight.models import StatementExport
from oversight.selectors import statement as selectors
from oversight.services import statements as services

SOURCES = ("sanction", "measure")
PLAIN = (
    *("period", "form", "decisions", "outside", "within", "statements", "faulty", "gaps"),
    *("sha256", "ordered_at", "made_at"),
)


@extend_schema_serializer(component_name="StatementExport")
class ExportOutput(serializers.Serializer[Any]):
    """An export: how far it is, and how many decisions became what."""

    id = serializers.UUIDField(source="pk")
    period = serializers.CharField()
    form = serializers.ChoiceField(choices=StatementExport.Form.choices)
    export_state = serializers.ChoiceField(choices=STATES)
    percent = serializers.IntegerField(allow_null=True, help_text=_("制作中已完成的百分比"))
    decisions = serializers.IntegerField(help_text=_("本期生效的处罚和措施"))
    outside = serializers.IntegerField(help_text=_("提示和警示：没有限制什么，不是理由说明"))
    within = serializers.IntegerField(help_text=_("执行另一项决定的措施，已在该决定之内"))
    statements = serializers.IntegerField(help_text=_("通过校验、写入文件的份数"))
    faulty = serializers.IntegerField(help_text=_("未通过校验、没有写入文件的项数"))
    gaps = serializers.DictField(
        child=serializers.IntegerField(), help_text=_("对方没有对应字段的情形各有几份")
    )
    sha256 = serializers.CharField(allow_blank=True)
    ordered_at = serializers.DateTimeField()
    made_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(component_name="StatementProblem")
class ProblemOutput(serializers.Serializer[Any]):
    """A decision that is not in the file, and why, in words."""

    decided = serializers.ChoiceField(source="source", choices=SOURCES)
    ref = serializers.UUIDField(help_text=_("处罚或措施的编号"))
    name = serializers.CharField()
    said = serializers.ListField(child=serializers.CharField())


def _told(row: StatementExport) -> dict[str, Any]:
    is_open = row.job is not None and row.job.state in Job.OPEN
    said = {name: getattr(row, name) for name in PLAIN} | {
        "pk": row.pk,
        "export_state": selectors.export_state(row),
        "percent": row.job.percent if row.job and is_open else None,
    }
    return dict(ExportOutput(said).data)


class StatementsApi(Api):
    """GET, POST /api/v1/statements-of-reasons -- exports, the newest first; order one."""

    tag = "statements"
    scope = "sanctions.read"
    refusals = {"POST": (Invalid,)}

    class Query(serializers.Serializer[Any]):
        after = serializers.UUIDField(required=False)
        limit = serializers.IntegerField(min_value=1, max_value=200, default=50)

    @extend_schema_serializer(component_name="StatementExportOrder")
    class Input(serializers.Serializer[Any]):
        period = serializers.RegexField(
            r"^20[0-9]{2}(-(0[1-9]|1[0-2])|-Q[1-4]|-H[12])?$",
            help_text=_("月 2026-11、季度 2026-Q4、半年 2026-H2 或年份 2026"),
        )
        form = serializers.ChoiceField(choices=StatementExport.Form.choices)

    @extend_schema_serializer(component_name="StatementExportPage")
    class Page(serializers.Serializer[Any]):
        exports = ExportOutput(many=True)
        next = serializers.UUIDField(allow_null=True)

    @extend_schema(
        operation_id="statements_list",
        summary=_("列出理由说明的导出"),
        parameters=[Query],
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(request)
        found = selectors.export_list(self.actor)
        if asked.get("after"):
            found = found.filter(pk__lt=asked["after"])
        rows, following = turned(list(found[: asked["limit"] + 1]), asked["limit"])
        return self.answer({"exports": [_told(one) for one in rows], "next": following})

    @extend_schema(
        operation_id="statements_order",
        summary=_("导出一个期间的理由说明"),
        description=_("每项限制措施一份，校验后写入文件；未通过校验的另列。人员请在页面上导出。"),
        request=Input,
        responses={201: ExportOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_key_packages(self.actor)
        row = services.statements_order(actor=self.actor, **self.input(request))
        return self.answer(_told(row), 201)


class StatementApi(Api):
    """GET /api/v1/statements-of-reasons/{export_id} -- how far an export is, what is not in it."""

    tag = "statements"
    scope = "sanctions.read"
    refusals = {"GET": (NotFound,)}

    class Query(serializers.Serializer[Any]):
        after = serializers.UUIDField(required=False)
        limit = serializers.IntegerField(min_value=1, max_value=200, default=50)

    @extend_schema_serializer(component_name="StatementExportOne")
    class Page(serializers.Serializer[Any]):
        export = ExportOutput()
        problems = ProblemOutput(many=True)
        next = serializers.UUIDField(allow_null=True)

    @extend_schema(
        operation_id="statements_get",
        summary=_("查看一次导出和未通过校验的决定"),
        parameters=[Query],
        responses={200: Page},
    )
    def get(self, request: Request, export_id: UUID) -> Response:
        asked = self.asked(request)
        row, most = selectors.export_get(self.actor, export_id), asked["limit"]
        found = selectors.export_problems(self.actor, row, asked.get("after"), most + 1)
        problems = [ProblemOutput(one._asdict()).data for _pk, one in found[:most]]
        following = str(found[most - 1][0]) if len(found) > most else None
        return self.answer({"export": _told(row), "problems": problems, "next": following})


class StatementTicketApi(Api):
    """POST /api/v1/statements-of-reasons/{export_id}/tickets -- let the caller fetch it, once."""

    tag = "statements"
    scope = "sanctions.read"
    refusals = {"POST": (NotFound, services.StatementsNotMade)}

    @extend_schema(
        operation_id="statements_ticket",
        summary=_("发一张取理由说明的票"),
        description=_("一分钟内用 file_fetch 取一次（另需 files.read）；每次取出都有记录。"),
        request=None,
        responses={201: TicketOutput},
    )
    def post(self, request: Request, export_id: UUID) -> Response:
        policies.require_key_packages(self.actor)
        text = services.statements_take(actor=self.actor, export_id=export_id)
        path = f"/api/v1/files/tickets/{text}"
        answer = {"ticket": text, "path": path, "valid_s": VALID_S}
        return self.answer(TicketOutput(answer).data, 201)
