"""HTTP API of lists of terms: read them with a key; officers write, measure and approve them."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Invalid, NotFound
from office import selectors as office
from office.api import jobs
from office.services.tables import FORMS
from studio import policies, selectors, services
from studio.api.writing import MOST_REVISION, Writing
from studio.models import Issue, Pack
from studio.rules.terms import LONGEST, MOST_LINES
from studio.selectors.lexicon import name_of
from studio.services.life import NotRunning

ACTS = (
    "build", "shadow", "unshadow", "ask", "approve", "refuse", "retire", "discard", "copy",
)  # fmt: skip
PAGE, DEEPEST = 200, 100_000


@extend_schema_serializer(component_name="StudioJob")
class JobOutput(jobs.JobOutput):
    """Work on a list under way or done: how far, what came of it (`file` by /files)."""


@extend_schema_serializer(component_name="PackIssue")
class IssueOutput(serializers.Serializer[Any]):
    """One version of a list. `measured` is what its terms did to a sample of what was said."""

    id = serializers.UUIDField()
    pack_id = serializers.UUIDField()
    name = serializers.CharField()
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Issue.State.choices)
    revision = serializers.IntegerField()
    terms = serializers.IntegerField()
    is_built = serializers.BooleanField(help_text=_("是否已按现状编译和试量"))
    is_asked = serializers.BooleanField()
    digest = serializers.CharField(allow_blank=True)
    measured = serializers.DictField()
    job = JobOutput(allow_null=True)
    changed_at = serializers.DateTimeField()


@extend_schema_serializer(component_name="TermPack")
class PackOutput(serializers.Serializer[Any]):
    """A list of terms with its versions, the newest first."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    pack_kind = serializers.ChoiceField(choices=Pack.Kind.choices)
    hits_30d = serializers.IntegerField()
    issues = IssueOutput(many=True)


@extend_schema_serializer(component_name="PackTerm")
class TermOutput(serializers.Serializer[Any]):
    """One term, and where it comes from."""

    id = serializers.UUIDField()
    term = serializers.CharField(source="text")
    family = serializers.CharField(allow_blank=True)
    severity = serializers.CharField(allow_blank=True)
    clause = serializers.CharField(allow_blank=True)
    weight = serializers.FloatField(allow_null=True)
    origin = serializers.CharField(source="source", allow_blank=True)
    since = serializers.IntegerField(help_text=_("自第几版起"))
    added_at = serializers.DateTimeField()
    line = serializers.IntegerField(help_text=_("导入文件中的行号"))


@extend_schema_serializer(component_name="PackTerms")
class TermsOutput(serializers.Serializer[Any]):
    """Terms of a version, the newest first; `next` is the place to go on at."""

    terms = TermOutput(many=True)
    next = serializers.IntegerField(allow_null=True)


@extend_schema_serializer(component_name="PackTermFault")
class RowFaultOutput(serializers.Serializer[Any]):
    """A row that was not taken, and why."""

    line = serializers.IntegerField()
    field = serializers.CharField(allow_blank=True)
    value = serializers.CharField(allow_blank=True)
    message = serializers.CharField(source="said")


@extend_schema_serializer(component_name="PackTermsTaken")
class TakenOutput(serializers.Serializer[Any]):
    """How many terms are new, and every row that was not taken."""

    added = serializers.IntegerField()
    issue = IssueOutput()
    faults = RowFaultOutput(many=True)


def issue_of(actor: Actor, one: Issue) -> dict[str, Any]:
    """Return a version as the API shows it."""
    job = next(iter(office.jobs_named(actor, [str(one.job)])), None) if one.job else None
    return {
        "id": one.pk,
        "pack_id": one.pack_id,
        "name": name_of(one),
        "number": one.number,
        "state": one.state,
        "revision": one.revision,
        "terms": one.terms,
        "is_built": one.is_built,
        "is_asked": one.asked_by_id is not None,
        "digest": one.digest,
        "measured": one.measured,
        "job": job,
        "changed_at": one.changed_at,
    }


def pack_of(actor: Actor, pack: Pack, issues: list[Issue], hits: int) -> dict[str, Any]:
    """Return a list with its versions as the API shows it."""
    return {
        "id": pack.pk,
        "code": pack.code,
        "name": pack.name,
        "pack_kind": pack.kind,
        "hits_30d": hits,
        "issues": [issue_of(actor, one) for one in issues],
    }


