"""HTTP API of claims: what may be said, proofs, prices and prizes."""

from collections.abc import Iterable
from typing import Any, cast

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import selectors, services
from catalog.api.lines import NdjsonParser
from catalog.api.suppliers import PAPERS
from catalog.models import ClaimEvidence
from catalog.rules.claims import SECTORS, exemptions
from catalog.rules.prices import MOST_FEN
from catalog.selectors import Asked
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Invalid, NotFound

MOST, MOST_ITEMS = 200, 100
KINDS = [(one, one) for one in SECTORS]
EXEMPTIONS = [(one, one) for one in exemptions()]
VERDICTS = [(one, one) for one in ("pass", "exempt", "warn", "review", "block")]
PRICED = [(one, one) for one in ("holds", "stated", "too_high", "unproved")]
EVIDENCE = ClaimEvidence.State.choices


def _words(most: int, **fields: Any) -> Any:
    return serializers.CharField(max_length=most, allow_blank=True, default="", **fields)


def _maybe(kind: Any, **fields: Any) -> Any:
    return kind(required=False, allow_null=True, default=None, **fields)


class ClaimOutput(serializers.Serializer[Any]):
    """Words that a rule found, and what becomes of them."""

    code = serializers.CharField(source="said.code")
    clause = serializers.CharField(source="said.clause")
    rule = serializers.CharField(source="said.rule")
    start = serializers.IntegerField(source="said.start")
    end = serializers.IntegerField(source="said.end")
    text = serializers.CharField(source="said.text")
    verdict = serializers.ChoiceField(choices=VERDICTS)
    why = serializers.CharField()
    detail = serializers.SerializerMethodField()
    exemption = serializers.CharField(allow_blank=True)
    evidence = serializers.UUIDField(allow_null=True)
    may_be_minor = serializers.BooleanField(
        help_text=_("初次使用并及时改正的，是否可能属于情节轻微")
    )

    def get_detail(self, claim: Any) -> str:
        return selectors.claim_words(claim)


class ClaimsCheckApi(Api):
    """POST /api/v1/claims:check -- what becomes of up to a hundred texts about goods."""

    tag = "catalog"
    scope = "catalog.read"

    @extend_schema_serializer(component_name="ClaimsCheckInput")
    class Input(serializers.Serializer[Any]):
        class ClaimItem(serializers.Serializer[Any]):
            text = serializers.CharField(max_length=5_000)
            product = _words(80)
            brand = _words(100)
            supplier_id = _maybe(serializers.UUIDField)
            documents = serializers.ListField(
                child=serializers.ChoiceField(choices=PAPERS), default=list, max_length=20
            )
            sectors = serializers.ListField(
                child=serializers.ChoiceField(choices=KINDS), default=list, max_length=7
            )

        items = serializers.ListField(child=ClaimItem(), min_length=1, max_length=MOST_ITEMS)

    @extend_schema_serializer(component_name="ClaimsCheckAnswer")
    class Page(serializers.Serializer[Any]):
        class ClaimResult(serializers.Serializer[Any]):
            index = serializers.IntegerField()
            verdict = serializers.ChoiceField(choices=VERDICTS)
            claims = ClaimOutput(many=True)

        results = ClaimResult(many=True)

    @extend_schema(
        operation_id="claims_check",
        summary=_("检查商品宣传用语"),
        request=Input,
        responses={200: Page},
    )
    def post(self, request: Request) -> Response:
        asked = [_asked(one) for one in self.input(request)["items"]]
        found = selectors.claims_check(self.actor, asked)
        results = [
            {"index": place, "verdict": one.verdict, "claims": one.claims}
            for place, one in enumerate(found)
        ]
        return self.answer(self.Page({"results": results}).data)


def _asked(given: dict[str, Any]) -> Asked:
    return Asked(
        given["text"],
        given["product"],
        given["brand"],
        given["supplier_id"],
        tuple(given["documents"]),
        tuple(given["sectors"]),
    )


class EvidenceOutput(serializers.Serializer[Any]):
    """A proof that some words may be said, and what an officer decided on it."""

    id = serializers.UUIDField()
    exemption = serializers.ChoiceField(choices=EXEMPTIONS)
    words = serializers.CharField()
    product = serializers.CharField(allow_blank=True)
    brand = serializers.CharField(allow_blank=True)
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    recheck_on = serializers.DateField(
        allow_null=True, help_text=_("没有写明有效期的，须在这一天前复核")
    )
    state = serializers.ChoiceField(choices=EVIDENCE)
    reason = serializers.CharField(allow_blank=True)


