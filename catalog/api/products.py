"""HTTP API of goods: judge up to a hundred at once, keep them, list them, read one."""

from collections.abc import Iterable, Mapping, Sequence
from time import perf_counter
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import selectors, services
from catalog.models import Product
from catalog.rules import goods as rules
from catalog.rules.judge import CLAUSE
from catalog.rules.pack import CLASSES, Entry
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.api import Api, turned

MOST_ITEMS, LEAST = 100, 100
SUGGESTIONS = [(one, one) for one in ("pass", "review", "block")]
KINDS, STANDINGS, VERDICTS = (
    Product.Kind.choices,
    Product.Standing.choices,
    Product.Verdict.choices,
)
LISTS = ("entries", "nearest", "documents", "warnings")
WHY = [(one, one) for one in ("similar", "excepted", "shares")]


@extend_schema_field(
    {"oneOf": [{"type": "string", "minLength": 1, "maxLength": 64}, {"type": "integer"}]}
)
class Number(serializers.JSONField):
    """The platform's own number of a product."""


@extend_schema_field({"type": ["string", "integer", "null"]})
class Echo(serializers.JSONField):
    """The number that an item came with, as it came."""


@extend_schema_field({"oneOf": [{"type": "string", "example": "19.90"}, {"type": "number"}]})
class Price(serializers.JSONField):
    """Yuan, with two decimals at most; write it as text and nobody rounds it."""


class EntryName(serializers.Serializer[Any]):
    zh = serializers.CharField()
    en = serializers.CharField()


class ProductGround(serializers.Serializer[Any]):
    """One entry of the negative catalogue that a product is of; `words` say so."""

    entry = serializers.CharField()
    classes = serializers.ListField(
        child=serializers.ChoiceField(choices=[(one, one) for one in CLASSES])
    )
    name = EntryName()
    clause = serializers.CharField()
    basis = serializers.CharField()
    action = serializers.ChoiceField(choices=[(one, one) for one in ("block", "gate", "warn")])
    words = serializers.ListField(child=serializers.CharField())
    documents = serializers.ListField(child=serializers.CharField())


class ProductNear(serializers.Serializer[Any]):
    """An entry that comes near: from 0.6 on somebody has to look."""

    entry = serializers.CharField()
    name = EntryName()
    basis = serializers.CharField()
    score = serializers.FloatField()
    word = serializers.CharField()
    why = serializers.ChoiceField(choices=WHY)


class ProductFault(serializers.Serializer[Any]):
    code = serializers.CharField()
    field = serializers.CharField(allow_blank=True)
    detail = serializers.CharField()


class ProductOpinion(serializers.Serializer[Any]):
    """What the catalogue says: `suggestion` is what to do, `documents` what it lacks."""

    verdict = serializers.ChoiceField(choices=VERDICTS)
    standing = serializers.ChoiceField(choices=STANDINGS)
    suggestion = serializers.ChoiceField(choices=SUGGESTIONS)
    entries = ProductGround(many=True)
    nearest = ProductNear(many=True)
    documents = serializers.ListField(child=serializers.CharField())


class ProductAnswer(ProductOpinion):
    """One answer, in its item's place: an opinion, or `error` alone."""

    index = serializers.IntegerField()
    external_id = Echo()
    id = serializers.UUIDField(allow_null=True)
    warnings = ProductFault(many=True)
    error = ProductFault(required=False)
    verdict = serializers.ChoiceField(choices=VERDICTS, required=False)
    standing = serializers.ChoiceField(choices=STANDINGS, required=False)
    suggestion = serializers.ChoiceField(choices=SUGGESTIONS, required=False)


class ProductAnswers(serializers.Serializer[Any]):
    """The answers, in the order of the items, and by which catalogue they were given."""

    catalogue = serializers.CharField()
    elapsed_ms = serializers.FloatField()
    results = ProductAnswer(many=True)


class ProductItem(serializers.Serializer[Any]):
    """Goods or a service. Kept, it needs `external_id`; sent again it is the same product."""

    external_id = Number(required=False)
    kind = serializers.ChoiceField(choices=KINDS, required=False)
    title = serializers.CharField(max_length=rules.LONGEST["title"])
    description = serializers.CharField(max_length=rules.LONGEST["description"], required=False)
    category = serializers.CharField(max_length=rules.LONGEST["category"], required=False)
    brand = serializers.CharField(max_length=rules.LONGEST["brand"], required=False)
    price = Price(required=False, allow_null=True)
    attributes = serializers.DictField(
        child=serializers.CharField(max_length=rules.LONGEST_VALUE), required=False
    )
    labels = serializers.ListField(
        child=serializers.CharField(max_length=rules.LONGEST_VALUE),
        required=False,
        max_length=rules.MOST_LABELS,
        help_text=_("图片中识别出的标签或文字"),
    )
    barcodes = serializers.ListField(
        child=serializers.CharField(max_length=rules.LONGEST_NAME),
        required=False,
        max_length=rules.MOST_BARCODES,
    )


