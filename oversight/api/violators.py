"""HTTP API of authorities' lists of serious violators: entries, one more, one off, a table."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import NotFound
from oversight.models import Violator, ViolatorList
from oversight.rules.violators import Listed
from oversight.selectors import violator as asks
from oversight.services import violator as services
from oversight.services import violator_import as imports

MOST = 200
LIFTS = [("removed", "列入机关移出"), ("mistaken", "登记有误")]


@extend_schema_serializer(component_name="Violator")
class ViolatorOutput(serializers.Serializer[Violator]):
    """One entry of an authority's list. It ends with `until`, or when it is lifted."""

    id = serializers.UUIDField()
    list_name = serializers.CharField()
    effect = serializers.ChoiceField(choices=ViolatorList.Effect.choices)
    authority = serializers.CharField()
    uscc = serializers.CharField()
    name = serializers.CharField()
    basis = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True)
    lifted_at = serializers.DateTimeField(allow_null=True)
    lifted_why = serializers.ChoiceField(choices=Violator.Lifted.choices, allow_blank=True)


@extend_schema_serializer(component_name="ViolatorList")
class ListOutput(serializers.Serializer[ViolatorList]):
    """One list as it was taken in; `fault_file` holds the rows that were not."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    effect = serializers.ChoiceField(choices=ViolatorList.Effect.choices)
    is_whole = serializers.BooleanField()
    rows = serializers.IntegerField()
    added = serializers.IntegerField()
    lifted = serializers.IntegerField()
    faults = serializers.IntegerField()
    fault_file = serializers.UUIDField(allow_null=True)
    at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True)


class ViolatorsApi(Api):
    """GET and POST /api/v1/violators -- whom authorities list; one entry more."""

    tag = "violators"
    scopes = {"GET": "parties.read", "POST": "parties.write"}
    refusals = {"POST": (services.ViolatorKnown,)}

    class Query(serializers.Serializer[Any]):
        is_standing = serializers.BooleanField(default=True)
        q = serializers.CharField(max_length=100, default="", allow_blank=True)

    @extend_schema_serializer(component_name="ViolatorPage")
    class Page(serializers.Serializer[Any]):
        violators = ViolatorOutput(many=True)

    @extend_schema_serializer(component_name="ViolatorEntry")
    class Input(serializers.Serializer[Any]):
        list = serializers.CharField(max_length=120)
        effect = serializers.ChoiceField(choices=ViolatorList.Effect.choices)
        authority = serializers.CharField(max_length=120)
        uscc = serializers.CharField(max_length=40)
        name = serializers.CharField(max_length=200)
        basis = serializers.CharField(max_length=300)
        number = serializers.CharField(max_length=60, default="", allow_blank=True)
        since = serializers.DateField()
        until = serializers.DateField(default=None, allow_null=True)

    @extend_schema(
        operation_id="violator_list",
        summary=_("列出严重违法名单的条目"),
        parameters=[Query],
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(request)
        rows = asks.violator_list(self.actor, is_standing=asked["is_standing"], wanted=asked["q"])
        return self.answer(self.Page({"violators": rows[:MOST]}).data)

    @extend_schema(
        operation_id="violator_add",
        summary=_("登记严重违法名单的一条"),
        request=Input,
        responses={201: ViolatorOutput},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        name, effect = given.pop("list"), given.pop("effect")
        row = services.violator_add(
            actor=self.actor, listed=Listed(**given), name=name, effect=effect
        )
        return self.answer(ViolatorOutput(row).data, 201)


class ViolatorLiftApi(Api):
    """POST /api/v1/violators/{violator_id}/lift -- take an entry off, and what it barred."""

    tag = "violators"
    scope = "parties.write"

    @extend_schema_serializer(component_name="ViolatorLift")
    class Input(serializers.Serializer[Any]):
        why = serializers.ChoiceField(choices=LIFTS)
        note = serializers.CharField(max_length=200)

    @extend_schema(
        operation_id="violator_lift",
        summary=_("把一条移出严重违法名单，限制一并解除"),
        request=Input,
        responses={200: ViolatorOutput},
    )
    def post(self, request: Request, violator_id: UUID) -> Response:
        row = services.violator_lift(
            actor=self.actor, violator_id=violator_id, **self.input(request)
        )
        return self.answer(ViolatorOutput(row).data)


class ViolatorListsApi(Api):
    """GET and POST /api/v1/violator-lists -- lists as they came; a table to be taken in."""

    tag = "violators"
    scopes = {"GET": "parties.read", "POST": "parties.write"}
    refusals = {"POST": (NotFound,)}

    @extend_schema_serializer(component_name="ViolatorListPage")
    class Page(serializers.Serializer[Any]):
        lists = ListOutput(many=True)

    @extend_schema_serializer(component_name="ViolatorImport")
    class Input(serializers.Serializer[Any]):
        """`file`: stored before by the same caller. `is_whole`: who is missing was taken off."""

        file = serializers.UUIDField()
        name = serializers.CharField(max_length=120)
        effect = serializers.ChoiceField(choices=ViolatorList.Effect.choices)
        is_whole = serializers.BooleanField(default=False)

    @extend_schema(
        operation_id="violator_list_list",
        summary=_("列出导入过的严重违法名单"),
        responses={200: Page},
    )
    def get(self, request: Request) -> Response:
        return self.answer(self.Page({"lists": asks.lists_of(self.actor)[:MOST]}).data)

    @extend_schema(
        operation_id="violator_list_import",
        summary=_("导入一份严重违法名单（CSV 或 Excel）"),
        request=Input,
        responses={201: ListOutput},
    )
    def post(self, request: Request) -> Response:
        given = self.input(request)
        made = imports.violators_import(actor=self.actor, file_id=given.pop("file"), **given)
        return self.answer(ListOutput(made).data, 201)
