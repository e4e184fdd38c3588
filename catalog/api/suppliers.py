"""HTTP API of suppliers: filed, with their papers; what is missing; lists of recalls."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import selectors, services
from catalog.models import Recall, Supplier, SupplierPaper
from catalog.rules.kinds import kinds
from catalog.rules.recalls import Named
from catalog.selectors import Sold
from catalog.services import PaperDecided, RecallKnown, SupplierKnown
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Invalid

MOST, MOST_ITEMS, LONGEST_DAYS = 200, 500, 31
PAPERS = [(one, one) for one in kinds()]
WHYS = [(one, one) for one in (
    "missing", "waiting", "refused", "not_yet", "expired", "expires", "overdue", "distrusted",
    "broken", "recalled", "maybe_recalled",
)]  # fmt: skip
WEIGHTS = [(one, one) for one in ("deny", "warn")]
STATES, CREDITS = Supplier.State.choices, Supplier.Credit.choices
KINDS, RECALLS = Supplier.Kind.choices, Recall.Kind.choices
PAPER_STATES = SupplierPaper.State.choices


def _days(**fields: Any) -> dict[str, Any]:
    return {"required": False, "allow_null": True, "default": None} | fields


def _words(most: int, **fields: Any) -> Any:
    return serializers.CharField(max_length=most, allow_blank=True, default="", **fields)


class SupplierOutput(serializers.Serializer[Any]):
    """A supplier; what names a person is not given back."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=KINDS)
    external_id = serializers.CharField(allow_blank=True)
    title = serializers.CharField()
    code = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=STATES)
    credit = serializers.ChoiceField(choices=CREDITS)
    credit_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    recheck_on = serializers.DateField(allow_null=True)
    keep_until = serializers.DateField(allow_null=True)


class SupplierInput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=KINDS, default="organisation")
    title = serializers.CharField(max_length=120)
    code = _words(30, help_text=_("统一社会信用代码；企业和其他组织必填"))
    external_id = _words(80)
    name = _words(60, help_text=_("自然人供应商的姓名，加密存放"))
    number = _words(40, help_text=_("自然人供应商的证件号码，加密存放"))
    contact = _words(60, help_text=_("联系人，加密存放"))
    phone = _words(40, help_text=_("联系电话，加密存放"))
    address = _words(200, help_text=_("实际经营地址，加密存放"))


class SuppliersApi(Api):
    """GET and POST /api/v1/suppliers -- who supplies what is sold; file one more."""

    tag = "catalog"
    scopes = {"GET": "catalog.read", "POST": "catalog.write"}
    refusals = {"POST": (SupplierKnown,)}

    @extend_schema(
        operation_id="suppliers_list",
        summary=_("列出供应商"),
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, description=_("名称、代码或平台编号")),
            OpenApiParameter("state", OpenApiTypes.STR, enum=Supplier.State.values),
        ],
        responses={200: SupplierOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        state = request.query_params.get("state", "")
        if state and state not in Supplier.State.values:
            raise Invalid(str(_("没有这种状态。")), field="state")
        wanted = request.query_params.get("q", "")
        rows = selectors.supplier_page(self.actor, wanted, state, 0, MOST)
        return self.answer(SupplierOutput(rows, many=True).data)

    @extend_schema(
        operation_id="supplier_file",
        summary=_("登记供应商"),
        request=SupplierInput,
        responses={201: SupplierOutput},
    )
    def post(self, request: Request) -> Response:
        filed = services.Filed(**self.input(request))
        row = services.supplier_file(actor=self.actor, filed=filed)
        return self.answer(SupplierOutput(row).data, 201)

    Input = SupplierInput


class SupplierApi(Api):
    """GET and POST /api/v1/suppliers/{supplier_id} -- one supplier; change what is filed."""

    tag = "catalog"
    scopes = {"GET": "catalog.read", "POST": "catalog.write"}
    refusals = {"POST": (SupplierKnown,)}
    Input = SupplierInput

    @extend_schema(
        operation_id="supplier_read", summary=_("读取供应商"), responses={200: SupplierOutput}
    )
    def get(self, request: Request, supplier_id: UUID) -> Response:
        return self.answer(SupplierOutput(selectors.supplier_get(self.actor, supplier_id)).data)

    @extend_schema(
        operation_id="supplier_change",
        summary=_("修改供应商资料"),
        request=SupplierInput,
        responses={200: SupplierOutput},
    )
    def post(self, request: Request, supplier_id: UUID) -> Response:
        filed = services.Filed(**self.input(request))
        row = services.supplier_change(actor=self.actor, supplier_id=supplier_id, filed=filed)
        return self.answer(SupplierOutput(row).data)


class PaperOutput(serializers.Serializer[Any]):
    """A paper of a supplier, and what an officer decided on it."""

    id = serializers.UUIDField()
    supplier_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=PAPERS)
    number = serializers.CharField(allow_blank=True)
    issuer = serializers.CharField(allow_blank=True)
    covers = serializers.ListField(child=serializers.CharField())
    brand = serializers.CharField(allow_blank=True)
    giver_name = serializers.CharField(allow_blank=True)
    taker_name = serializers.CharField(allow_blank=True)
    is_live = serializers.BooleanField()
    valid_from = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    recheck_on = serializers.DateField(
        allow_null=True, help_text=_("没有写明有效期的，须在这一天前复核")
    )
    state = serializers.ChoiceField(choices=PAPER_STATES)
    reason = serializers.CharField(allow_blank=True)