class _Items(serializers.Serializer[Any]):
    """What is validated at once: the number of items; each item is answered for itself."""

    items = serializers.ListField(
        child=serializers.JSONField(allow_null=True), min_length=1, max_length=MOST_ITEMS
    )
    store = serializers.BooleanField(default=False)


class ProductsCheckApi(Api):
    """POST /api/v1/products:check -- may these be sold live? One answer each, in order."""

    tag = "catalog"
    scope = "catalog.write"
    Input = _Items

    @extend_schema_serializer(component_name="ProductsCheck")
    class Asked(serializers.Serializer[Any]):
        items = serializers.ListField(child=ProductItem(), min_length=1, max_length=MOST_ITEMS)
        store = serializers.BooleanField(default=False)

    @extend_schema(
        operation_id="products_check",
        summary=_("按负面目录判定商品和服务，1–100 件"),
        request=Asked,
        responses={200: ProductAnswers},
    )
    def post(self, request: Request) -> Response:
        began = perf_counter()
        given = self.input(request)
        self.spend("characters", settings.KEY_CHARACTERS, cost_of(given["items"]))
        found = services.products_check(
            actor=self.actor, items=given["items"], is_kept=given["store"]
        )
        return self.answer(told(self.actor, found, given["items"], began))


def cost_of(items: Iterable[object]) -> int:
    """Return how many characters are to be judged; a short item costs as much as LEAST."""
    return sum(
        max(LEAST, sum(len(one) for one in item.values() if isinstance(one, str)))
        if isinstance(item, dict)
        else LEAST
        for item in items
    )


def told(
    actor: Actor, found: services.Answers, items: Sequence[Any], began: float
) -> dict[str, Any]:
    """Return the answers as they are sent."""
    rows = zip(found.answers, items, strict=True)
    return {
        "catalogue": found.catalogue,
        "elapsed_ms": round((perf_counter() - began) * 1000, 2),
        "results": [
            {"index": at, "external_id": _number(item)} | _answer(one)
            for at, (one, item) in enumerate(rows)
        ],
    }


def _number(item: Any) -> Any:
    number = item.get("external_id") if isinstance(item, dict) else None
    is_told = isinstance(number, str | int) and not isinstance(number, bool)
    return number if is_told and len(str(number)) <= rules.LONGEST["external_id"] else None


def _answer(one: services.Checked) -> dict[str, Any]:
    if one.fault or one.opinion is None:
        nothing: dict[str, Any] = dict.fromkeys(LISTS, ())
        return nothing | {"id": None, "error": _fault(one.fault or rules.Fault("invalid"))}
    judged, nearest, by_catalogue = one.opinion
    standing = one.product.standing if one.product else by_catalogue
    return {
        "id": str(one.product.pk) if one.product else None,
        "verdict": judged.verdict,
        "standing": standing,
        "suggestion": rules.SUGGESTIONS[standing],
        "entries": [_ground(each.entry, each.words) for each in judged.grounds],
        "nearest": [_near(each.entry, rules.near_of([each])[0]) for each in nearest],
        "documents": list(judged.documents),
        "warnings": [_fault(each) for each in one.doubts],
    }


def _fault(fault: rules.Fault) -> dict[str, str]:
    return {"code": fault.code, "field": fault.field, "detail": selectors.said(fault)}


def _ground(entry: Entry, words: Iterable[str]) -> dict[str, Any]:
    return {
        "entry": entry.id,
        "classes": list(entry.classes),
        "name": {"zh": entry.zh, "en": entry.en},
        "clause": CLAUSE,
        "basis": entry.basis,
        "action": entry.action,
        "words": list(words),
        "documents": list(entry.documents),
    }


def _near(entry: Entry, kept: Mapping[str, Any]) -> dict[str, Any]:
    named = {"name": {"zh": entry.zh, "en": entry.en}, "basis": entry.basis}
    return {"entry": entry.id, **named, **{key: kept[key] for key in ("score", "word", "why")}}


