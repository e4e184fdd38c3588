"""HTTP API of parties: registered, listed, read masked, changed, closed."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.services.persons import PersonShredded
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.api import Api, turned
from parties import policies, selectors, services
from parties.api.documents import GivenInput, given_of
from parties.models import Party
from parties.rules.duties import owed

READ = ("id", "kind", "roles", "external_id", "public_name", "occupation", "nationality",
        "commerce", "state", "state_at", "state_reason", "function", "function_at",
        "function_reason", "created_at")  # fmt: skip
SEALED = ("name", "mobile", "address")


@extend_schema_serializer(component_name="Party")
class PartyOutput(serializers.Serializer[Any]):
    """One party. What names it is masked: `name`, `mobile` and `address` never leave in clear.

    `is_minor`: under eighteen, on air only while a guardian agrees.
    """

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Party.Kind.choices)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Party.Role.choices))
    external_id = serializers.CharField(allow_blank=True)
    public_name = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    mobile = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    occupation = serializers.CharField(allow_blank=True)
    nationality = serializers.CharField()
    commerce = serializers.ChoiceField(choices=Party.Commerce.choices)
    duties = serializers.ListField(
        child=serializers.CharField(),
        help_text=_("依电子商务法身份、类型和角色承担的义务（条款编号）"),
    )
    is_minor = serializers.BooleanField()
    state = serializers.ChoiceField(choices=Party.State.choices)
    state_at = serializers.DateTimeField()
    state_reason = serializers.CharField(allow_blank=True)
    function = serializers.ChoiceField(choices=Party.Function.choices)
    function_at = serializers.DateTimeField(allow_null=True)
    function_reason = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()


class ParticularsInput(serializers.Serializer[Any]):
    """What is filed of a party (Order 117, Article 8); kept sealed."""

    name = serializers.CharField(max_length=120, required=False)
    mobile = serializers.CharField(max_length=40, required=False, allow_blank=True)
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)
    occupation = serializers.CharField(max_length=80, required=False, allow_blank=True)


@extend_schema_serializer(component_name="PartyRegister")
class RegisterInput(ParticularsInput):
    """Who comes. Sent again with the same `external_id` and document: the party that is there."""

    kind = serializers.ChoiceField(choices=Party.Kind.choices)
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=Party.Role.choices), min_length=1, max_length=3
    )
    public_name = serializers.CharField(max_length=120)
    name = serializers.CharField(max_length=120)
    external_id = serializers.CharField(max_length=80, default="", allow_blank=True)
    user_id = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text=_("此人在本平台的登录成员")
    )
    commerce = serializers.ChoiceField(choices=Party.Commerce.choices, default="none")
    nationality = serializers.RegexField(r"^[A-Z]{3}\Z", default="CHN")
    document = GivenInput(required=False, allow_null=True, default=None)


def particulars_of(data: Mapping[str, Any]) -> services.Particulars:
    """Return what was sent of the particulars; what was not sent stays as it is."""
    return services.Particulars(
        **{name: data.get(name) for name in (*SEALED, "occupation", "public_name")}
    )


def told(actor: Actor, parties: Iterable[Party]) -> list[dict[str, Any]]:
    """Return parties as answers tell them, masked; one query for all keys."""
    rows, today = list(parties), clock.today()
    masked = services.masked(actor, rows, SEALED)
    return [
        {
            **{name: getattr(one, name) for name in READ},
            **masked[one.pk],
            "duties": list(owed(one.kind, one.roles, one.commerce).clauses),
            "is_minor": one.minor_until is not None and today < one.minor_until,
        }
        for one in rows
    ]


def answered(actor: Actor, party: Party) -> Any:
    """Return one party as the body of an answer."""
    return PartyOutput(told(actor, [party])[0]).data


class PartiesApi(Api):
    """GET and POST /api/v1/parties -- who is registered, newest first; somebody new."""

    tag = "parties"
    scopes = {"GET": "parties.read", "POST": "parties.write"}
    refusals = {
        "POST": (services.PartyExists, services.DocumentTaken, services.DocumentFaulty,
                 services.TooYoung, services.Barred)
    }  # fmt: skip

    class Query(serializers.Serializer[Any]):
        role = serializers.ChoiceField(choices=Party.Role.choices, required=False)
        kind = serializers.ChoiceField(choices=Party.Kind.choices, required=False)
        state = serializers.ChoiceField(choices=Party.State.choices, required=False)
        function = serializers.ChoiceField(choices=Party.Function.choices, required=False)
        external_id = serializers.CharField(
            max_length=80, required=False, help_text=_("平台自己的编号")
        )
        after = serializers.UUIDField(required=False, help_text=_("上一页最后一个主体的编号"))
        limit = serializers.IntegerField(min_value=1, max_value=200, default=50)

    @extend_schema_serializer(component_name="PartyPage")
    class Page(serializers.Serializer[Any]):
        parties = PartyOutput(many=True)
        next = serializers.UUIDField(allow_null=True)

    @extend_schema(
        operation_id="party_list",
        summary=_("列出主体：运营者、营销人员、服务机构"),
        parameters=[Query],
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        wanted = self.asked(request)
        limit, after = wanted.pop("limit"), wanted.pop("after", None)
        rows = selectors.party_page(self.actor, wanted, after, limit + 1)
        found, following = turned(rows, limit)
        return self.answer(self.Page({"parties": told(self.actor, found), "next": following}).data)

    @extend_schema(
        operation_id="party_register",
        summary=_("登记主体：身份资料加密存放，未满 16 周岁或在名单上的不予登记"),
        request=RegisterInput,
        responses={201: PartyOutput},
    )
    def post(self, request: Request) -> Response:
        given = RegisterInput(data=request.data)
        given.is_valid(raise_exception=True)
        party = services.party_register(actor=self.actor, who=self._who(given.validated_data))
        return self.answer(answered(self.actor, party), 201)

    def _who(self, data: Mapping[str, Any]) -> services.Newcomer:
        plain = ("kind", "roles", "public_name", "external_id", "commerce", "nationality")
        is_other = policies.can_register(self.actor)
        return services.Newcomer(
            **{name: data[name] for name in plain},
            user_id=data["user_id"] if is_other else self.actor.user_id,
            particulars=particulars_of(data),
            papers=given_of(data["document"]) if data["document"] else None,
        )


class PartyApi(Api):
    """GET and POST /api/v1/parties/{party_id} -- one party, masked; change what is filed."""

    tag = "parties"
    scopes = {"GET": "parties.read", "POST": "parties.write"}
    refusals = {"POST": (services.PartyClosed, PersonShredded)}

    @extend_schema_serializer(component_name="PartyChange")
    class Input(ParticularsInput):
        """What is not sent stays as it is; a new name has the identity verified anew."""

        public_name = serializers.CharField(max_length=120, required=False)

    @extend_schema(
        operation_id="party_read", summary=_("读取一个主体"), responses={200: PartyOutput}
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        return self.answer(answered(self.actor, selectors.party_get(self.actor, party_id)))

    @extend_schema(
        operation_id="party_change",
        summary=_("修改主体资料"),
        request=Input,
        responses={200: PartyOutput},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        party = services.party_change(
            actor=self.actor, party_id=party_id, particulars=particulars_of(self.input(request))
        )
        return self.answer(answered(self.actor, party))


class PartyRolesApi(Api):
    """POST /api/v1/parties/{party_id}/roles -- a party becomes something more."""

    tag = "parties"
    scope = "parties.write"
    refusals = {"POST": (services.PartyClosed,)}

    @extend_schema_serializer(component_name="PartyRole")
    class Input(serializers.Serializer[Any]):
        role = serializers.ChoiceField(choices=Party.Role.choices)

    @extend_schema(
        operation_id="party_role_add",
        summary=_("增加一种身份"),
        request=Input,
        responses={200: PartyOutput},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        role = self.input(request)["role"]
        party = services.party_role_add(actor=self.actor, party_id=party_id, role=role)
        return self.answer(answered(self.actor, party))


class PartyFunctionApi(Api):
    """POST /api/v1/parties/{party_id}/function -- open, suspend, resume or cancel it."""

    tag = "parties"
    scope = "parties.write"
    refusals = {"POST": (services.FunctionNotReady, services.FunctionState, services.PartyClosed)}

    @extend_schema_serializer(component_name="PartyFunction")
    class Input(serializers.Serializer[Any]):
        """`reason` is asked for by all but `open`."""

        act = serializers.ChoiceField(choices=["open", "suspend", "resume", "cancel"])
        reason = serializers.CharField(max_length=200, default="", allow_blank=True)

    @extend_schema(
        operation_id="party_function",
        summary=_("开通、暂停、恢复或取消直播营销功能；未具备条件时逐项说明缺什么、依据和怎样补正"),
        request=Input,
        responses={200: PartyOutput},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        given = self.input(request)
        party = services.function_act(
            actor=self.actor, party_id=party_id, act=given["act"], reason=given["reason"]
        )
        return self.answer(answered(self.actor, party))


class PartyCloseApi(Api):
    """POST /api/v1/parties/{party_id}/close -- a party leaves; twice is once."""

    tag = "parties"
    scope = "parties.write"

    @extend_schema_serializer(component_name="PartyClose")
    class Input(serializers.Serializer[Any]):
        reason = serializers.CharField(max_length=200)

    @extend_schema(
        operation_id="party_close",
        summary=_("注销主体"),
        request=Input,
        responses={200: PartyOutput},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        reason = self.input(request)["reason"]
        party = services.party_close(actor=self.actor, party_id=party_id, reason=reason)
        return self.answer(answered(self.actor, party))
