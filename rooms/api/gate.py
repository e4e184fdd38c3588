"""HTTP API of the gate: may this broadcast begin, may these join it, and if not, why."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel import gate, law
from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Forbidden
from rooms import services
from rooms.models import Admission, Session
from rooms.services.cast import NotOnAir

PROBLEM = "application/problem+json"


class ReasonOutput(serializers.Serializer[Any]):
    """One reason against: what it is, by which clause, about whom, and what would cure it."""

    code = serializers.CharField()
    clause = serializers.CharField()
    citation = serializers.CharField()
    party = serializers.UUIDField(allow_null=True)
    message = serializers.CharField()
    cure = serializers.CharField()
    retry_after = serializers.IntegerField(allow_null=True)
    details = serializers.DictField()


class AdmissionOutput(serializers.Serializer[Any]):
    """What the gate answered. One that is not enforced lets the broadcast begin, as a breach."""

    id = serializers.UUIDField()
    decision = serializers.ChoiceField(choices=["allow", "deny"])
    is_enforced = serializers.BooleanField()
    asked_at = serializers.DateTimeField()
    operator = serializers.UUIDField(allow_null=True)
    marketers = serializers.ListField(child=serializers.UUIDField())
    unknown = serializers.ListField(child=serializers.CharField())
    reasons = ReasonOutput(many=True)


class GateDenied(Forbidden):
    """What the answer of a denied broadcast is called; it is kept, so nothing raises it."""

    code = "gate_denied"


class GateProblem(serializers.Serializer[Any]):
    """The problem document of a broadcast that was denied, with every reason."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    clause = serializers.CharField(allow_null=True)
    decision = serializers.ChoiceField(choices=["deny"])
    reasons = ReasonOutput(many=True)
    admission = serializers.UUIDField()
    retry_after = serializers.IntegerField(required=False)


class GateSessionOutput(serializers.Serializer[Any]):
    """One broadcast, and what the gate said when it began (null: it was on air before)."""

    id = serializers.UUIDField()
    room_id = serializers.UUIDField()
    form = serializers.ChoiceField(choices=Session.Form.choices)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    is_admitted = serializers.BooleanField()
    admission = AdmissionOutput(allow_null=True)


@extend_schema_serializer(component_name="SessionStart")
class WishInput(serializers.Serializer[Any]):
    """What is to go on air.

    `marketers`: ids of parties, or the platform's own numbers of them. `functions`: what of the
    platform's is used in it (`lottery`, `co_stream` …), as far as the operator's tier gives it.
    """

    form = serializers.ChoiceField(choices=Session.Form.choices, default=Session.Form.VIDEO)
    marketers = serializers.ListField(
        child=serializers.CharField(max_length=80), max_length=50, default=list
    )
    is_virtual_image = serializers.BooleanField(default=False)
    virtual_hosts = serializers.ListField(
        child=serializers.UUIDField(), max_length=10, default=list
    )
    technologies = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=20, default=list
    )
    functions = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=20, default=list
    )


def wish_of(data: Mapping[str, Any]) -> services.Wish:
    """Return a validated body as the wish it is."""
    lists = ("marketers", "virtual_hosts", "technologies", "functions")
    return services.Wish(
        form=data["form"],
        is_virtual_image=data["is_virtual_image"],
        **{name: tuple(data[name]) for name in lists},
    )


def told(admission: Admission) -> dict[str, Any]:
    """Return an answer of the gate in words, in the language of the request."""
    return {
        "id": admission.pk,
        "decision": "allow" if admission.is_allowed else "deny",
        "is_enforced": admission.is_enforced,
        "asked_at": admission.asked_at,
        "operator": admission.cast["operator"],
        "marketers": admission.cast["marketers"],
        "unknown": admission.cast["unknown"],
        "reasons": [_reason(one) for one in admission.reasons],
    }


