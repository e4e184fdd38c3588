"""HTTP API of the negative catalogue, to read: what holds at a moment, entries, versions."""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import forms, policies, selectors
from catalog.models import Edition
from catalog.rules.pack import CLASSES
from catalog.selectors import export
from livecompliance.kernel import clock
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import NotFound

CLASS = [(one, one) for one in CLASSES]
ACTIONS = [(one, one) for one in ("block", "gate", "warn")]
ORIGINS = [(one, one) for one in ("base", "stricter", "own")]
STATES = [(one, one) for one in ("held", "coming", "past", "never")]
AT = OpenApiParameter(
    "at", OpenApiTypes.STR, description=_("什么时刻，例如 2026-11-24T20:14:07；不填即现在")
)
FINDING = [
    OpenApiParameter("q", OpenApiTypes.STR, description=_("名称、词语、法律依据")),
    OpenApiParameter("class", OpenApiTypes.STR, enum=list(CLASSES)),
    OpenApiParameter("action", OpenApiTypes.STR, enum=["block", "gate", "warn"]),
    OpenApiParameter("origin", OpenApiTypes.STR, enum=["base", "stricter", "own"]),
]


class BothTongues(serializers.Serializer[Any]):
    zh = serializers.CharField(allow_blank=True)
    en = serializers.CharField(allow_blank=True)


class CatalogueDocument(BothTongues):
    """A paper without which a product is held back."""

    id = serializers.CharField()


class CataloguePass(BothTongues):
    """A product that must not be found, with the difference."""

    title = serializers.CharField()


class CatalogueEntry(serializers.Serializer[Any]):
    """One entry: `origin` says whose it is, `terms` what products of it call themselves."""

    id = serializers.CharField()
    number = serializers.IntegerField()
    origin = serializers.ChoiceField(choices=ORIGINS)
    classes = serializers.ListField(child=serializers.ChoiceField(choices=CLASS))
    action = serializers.ChoiceField(choices=ACTIONS)
    name = BothTongues()
    basis = serializers.CharField()
    confidence = serializers.ChoiceField(choices=[(one, one) for one in ("R", "C", "M")])
    documents = CatalogueDocument(many=True)
    exceptions = BothTongues()
    note = BothTongues()
    terms = serializers.ListField(child=serializers.CharField())
    allow = serializers.ListField(child=serializers.CharField())
    unless = serializers.ListField(child=serializers.CharField())
    hits = serializers.ListField(child=serializers.CharField())
    passes = CataloguePass(many=True)

    def get_fields(self) -> dict[str, Any]:
        """Add the days, of which one is called what Python calls something else."""
        fields = super().get_fields()
        return fields | {
            "from": serializers.DateField(),
            "until": serializers.DateField(allow_null=True),
        }


class CatalogueBase(serializers.Serializer[Any]):
    """The base pack below a version: its release day and what identifies its content."""

    released_on = serializers.DateField()
    digest = serializers.CharField()


class CatalogueClass(BothTongues):
    """A class; `is_statutory` is false for our own."""

    is_statutory = serializers.BooleanField()