@extend_schema_serializer(component_name="Product")
class ProductOutput(ProductOpinion):
    """One product with its verdict of now. `revision` rises with its content."""

    id = serializers.UUIDField()
    external_id = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    category = serializers.CharField(allow_blank=True)
    brand = serializers.CharField(allow_blank=True)
    price = serializers.CharField(allow_null=True)
    attributes = serializers.DictField(child=serializers.CharField())
    labels = serializers.ListField(child=serializers.CharField())
    barcodes = serializers.ListField(child=serializers.CharField())
    revision = serializers.IntegerField()
    catalogue = serializers.CharField()
    judged_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()


PLAIN = ("id", "external_id", "kind", "title", "description", "category", "brand", "attributes",
         "labels", "barcodes", "revision", "catalogue", "verdict", "standing", "judged_at",
         "created_at", "changed_at")  # fmt: skip


def shown(actor: Actor, products: Sequence[Product]) -> list[dict[str, Any]]:
    """Return products as answers tell them."""
    kept = [one for product in products for one in (*product.grounds, *product.nearest)]
    entries = selectors.entries_of(actor, (one["entry"] for one in kept))
    return [_shown(one, entries) for one in products]


def _shown(product: Product, entries: Mapping[str, Entry]) -> dict[str, Any]:
    grounds = [one for one in product.grounds if one["entry"] in entries]
    nearest = [one for one in product.nearest if one["entry"] in entries]
    named = (name for one in product.grounds for name in one["documents"])
    return {
        **{name: getattr(product, name) for name in PLAIN},
        "price": rules.yuan(product.price_fen),
        "suggestion": rules.SUGGESTIONS[product.standing],
        "entries": [_ground(entries[one["entry"]], one["words"]) for one in grounds],
        "nearest": [_near(entries[one["entry"]], one) for one in nearest],
        "documents": list(dict.fromkeys(named)),
    }


class ProductsApi(Api):
    """GET and POST /api/v1/products -- the tenant's goods, newest first; keep more of them."""

    tag = "catalog"
    scopes = {"GET": "catalog.read", "POST": "catalog.write"}
    Input = _Items

    class Query(serializers.Serializer[Any]):
        external_id = serializers.CharField(
            max_length=rules.LONGEST["external_id"], required=False, help_text=_("平台自己的编号")
        )
        standing = serializers.ChoiceField(choices=STANDINGS, required=False)
        verdict = serializers.ChoiceField(choices=VERDICTS, required=False)
        after = serializers.UUIDField(required=False, help_text=_("上一页最后一件商品的编号"))
        limit = serializers.IntegerField(min_value=1, max_value=200, default=50)

    @extend_schema_serializer(component_name="ProductPage")
    class Page(serializers.Serializer[Any]):
        products = ProductOutput(many=True)
        next = serializers.UUIDField(allow_null=True)

    @extend_schema_serializer(component_name="ProductsStore")
    class Asked(serializers.Serializer[Any]):
        items = serializers.ListField(child=ProductItem(), min_length=1, max_length=MOST_ITEMS)

    @extend_schema(
        operation_id="product_list",
        summary=_("列出商品和服务"),
        parameters=[Query],
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        wanted = self.asked(request)
        limit, after = wanted.pop("limit"), wanted.pop("after", None)
        rows = selectors.product_page(self.actor, wanted, after, limit + 1)
        found, following = turned(rows, limit)
        return self.answer(
            self.Page({"products": shown(self.actor, found), "next": following}).data
        )

    @extend_schema(
        operation_id="products_store",
        summary=_("提交商品和服务：判定并保存，1–100 件"),
        request=Asked,
        responses={200: ProductAnswers},
    )
    def post(self, request: Request) -> Response:
        began = perf_counter()
        items = self.input(request)["items"]
        self.spend("characters", settings.KEY_CHARACTERS, cost_of(items))
        found = services.products_check(actor=self.actor, items=items, is_kept=True)
        return self.answer(told(self.actor, found, items, began))


class ProductApi(Api):
    """GET /api/v1/products/{product_id} -- one product with its verdict of now."""

    tag = "catalog"
    scope = "catalog.read"

    @extend_schema(
        operation_id="product_read", summary=_("读取一件商品"), responses={200: ProductOutput}
    )
    def get(self, request: Request, product_id: UUID) -> Response:
        product = selectors.product_get(self.actor, product_id)
        return self.answer(ProductOutput(shown(self.actor, [product])[0]).data)