def _reason(kept: Mapping[str, Any]) -> dict[str, Any]:
    said = gate.said(gate.Reason(kept["code"], kept["clause"], data=kept["data"]))
    known = kept["clause"] in law.register()
    return {
        "code": kept["code"],
        "clause": kept["clause"],
        "citation": law.citation(law.clause(kept["clause"]), "zh") if known else "",
        "party": kept.get("party"),
        "retry_after": kept.get("retry_after"),
        "details": kept["data"],
        **said,
    }


def denied(admission: Admission) -> Response:
    """Answer that a broadcast may not begin. The answer is kept, so nothing is raised."""
    shown = told(admission)
    first = shown["reasons"][0]
    waits = [one["retry_after"] for one in shown["reasons"] if one["retry_after"]]
    body = {
        "type": "about:blank",
        "title": HTTPStatus.FORBIDDEN.phrase,
        "status": int(HTTPStatus.FORBIDDEN),
        "detail": _("不予开播：%(why)s") % {"why": first["message"]},
        "code": GateDenied.code,
        "clause": first["clause"],
        "decision": "deny",
        "reasons": shown["reasons"],
        "admission": str(admission.pk),
    }
    headers = {"Retry-After": str(max(waits))} if waits else {}
    if waits:
        body["retry_after"] = max(waits)
    return Response(body, HTTPStatus.FORBIDDEN, headers=headers, content_type=PROBLEM)


def session_fields(session: Session | None) -> dict[str, Any]:
    """Return what an answer tells of a broadcast."""
    names = ("id", "room_id", "form", "started_at", "ended_at", "is_admitted")
    return {name: getattr(session, name) for name in names}


class SessionStartApi(Api):
    """POST /api/v1/rooms/{room_id}/sessions -- go live; the one on air when there is one."""

    tag = "sessions"
    scope = "rooms.write"
    refusals = {"POST": (GateDenied,)}
    Input = WishInput

    @extend_schema(
        operation_id="session_start",
        summary=gettext_lazy("开播：通过准入检查才会开始"),
        request=WishInput,
        responses={201: GateSessionOutput, (403, PROBLEM): GateProblem},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        wish = wish_of(self.input(request))
        start = services.session_start(actor=self.actor, room_id=room_id, wish=wish)
        if start.session is None and start.admission is not None:
            return denied(start.admission)
        shown = told(start.admission) if start.admission else None
        found = {**session_fields(start.session), "admission": shown}
        return self.answer(GateSessionOutput(found).data, 201)


class GateTryApi(Api):
    """POST /api/v1/rooms/{room_id}/gate -- what would the gate say; nothing begins."""

    tag = "sessions"
    scope = "rooms.write"
    Input = WishInput

    @extend_schema(
        operation_id="gate_try",
        summary=gettext_lazy("试查准入：不开播，只回答能否开播、为什么、怎样补正"),
        request=WishInput,
        responses={200: AdmissionOutput},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        wish = wish_of(self.input(request))
        admission = services.admission_try(actor=self.actor, room_id=room_id, wish=wish)
        return self.answer(AdmissionOutput(told(admission)).data)


class CastApi(Api):
    """POST /api/v1/sessions/{session_id}/cast -- who joins and who leaves a broadcast on air."""

    tag = "sessions"
    scope = "rooms.write"
    refusals = {"POST": (GateDenied, NotOnAir)}

    @extend_schema_serializer(component_name="CastChange")
    class Input(serializers.Serializer[Any]):
        join = serializers.ListField(
            child=serializers.CharField(max_length=80), max_length=50, default=list
        )
        leave = serializers.ListField(
            child=serializers.CharField(max_length=80), max_length=50, default=list
        )

    @extend_schema(
        operation_id="cast_change",
        summary=gettext_lazy("变更出镜人员：加入的人须先通过准入检查"),
        request=Input,
        responses={200: AdmissionOutput, (403, PROBLEM): GateProblem},
    )
    def post(self, request: Request, session_id: UUID) -> Response:
        given = self.input(request)
        admission = services.cast_change(
            actor=self.actor, session_id=session_id, joining=given["join"], leaving=given["leave"]
        )
        if not admission.is_allowed and admission.is_enforced:
            return denied(admission)
        return self.answer(AdmissionOutput(told(admission)).data)