class SupplierPapersApi(Api):
    """GET and POST /api/v1/suppliers/{supplier_id}/papers -- its papers; hand one in."""

    tag = "catalog"
    scopes = {"GET": "catalog.read", "POST": "catalog.write"}

    @extend_schema_serializer(component_name="SupplierPaperInput")
    class Input(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(choices=PAPERS)
        number = _words(80)
        issuer = _words(120)
        covers = serializers.ListField(
            child=serializers.CharField(max_length=80),
            max_length=500,
            default=list,
            help_text=_("只用于这些商品的平台编号；空：用于该供应商的全部商品"),
        )
        brand = _words(80)
        giver_name = _words(120, help_text=_("授权书的授权方"))
        giver_code = _words(30)
        taker_name = _words(120, help_text=_("商标所有人，或被授权方；空：供应商本身"))
        taker_code = _words(30)
        is_live = serializers.BooleanField(
            default=True, help_text=_("授权范围是否包括网络直播销售")
        )
        scope = _words(200)
        valid_from = serializers.DateField(**_days())
        valid_until = serializers.DateField(**_days())
        file_id = serializers.UUIDField(**_days(help_text=_("已上传文件的编号")))

    @extend_schema(
        operation_id="supplier_papers",
        summary=_("列出供应商的证照"),
        responses={200: PaperOutput(many=True)},
    )
    def get(self, request: Request, supplier_id: UUID) -> Response:
        of = selectors.supplier_get(self.actor, supplier_id)
        rows = selectors.paper_list(self.actor, of.pk)[:MOST]
        return self.answer(PaperOutput(rows, many=True).data)

    @extend_schema(
        operation_id="supplier_paper_give",
        summary=_("提交供应商的证照"),
        request=Input,
        responses={201: PaperOutput},
    )
    def post(self, request: Request, supplier_id: UUID) -> Response:
        paper = services.Paper(**self.input(request))
        row = services.paper_give(actor=self.actor, supplier_id=supplier_id, paper=paper)
        return self.answer(PaperOutput(row).data, 201)


class PaperFileApi(Api):
    """POST /api/v1/papers/{paper_id}/file -- put the file to a paper that waits for it."""

    tag = "catalog"
    scope = "catalog.write"
    refusals = {"POST": (PaperDecided,)}

    @extend_schema_serializer(component_name="SupplierPaperFile")
    class Input(serializers.Serializer[Any]):
        file_id = serializers.UUIDField()

    @extend_schema(
        operation_id="supplier_paper_attach",
        summary=_("补交证照文件"),
        request=Input,
        responses={200: PaperOutput},
    )
    def post(self, request: Request, paper_id: UUID) -> Response:
        file_id = self.input(request)["file_id"]
        row = services.paper_attach(actor=self.actor, paper_id=paper_id, file_id=file_id)
        return self.answer(PaperOutput(row).data)


class LackOutput(serializers.Serializer[Any]):
    """One paper that a product lacks, or loses before the broadcast ends."""

    product = serializers.CharField()
    paper = serializers.CharField(help_text=_("证照种类，或 supplier、brand、recall"))
    why = serializers.ChoiceField(choices=WHYS)
    weight = serializers.ChoiceField(choices=WEIGHTS)
    clause = serializers.CharField()
    on = serializers.DateField(allow_null=True)
    ref = serializers.CharField(allow_blank=True)
    detail = serializers.CharField()


class PapersCheckApi(Api):
    """POST /api/v1/papers:check -- what papers up to 500 products lack during a broadcast."""

    tag = "catalog"
    scope = "catalog.read"

    @extend_schema_serializer(component_name="PapersCheckInput")
    class Input(serializers.Serializer[Any]):
        class PaperItem(serializers.Serializer[Any]):
            product = serializers.CharField(max_length=80)
            supplier_id = serializers.UUIDField(**_days())
            documents = serializers.ListField(
                child=serializers.ChoiceField(choices=PAPERS), default=list, max_length=20
            )
            brand = _words(100)
            title = _words(300)
            barcodes = serializers.ListField(
                child=serializers.CharField(max_length=60), default=list, max_length=10
            )
            batch = _words(80)

        since = serializers.DateField()
        until = serializers.DateField(help_text=_("直播预计结束之日；不晚于开始后 31 天"))
        items = serializers.ListField(child=PaperItem(), min_length=1, max_length=MOST_ITEMS)

    @extend_schema_serializer(component_name="PapersCheckAnswer")
    class Page(serializers.Serializer[Any]):
        lacks = LackOutput(many=True)

    @extend_schema(
        operation_id="papers_check",
        summary=_("检查商品在直播期间缺少的证照"),
        request=Input,
        responses={200: Page},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        since, until = given["since"], given["until"]
        if not 0 <= (until - since).days <= LONGEST_DAYS:
            raise Invalid(str(_("结束日期应在开始之后 31 天以内。")), field="until")
        wanted = [_sold(one) for one in given["items"]]
        found = selectors.papers_check(self.actor, wanted, since, until)
        lacks = [one._asdict() | {"detail": selectors.lack_words(one)} for one in found]
        return self.answer(self.Page({"lacks": lacks}).data)


def _sold(given: dict[str, Any]) -> Sold:
    return Sold(
        given["product"],
        given["supplier_id"],
        tuple(given["documents"]),
        given["brand"],
        given["title"],
        tuple(given["barcodes"]),
        given["batch"],
    )


class RecallOutput(serializers.Serializer[Any]):
    """An entry of the lists of recalls and failed samplings."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=RECALLS)
    brand = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    batch = serializers.CharField(allow_blank=True)
    barcode = serializers.CharField(allow_blank=True)
    maker = serializers.CharField(allow_blank=True)
    published_by = serializers.CharField(source="source")
    reference = serializers.CharField(allow_blank=True)
    published_on = serializers.DateField()


class RecallsApi(Api):
    """GET and POST /api/v1/recalls -- recalls and failed samplings; enter one more."""

    tag = "catalog"
    scopes = {"GET": "catalog.read", "POST": "catalog.write"}
    refusals = {"POST": (RecallKnown,)}

    @extend_schema_serializer(component_name="RecallInput")
    class Input(serializers.Serializer[Any]):
        kind = serializers.ChoiceField(choices=RECALLS)
        brand = _words(80)
        name = _words(200)
        batch = _words(400, help_text=_("可写多个批次，以顿号或逗号分开"))
        barcode = _words(40)
        maker = _words(120)
        published_by = serializers.CharField(max_length=120)
        reference = _words(200)
        published_on = serializers.DateField()

    @extend_schema(
        operation_id="recalls_list",
        summary=_("列出召回和抽检不合格名单"),
        parameters=[OpenApiParameter("q", OpenApiTypes.STR)],
        responses={200: RecallOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = selectors.recalls_found(self.actor, request.query_params.get("q", ""))[:MOST]
        return self.answer(RecallOutput(rows, many=True).data)

    @extend_schema(
        operation_id="recall_add",
        summary=_("登记召回或抽检不合格"),
        request=Input,
        responses={201: RecallOutput(many=True)},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        given["source"] = given.pop("published_by")
        rows = services.recall_add(actor=self.actor, named=Named(**given))
        return self.answer(RecallOutput(rows, many=True).data, 201)
