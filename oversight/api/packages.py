"""HTTP API of packages of evidence: a program orders one, asks how far it is, and fetches it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Invalid, NotFound
from office.api.files import VALID_S, TicketOutput
from office.models import Job
from oversight import policies, selectors, services
from oversight.models import Package

STATES = ("waiting", "running", "ready", "failed", "cancelled", "gone")


@extend_schema_serializer(component_name="EvidencePackage")
class PackageOutput(serializers.Serializer[Any]):
    """A package and how far it is; not for whom by name, and not why."""

    id = serializers.UUIDField(source="pk")
    number = serializers.CharField()
    thing = serializers.ChoiceField(source="about", choices=Package.About.choices)
    ref = serializers.UUIDField()
    recipient = serializers.ChoiceField(choices=Package.Recipient.choices)
    package_state = serializers.ChoiceField(choices=STATES)
    percent = serializers.IntegerField(allow_null=True, help_text=_("制作中已完成的百分比"))
    events = serializers.IntegerField()
    members = serializers.IntegerField()
    size = serializers.IntegerField(help_text=_("字节，制成后给出"))
    sha256 = serializers.CharField(allow_blank=True, help_text=_("制成后整个文件的摘要"))
    ordered_at = serializers.DateTimeField()
    made_at = serializers.DateTimeField(allow_null=True)
    kept_until = serializers.DateTimeField(allow_null=True)


def _told(row: Package) -> dict[str, Any]:
    plain = ("pk", "about", "ref", "recipient", "events", "members", "sha256")
    said = {name: getattr(row, name) for name in (*plain, "ordered_at", "made_at")}
    return dict(
        PackageOutput(
            said
            | {
                "number": services.number_of(row.pk, row.ordered_at),
                "package_state": selectors.state_of(row),
                "percent": row.job.percent if row.job and row.job.state in Job.OPEN else None,
                "size": row.file.size if row.file else 0,
                "kept_until": row.file.expires_at if row.file else None,
            }
        ).data
    )


class PackagesApi(Api):
    """POST /api/v1/evidence-packages -- order a package about one thing."""

    tag = "packages"
    scope = "evidence.write"
    refusals = {"POST": (Invalid, NotFound)}

    @extend_schema_serializer(component_name="EvidencePackageOrder")
    class Input(serializers.Serializer[Any]):
        thing = serializers.ChoiceField(choices=Package.About.choices)
        ref = serializers.UUIDField(help_text=_("场次、发现、处理决定、投诉或人员的编号"))
        recipient = serializers.ChoiceField(choices=Package.Recipient.choices)
        name = serializers.CharField(
            min_length=1, max_length=200, help_text=_("接收人，印在每一页上")
        )
        reason = serializers.CharField(min_length=2, max_length=200, help_text=_("事由、来函编号"))

    @extend_schema(
        operation_id="evidence_package_order",
        summary=_("要求制作一个证据包"),
        description=_("登记的姓名一律遮盖；不遮盖的只能由合规专员凭法律文书在页面上制作。"),
        request=Input,
        responses={201: PackageOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_key_packages(self.actor)
        given = self.input(request)
        wish = services.Wish(about=given.pop("thing"), **given)
        row = services.package_order_by_key(actor=self.actor, wish=wish)
        return self.answer(_told(row), 201)


class PackageApi(Api):
    """GET /api/v1/evidence-packages/{evidence_id} -- how far a package is."""

    tag = "packages"
    scope = "evidence.read"
    refusals = {"GET": (NotFound,)}

    @extend_schema(
        operation_id="evidence_package_read",
        summary=_("查看证据包制作到哪一步"),
        responses={200: PackageOutput},
    )
    def get(self, request: Request, evidence_id: UUID) -> Response:
        return self.answer(_told(selectors.package_by_key(self.actor, evidence_id)))


class PackageTicketApi(Api):
    """POST /api/v1/evidence-packages/{evidence_id}/tickets -- let the caller fetch it, once."""

    tag = "packages"
    scope = "evidence.read"
    refusals = {"POST": (NotFound, services.NotMade)}

    @extend_schema(
        operation_id="evidence_package_ticket",
        summary=_("发一张取证据包的票"),
        description=_("一分钟内用 file_fetch 取一次（另需 files.read）；每次取出都有记录。"),
        request=None,
        responses={201: TicketOutput},
    )
    def post(self, request: Request, evidence_id: UUID) -> Response:
        text = services.package_take_by_key(actor=self.actor, package_id=evidence_id)
        path = f"/api/v1/files/tickets/{text}"
        answer = {"ticket": text, "path": path, "valid_s": VALID_S}
        return self.answer(TicketOutput(answer).data, 201)
