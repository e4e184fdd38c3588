"""HTTP API of the negative catalogue, to write: the draft, its entries, publication, withdrawal.

A person answers for every version: officers who have signed in publish and throw away; a key that
is for drafts writes the next version for them.
"""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import policies, selectors, services
from catalog.api.catalogue import (
    ACTIONS,
    CLASS,
    CatalogueEdition,
    CatalogueEntry,
    CataloguePass,
    edition_told,
)
from catalog.models import Draft, Edition
from catalog.rules import own
from catalog.selectors import export
from livecompliance.kernel import clock
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import NotFound
from office.services.job import TooManyJobs

GONE = (services.DraftGone, services.DraftStale)
FAULTY = (services.LaxerThanBase, services.EntryFaulty)
MOST_REVISION = 2**31 - 1


def words(most: int) -> serializers.ListField:
    """Return a list of terms or titles."""
    return serializers.ListField(
        child=serializers.CharField(max_length=300), max_length=most, default=list
    )


class CatalogueDraft(serializers.Serializer[Any]):
    """The next version while it is written; it keeps its id when it is published."""

    id = serializers.UUIDField()
    revision = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)
    written_by = serializers.CharField(help_text=_("最后改动的人，或者密钥的名称"))
    changed_at = serializers.DateTimeField()
    entries = CatalogueEntry(many=True)


class EntryInput(serializers.Serializer[Any]):
    """An entry of one's own, or one of the base made stricter: then its id is the base's."""

    revision = serializers.IntegerField(
        min_value=1, max_value=MOST_REVISION, allow_null=True, default=None
    )
    id = serializers.CharField(max_length=40)
    classes = serializers.ListField(child=serializers.ChoiceField(choices=CLASS), max_length=5)
    action = serializers.ChoiceField(choices=ACTIONS)
    zh = serializers.CharField(max_length=60)
    en = serializers.CharField(max_length=160, allow_blank=True, default="")
    basis = serializers.CharField(max_length=200)
    confidence = serializers.ChoiceField(
        choices=[(one, one) for one in ("R", "C", "M")], default="C"
    )
    terms = words(500)
    allow = words(500)
    unless = words(500)
    documents = words(50)
    hits = words(200)
    passes = CataloguePass(many=True, required=False)
    until = serializers.DateField(allow_null=True, default=None)
    except_zh = serializers.CharField(max_length=600, allow_blank=True, default="")
    except_en = serializers.CharField(max_length=600, allow_blank=True, default="")
    note_zh = serializers.CharField(max_length=600, allow_blank=True, default="")
    note_en = serializers.CharField(max_length=600, allow_blank=True, default="")

    def get_fields(self) -> dict[str, Any]:
        """Add the first day, which is called what Python calls something else."""
        return super().get_fields() | {"from": serializers.DateField(required=False)}


class Revised(serializers.Serializer[Any]):
    """What whoever acts has seen."""

    revision = serializers.IntegerField(min_value=1, max_value=MOST_REVISION)


class Writing(Api):
    """What officers do themselves; drafts are written by keys that are for it, too."""

    tag = "catalog"
    scope = policies.DRAFTING

    def draft(self, row: Draft) -> dict[str, Any]:
        """Return a draft as the API shows it."""
        base = selectors.base_at(clock.now())
        placed = selectors.placed_over(base, own.read(row.body))
        return {
            "id": str(row.pk),
            "revision": row.revision,
            "note": row.note,
            "written_by": row.author_name,
            "changed_at": row.changed_at.isoformat(),
            "entries": [
                export.entry_told(one, is_public=False) for one in placed if one.origin != "base"
            ],
        }

    def edition(self, row: Edition) -> dict[str, Any]:
        """Return a version as the API shows it."""
        found = selectors.edition_get(self.actor, row.pk)
        states = selectors.edition_states(self.actor, clock.now())
        return edition_told(found, states.get(found.number, "coming"))


class CatalogueDraftApi(Writing):
    """GET, POST /api/v1/catalogue/draft -- the draft; begin the next version."""

    scopes = {"GET": "catalog.read", "POST": policies.DRAFTING}
    refusals = {"GET": (NotFound,), "POST": (services.DraftOpen, NotFound)}

    @extend_schema_serializer(component_name="CatalogueDraftNew")
    class Input(serializers.Serializer[Any]):
        note = serializers.CharField(max_length=200, allow_blank=True, default="")
        edition_id = serializers.UUIDField(
            allow_null=True, default=None, help_text=_("以哪一版的内容起草；不填即最新一版")
        )

    @extend_schema(
        operation_id="catalogue_draft_read",
        summary=_("读取负面目录草稿"),
        responses={200: CatalogueDraft},
    )
    def get(self, request: Request) -> Response:
        row = selectors.draft_find(self.actor)
        if row is None:
            raise NotFound(_gettext("没有这份商品负面目录草稿。"))
        return self.answer(self.draft(row))

    @extend_schema(
        operation_id="catalogue_draft_begin",
        summary=_("起草负面目录的新一版"),
        request=Input,
        responses={201: CatalogueDraft},
    )
    def post(self, request: Request) -> Response:
        policies.require_draft_editions(self.actor)
        given = self.input(request)
        row = services.draft_begin(
            actor=self.actor, note=given["note"], source_id=given["edition_id"]
        )
        return self.answer(self.draft(row), 201)