class PacksApi(Writing):
    """GET, POST /api/v1/studio/packs -- lists of terms; begin one."""

    scopes = {"GET": "studio.read", "POST": "studio.write"}
    refusals = {"POST": (Invalid,)}

    @extend_schema_serializer(component_name="PackNew")
    class Input(serializers.Serializer[Any]):
        name = serializers.CharField(max_length=60)
        pack_kind = serializers.ChoiceField(choices=Pack.Kind.choices)
        note = serializers.CharField(max_length=200, allow_blank=True, default="")

    @extend_schema(
        operation_id="studio_packs",
        summary=_("列出词表及其版本"),
        responses={200: PackOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = selectors.pack_rows(self.actor)
        hits = selectors.pack_hits(self.actor, [row.pack.pk for row in rows])
        told = [pack_of(self.actor, row.pack, row.issues, hits.get(row.pack.pk, 0)) for row in rows]
        return self.answer(PackOutput(told, many=True).data)

    @extend_schema(
        operation_id="studio_pack_create",
        summary=_("新建词表"),
        request=Input,
        responses={201: IssueOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_write(self.actor)
        given = self.input(request)
        row = services.pack_create(
            actor=self.actor, name=given["name"], kind=given["pack_kind"], note=given["note"]
        )
        return self.answer(IssueOutput(issue_of(self.actor, row)).data, status=201)


class PackApi(Api):
    """GET /api/v1/studio/packs/{pack_id} -- one list with its versions."""

    tag = "studio"
    scope = "studio.read"
    refusals = {"GET": (NotFound,)}

    @extend_schema(
        operation_id="studio_pack", summary=_("读取一个词表"), responses={200: PackOutput}
    )
    def get(self, request: Request, pack_id: UUID) -> Response:
        pack = selectors.pack_get(self.actor, pack_id)
        issues = list(selectors.issue_list(self.actor, pack_id))
        hits = selectors.pack_hits(self.actor, [pack_id]).get(pack_id, 0)
        return self.answer(PackOutput(pack_of(self.actor, pack, issues, hits)).data)


class PackDraftApi(Writing):
    """POST /api/v1/studio/packs/{pack_id}/draft -- begin the next version."""

    refusals = {"POST": (NotFound, services.DraftOpen)}

    @extend_schema(
        operation_id="studio_pack_draft",
        summary=_("起草词表的新一版"),
        request=None,
        responses={201: IssueOutput},
    )
    def post(self, request: Request, pack_id: UUID) -> Response:
        row = services.issue_draft(actor=self.actor, pack_id=pack_id)
        return self.answer(IssueOutput(issue_of(self.actor, row)).data, status=201)


class TermsApi(Writing):
    """GET, POST /api/v1/studio/issues/{pack_issue_id}/terms -- what a version holds; add some."""

    scopes = {"GET": "studio.read", "POST": "studio.write"}
    refusals = {"GET": (NotFound,), "POST": (NotFound, services.NotADraft, services.Stale)}

    @extend_schema_serializer(component_name="PackTermsAdd")
    class Input(serializers.Serializer[Any]):
        class Row(serializers.Serializer[Any]):
            term = serializers.CharField(max_length=LONGEST, trim_whitespace=False)
            family = serializers.CharField(max_length=40, allow_blank=True, default="")
            severity = serializers.CharField(max_length=10, allow_blank=True, default="")
            clause = serializers.CharField(max_length=80, allow_blank=True, default="")
            weight = serializers.FloatField(min_value=0, max_value=1, required=False)
            origin = serializers.CharField(max_length=200, allow_blank=True, default="")

        terms = serializers.ListField(child=Row(), min_length=1, max_length=MOST_LINES)
        revision = serializers.IntegerField(
            min_value=1,
            max_value=MOST_REVISION,
            allow_null=True,
            default=None,
            help_text=_("看到的修订号；不填则不比较"),
        )

    @extend_schema(
        operation_id="studio_terms",
        summary=_("读取一版词表中的词"),
        parameters=[
            OpenApiParameter("prefix", type=str, required=False, description=_("以什么开头")),
            OpenApiParameter("after", type=int, required=False),
        ],
        responses={200: TermsOutput},
    )
    def get(self, request: Request, pack_issue_id: UUID) -> Response:
        row = selectors.issue_get(self.actor, pack_issue_id)
        asked = request.query_params.get("after") or "0"
        after = serializers.IntegerField(min_value=0, max_value=DEEPEST).run_validation(asked)
        wanted = request.query_params.get("prefix", "")[:LONGEST]
        found = list(selectors.term_list(self.actor, row, wanted)[after : after + PAGE + 1])
        following = after + PAGE if len(found) > PAGE and after + PAGE <= DEEPEST else None
        return self.answer(TermsOutput({"terms": found[:PAGE], "next": following}).data)

    @extend_schema(
        operation_id="studio_terms_add",
        summary=_("向草稿加入词"),
        request=Input,
        responses={200: TakenOutput},
    )
    def post(self, request: Request, pack_issue_id: UUID) -> Response:
        policies.require_write(self.actor)
        given = self.input(request)
        taken = services.terms_add(
            actor=self.actor,
            issue_id=pack_issue_id,
            rows=given["terms"],
            revision=given["revision"],
        )
        issue = issue_of(self.actor, taken.issue)
        told = {"added": taken.added, "issue": issue, "faults": taken.faults}
        return self.answer(TakenOutput(told).data)


class IssueActApi(Writing):
    """POST /api/v1/studio/issues/{pack_issue_id}/act -- measure a version, move it on, or out."""

    refusals = {
        "POST": (
            NotFound,
            services.Stale,
            services.NotADraft,
            services.DraftOpen,
            services.NotBuilt,
            services.TermTooBroad,
            services.NoRequest,
            services.OwnVersion,
            NotRunning,
        )
    }

    @extend_schema_serializer(component_name="PackIssueAct")
    class Input(serializers.Serializer[Any]):
        act = serializers.ChoiceField(choices=ACTS)
        revision = serializers.IntegerField(
            min_value=1, max_value=MOST_REVISION, help_text=_("看到的修订号")
        )

    @extend_schema(
        operation_id="studio_issue_act",
        summary=_("编译试量、影子运行、申请、批准、退回、停用、作废或恢复一版词表"),
        request=Input,
        responses={200: IssueOutput},
    )
    def post(self, request: Request, pack_issue_id: UUID) -> Response:
        policies.require_write(self.actor)
        given = self.input(request)
        of: dict[str, Any] = {"actor": self.actor, "issue_id": pack_issue_id}
        if given["act"] == "build":
            services.issue_build(**of)
            row = selectors.issue_get(self.actor, pack_issue_id)
        elif given["act"] == "copy":
            row = services.issue_copy(**of)
        else:
            row = getattr(services, f"issue_{given['act']}")(**of, revision=given["revision"])
        return self.answer(IssueOutput(issue_of(self.actor, row)).data)


class ImportApi(Writing):
    """POST /api/v1/studio/issues/{pack_issue_id}/imports -- read a stored table into a draft."""

    refusals = {"POST": (NotFound, services.NotADraft, Invalid)}

    @extend_schema_serializer(component_name="PackImport")
    class Input(serializers.Serializer[Any]):
        file = serializers.UUIDField(help_text=_("先以 POST /files 存入的表格"))

    @extend_schema(
        operation_id="studio_issue_import",
        summary=_("从表格导入词"),
        request=Input,
        responses={201: JobOutput},
    )
    def post(self, request: Request, pack_issue_id: UUID) -> Response:
        policies.require_write(self.actor)
        file_id = self.input(request)["file"]
        job = services.issue_import(actor=self.actor, issue_id=pack_issue_id, file_id=file_id)
        return self.answer(JobOutput(job).data, status=201)


class ExportApi(Writing):
    """POST /api/v1/studio/issues/{pack_issue_id}/exports -- write a version as a table."""

    scope = "studio.read"
    refusals = {"POST": (NotFound,)}

    @extend_schema_serializer(component_name="PackExport")
    class Input(serializers.Serializer[Any]):
        table = serializers.ChoiceField(choices=list(FORMS))

    @extend_schema(
        operation_id="studio_issue_export",
        summary=_("把一版词表导出为表格"),
        request=Input,
        responses={201: JobOutput},
    )
    def post(self, request: Request, pack_issue_id: UUID) -> Response:
        policies.require_see(self.actor)
        form = self.input(request)["table"]
        job = services.issue_export(actor=self.actor, issue_id=pack_issue_id, form=form)
        return self.answer(JobOutput(job).data, status=201)