class EvidenceApi(Api):
    """GET and POST /api/v1/claim-evidence -- proofs of exemptions; hand one in."""

    tag = "catalog"
    scopes = {"GET": "catalog.read", "POST": "catalog.write"}
    refusals = {"POST": (NotFound,)}

    @extend_schema_serializer(component_name="ClaimEvidenceInput")
    class Input(serializers.Serializer[Any]):
        exemption = serializers.ChoiceField(choices=EXEMPTIONS)
        words = serializers.CharField(max_length=120, help_text=_("要使用的完整用语"))
        product = _words(80)
        brand = _words(80)
        supplier_id = _maybe(serializers.UUIDField)
        statement = _words(400)
        standard = _words(200, help_text=_("分级标准、奖项名称、商标或专利号"))
        place = _words(80, help_text=_("事实限定的范围，例如“本店”"))
        fact_since = _maybe(serializers.DateField)
        fact_until = _maybe(serializers.DateField)
        valid_from = _maybe(serializers.DateField)
        valid_until = _maybe(serializers.DateField)
        file_id = _maybe(serializers.UUIDField)

    @extend_schema(
        operation_id="claim_evidence_list",
        summary=_("列出豁免证明"),
        responses={200: EvidenceOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = selectors.evidence_list(self.actor)[:MOST]
        return self.answer(EvidenceOutput(rows, many=True).data)

    @extend_schema(
        operation_id="claim_evidence_give",
        summary=_("提交豁免证明"),
        request=Input,
        responses={201: EvidenceOutput},
    )
    def post(self, request: Request) -> Response:
        proof = services.Proof(**self.input(request))
        row = services.evidence_give(actor=self.actor, proof=proof)
        return self.answer(EvidenceOutput(row).data, 201)


class LowOutput(serializers.Serializer[Any]):
    """The deal that a compared price is measured by."""

    price_fen = serializers.IntegerField(source="fen")
    at = serializers.DateTimeField()
    is_last = serializers.BooleanField(help_text=_("七日内没有成交，取此前最后一次成交价"))


class PricesCheckApi(Api):
    """POST /api/v1/prices:check -- may these compared prices and prizes be shown?"""

    tag = "catalog"
    scope = "catalog.read"

    @extend_schema_serializer(component_name="PricesCheckInput")
    class Input(serializers.Serializer[Any]):
        class PriceItem(serializers.Serializer[Any]):
            product = serializers.CharField(max_length=80)
            place = serializers.CharField(max_length=80, help_text=_("经营场所，例如店铺编号"))
            compared_fen = serializers.IntegerField(min_value=0, max_value=MOST_FEN)
            is_stated = serializers.BooleanField(
                default=False, help_text=_("是否已标明被比较价格的含义")
            )

        items = serializers.ListField(child=PriceItem(), default=list, max_length=MOST_ITEMS)
        prizes_fen = serializers.ListField(
            child=serializers.IntegerField(min_value=0, max_value=MOST_FEN),
            default=list,
            max_length=MOST_ITEMS,
            help_text=_("抽奖式有奖销售的最高奖金额"),
        )
        at = _maybe(serializers.DateTimeField, help_text=_("价格比较的时间；默认现在"))

    @extend_schema_serializer(component_name="PricesCheckAnswer")
    class Page(serializers.Serializer[Any]):
        class PriceResult(serializers.Serializer[Any]):
            index = serializers.IntegerField()
            verdict = serializers.ChoiceField(choices=PRICED)
            clause = serializers.CharField()
            detail = serializers.CharField()
            low = LowOutput(allow_null=True)

        class Prize(serializers.Serializer[Any]):
            index = serializers.IntegerField()
            holds = serializers.BooleanField()
            clause = serializers.CharField()
            most_fen = serializers.IntegerField()

        results = PriceResult(many=True)
        prizes = Prize(many=True)

    @extend_schema(
        operation_id="prices_check",
        summary=_("检查被比较价格和最高奖金额"),
        request=Input,
        responses={200: Page},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        found = selectors.prices_check(self.actor, given["items"], given["at"])
        results = [one | {"index": place} for place, one in enumerate(found)]
        prizes = selectors.prizes_check(self.actor, given["prizes_fen"])
        return self.answer(self.Page({"results": results, "prizes": prizes}).data)


class PricesApi(Api):
    """POST /api/v1/prices -- deals, one JSON object a line; a wrong line stops no other."""

    tag = "catalog"
    scope = "catalog.write"
    parser_classes = (NdjsonParser,)
    refusals = {"POST": (Invalid,)}

    @extend_schema_serializer(component_name="PricesTaken")
    class Page(serializers.Serializer[Any]):
        class Rejected(serializers.Serializer[Any]):
            line = serializers.IntegerField()
            code = serializers.CharField()

        taken = serializers.IntegerField()
        known = serializers.IntegerField()
        rejected = Rejected(many=True)

    @extend_schema(
        operation_id="prices_report",
        summary=_("上报成交价"),
        request={"application/x-ndjson": OpenApiTypes.STR},
        responses={200: Page},
    )
    def post(self, request: Request) -> Response:
        taken = services.prices_report(actor=self.actor, lines=cast(Iterable[bytes], request.data))
        rejected = [{"line": line, "code": code} for line, code in taken.rejected]
        shown = {"taken": taken.taken, "known": taken.known, "rejected": rejected}
        return self.answer(self.Page(shown).data)