class CatalogueDraftEntriesApi(Writing):
    """POST /api/v1/catalogue/draft/{id}/entries -- add an entry, or word one anew."""

    refusals = {"POST": (*GONE, *FAULTY)}
    Input = EntryInput

    @extend_schema(
        operation_id="catalogue_entry_put",
        summary=_("在负面目录草稿中写入条目"),
        request=EntryInput,
        responses={200: CatalogueDraft},
    )
    def post(self, request: Request, catalogue_draft_id: UUID) -> Response:
        policies.require_draft_editions(self.actor)
        given = self.input(request)
        revision = given.pop("revision")
        days = {name: f"{given[name]}" for name in ("from", "until") if given.get(name)}
        entry = {name: value for name, value in given.items() if name not in ("from", "until")}
        row = services.entry_put(
            actor=self.actor, draft_id=catalogue_draft_id, entry=entry | days, revision=revision
        )
        return self.answer(self.draft(row))


class CatalogueDraftRemoveApi(Writing):
    """POST /api/v1/catalogue/draft/{id}/entries/{entry_id}/remove -- take an own entry out."""

    refusals = {"POST": (*GONE, services.LaxerThanBase)}

    @extend_schema(
        operation_id="catalogue_entry_remove",
        summary=_("从负面目录草稿移除条目"),
        request=None,
        responses={200: CatalogueDraft},
    )
    def post(self, request: Request, catalogue_draft_id: UUID, entry_id: str) -> Response:
        policies.require_draft_editions(self.actor)
        row = services.entry_remove(
            actor=self.actor, draft_id=catalogue_draft_id, entry_id=entry_id
        )
        return self.answer(self.draft(row))


class CataloguePublishApi(Writing):
    """POST /api/v1/catalogue/draft/{id}/publish -- put the draft in force from a moment."""

    refusals = {
        "POST": (
            *GONE,
            *FAULTY,
            services.OwnEdition,
            services.NothingChanged,
            policies.KeyDraftsOnly,
        )
    }

    @extend_schema_serializer(component_name="CataloguePublish")
    class Input(Revised):
        effective_at = serializers.DateTimeField(
            allow_null=True, default=None, help_text=_("不填即发布后五秒")
        )
        note = serializers.CharField(max_length=200, allow_blank=True, default="")
        alone_reason = serializers.CharField(
            max_length=200,
            allow_blank=True,
            default="",
            help_text=_("改过这一版的人独自发布时的理由"),
        )

    @extend_schema(
        operation_id="catalogue_publish",
        summary=_("发布负面目录草稿"),
        request=Input,
        responses={200: CatalogueEdition},
    )
    def post(self, request: Request, catalogue_draft_id: UUID) -> Response:
        policies.require_write_editions(self.actor)
        given = self.input(request)
        row = services.edition_publish(actor=self.actor, draft_id=catalogue_draft_id, **given)
        return self.answer(self.edition(row))


class CatalogueDiscardApi(Writing):
    """POST /api/v1/catalogue/draft/{id}/discard -- throw the draft away."""

    refusals = {"POST": (*GONE, policies.KeyDraftsOnly)}

    @extend_schema_serializer(component_name="CatalogueDiscard")
    class Input(Revised):
        pass

    @extend_schema(
        operation_id="catalogue_discard",
        summary=_("作废负面目录草稿"),
        request=Input,
        responses={200: CatalogueDraft},
    )
    def post(self, request: Request, catalogue_draft_id: UUID) -> Response:
        policies.require_write_editions(self.actor)
        given = self.input(request)
        row = selectors.draft_get(self.actor, catalogue_draft_id)
        told = self.draft(row)
        services.draft_discard(
            actor=self.actor, draft_id=catalogue_draft_id, revision=given["revision"]
        )
        return self.answer(told)


class CatalogueWithdrawApi(Writing):
    """POST /api/v1/catalogue/versions/{id}/withdraw -- begin the version that takes it back."""

    refusals = {"POST": (services.DraftOpen, services.NotLatest)}

    @extend_schema_serializer(component_name="CatalogueWithdraw")
    class Input(serializers.Serializer[Any]):
        note = serializers.CharField(max_length=200)

    @extend_schema(
        operation_id="catalogue_withdraw",
        summary=_("起草撤回负面目录最新一版"),
        request=Input,
        responses={201: CatalogueDraft},
    )
    def post(self, request: Request, edition_id: UUID) -> Response:
        policies.require_draft_editions(self.actor)
        note = self.input(request)["note"]
        row = services.edition_withdraw(actor=self.actor, edition_id=edition_id, note=note)
        return self.answer(self.draft(row), 201)


class CatalogueImportApi(Writing):
    """POST /api/v1/catalogue/draft/{id}/import -- bring a pack of one's own shelf in, as a job."""

    refusals = {"POST": (services.DraftGone, services.BadPack, TooManyJobs, policies.KeyDraftsOnly)}

    @extend_schema_serializer(component_name="CatalogueImport")
    class Input(serializers.Serializer[Any]):
        file = serializers.UUIDField()

    class Output(serializers.Serializer[Any]):
        job = serializers.UUIDField()

    @extend_schema(
        operation_id="catalogue_import",
        summary=_("把文件导入负面目录草稿"),
        request=Input,
        responses={202: extend_schema_serializer(component_name="CatalogueImported")(Output)},
    )
    def post(self, request: Request, catalogue_draft_id: UUID) -> Response:
        policies.require_write_editions(self.actor)
        file_id = self.input(request)["file"]
        job = services.pack_import(actor=self.actor, draft_id=catalogue_draft_id, file_id=file_id)
        return self.answer({"job": str(job.pk)}, 202)