class CatalogueOutput(serializers.Serializer[Any]):
    """The catalogue of a moment. `version` is the label that verdicts are filed under."""

    version = serializers.CharField()
    edition = serializers.IntegerField()
    effective_at = serializers.DateTimeField(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    base = CatalogueBase()
    clause = serializers.CharField()
    classes = serializers.DictField(child=CatalogueClass())
    entries = CatalogueEntry(many=True)


class CatalogueField(serializers.Serializer[Any]):
    field = serializers.CharField()
    before = serializers.ListField(child=serializers.CharField(allow_blank=True))
    after = serializers.ListField(child=serializers.CharField(allow_blank=True))


class CataloguePast(serializers.Serializer[Any]):
    """What a version did to an entry."""

    edition = serializers.IntegerField()
    edition_id = serializers.UUIDField()
    effective_at = serializers.DateTimeField()
    how = serializers.ChoiceField(choices=[(one, one) for one in ("added", "removed", "changed")])
    fields = CatalogueField(many=True)  # type: ignore[assignment]


class CatalogueEdition(serializers.Serializer[Any]):
    """One version. `state`: held, coming, past, or never (a newer one held before)."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=STATES)
    note = serializers.CharField()
    digest = serializers.CharField()
    base = CatalogueBase()
    published_at = serializers.DateTimeField()
    effective_at = serializers.DateTimeField()
    alone_reason = serializers.CharField(allow_blank=True)
    withdraws = serializers.IntegerField(allow_null=True)


class CatalogueEditionWhole(CatalogueEdition):
    """One version with the entries that the tenant added or made stricter."""

    entries = CatalogueEntry(many=True)


class CatalogueEntryWhole(CatalogueEntry):
    """One entry, and what versions did to it, the newest first."""

    history = CataloguePast(many=True)


def moment_asked(request: Request) -> datetime:
    """Return the moment that a call asks about."""
    return forms.moment_of(request.query_params.get("at", ""), "at") or clock.now()


def edition_told(row: Edition, state: str) -> dict[str, Any]:
    """Return a version as the API shows it."""
    return {
        "id": str(row.pk),
        "number": row.number,
        "state": state,
        "note": row.note,
        "digest": row.digest,
        "base": {"released_on": f"{row.base_released_on}", "digest": row.base_digest},
        "published_at": row.published_at.isoformat(),
        "effective_at": row.effective_at.isoformat(),
        "alone_reason": row.alone_reason,
        "withdraws": row.withdraws.number if row.withdraws else None,
    }


def kept_by(request: Request, body: bytes, kind: str, version: str) -> HttpResponseBase:
    """Return a body with its tag, or that nothing changed since whoever asks has it."""
    tag = export.tag_of(body)
    if tag in request.headers.get("If-None-Match", ""):
        answer: HttpResponseBase = HttpResponseNotModified()
    else:
        answer = HttpResponse(body, content_type=kind)
        answer.headers["Catalogue-Version"] = version
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


class CatalogueApi(Api):
    """GET /api/v1/catalogue -- the whole catalogue of a moment, with an ETag."""

    tag = "catalog"
    scope = "catalog.read"

    @extend_schema(
        operation_id="catalogue_read",
        summary=_("读取某一时刻的负面目录"),
        parameters=[AT],
        responses={200: CatalogueOutput},
    )
    def get(self, request: Request) -> HttpResponseBase:
        policies.require_see_editions(self.actor)
        told = export.catalogue_told(self.actor, moment_asked(request), is_public=False)
        return kept_by(request, export.written(told, "json"), "application/json", told["version"])


class CatalogueTableApi(Api):
    """GET /api/v1/catalogue/table -- the same as CSV, which no spreadsheet computes."""

    tag = "catalog"
    scope = "catalog.read"

    @extend_schema(
        operation_id="catalogue_table",
        summary=_("以 CSV 读取某一时刻的负面目录"),
        parameters=[AT],
        responses={(200, "*/*"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request) -> HttpResponseBase:
        policies.require_see_editions(self.actor)
        told = export.catalogue_told(self.actor, moment_asked(request), is_public=False)
        return kept_by(request, export.written(told, "csv"), "text/csv", told["version"])


class CatalogueEntriesApi(Api):
    """GET /api/v1/catalogue/entries -- entries of a moment, found by words and kind."""

    tag = "catalog"
    scope = "catalog.read"

    @extend_schema(
        operation_id="catalogue_entries",
        summary=_("查找负面目录条目"),
        parameters=[*FINDING, AT],
        responses={200: CatalogueEntry(many=True)},
    )
    def get(self, request: Request) -> Response:
        policies.require_see_editions(self.actor)
        asked = request.query_params
        placed = selectors.placed_at(self.actor, moment_asked(request))
        names = ("q", "class", "action", "origin")
        wanted = selectors.Wanted(*(asked.get(name, "")[:60] for name in names))
        found = selectors.placed_find(placed, wanted)
        return self.answer([export.entry_told(one, is_public=False) for one in found])


class CatalogueEntryApi(Api):
    """GET /api/v1/catalogue/entries/{entry_id} -- one entry of a moment, with its history."""

    tag = "catalog"
    scope = "catalog.read"

    @extend_schema(
        operation_id="catalogue_entry",
        summary=_("读取一个负面目录条目及其历史"),
        parameters=[AT],
        responses={200: CatalogueEntryWhole},
    )
    def get(self, request: Request, entry_id: str) -> Response:
        policies.require_see_editions(self.actor)
        one = selectors.placed_find_one(self.actor, entry_id, moment_asked(request))
        if one is None:
            raise NotFound(_gettext("没有这个条目。"))
        past = [
            {
                "edition": each.edition.number,
                "edition_id": str(each.edition.pk),
                "effective_at": each.edition.effective_at.isoformat(),
                "how": each.how,
                "fields": [
                    {"field": field.name, "before": field.before, "after": field.after}
                    for field in each.fields
                ],
            }
            for each in selectors.entry_history(self.actor, entry_id)
        ]
        return self.answer(export.entry_told(one, is_public=False) | {"history": past})


class CatalogueEditionsApi(Api):
    """GET /api/v1/catalogue/versions -- every version, the newest first."""

    tag = "catalog"
    scope = "catalog.read"

    @extend_schema(
        operation_id="catalogue_versions",
        summary=_("列出负面目录的版本"),
        responses={200: CatalogueEdition(many=True)},
    )
    def get(self, request: Request) -> Response:
        states = selectors.edition_states(self.actor, clock.now())
        rows = selectors.edition_list(self.actor)[:500]
        return self.answer([edition_told(one, states[one.number]) for one in rows])


class CatalogueEditionApi(Api):
    """GET /api/v1/catalogue/versions/{edition_id} -- one version with the tenant's own entries."""

    tag = "catalog"
    scope = "catalog.read"

    @extend_schema(
        operation_id="catalogue_version",
        summary=_("读取负面目录的一版"),
        responses={200: CatalogueEditionWhole},
    )
    def get(self, request: Request, edition_id: UUID) -> Response:
        row = selectors.edition_get(self.actor, edition_id)
        states = selectors.edition_states(self.actor, clock.now())
        placed = selectors.edition_placed(self.actor, row)
        own = [export.entry_told(one, is_public=False) for one in placed if one.origin != "base"]
        told = edition_told(row, states.get(row.number, "coming"))
        return self.answer(told | {"entries": own}, HTTPStatus.OK)
