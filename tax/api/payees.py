"""HTTP API of payees and payments: brought row by row, each answered; and listed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from livecompliance.kernel.api import Api
from livecompliance.kernel.exceptions import Invalid
from tax import policies, selectors, services
from tax.models import Payee, Payment
from tax.selectors import words
from tax.services import deduction as deduction_service
from tax.services import payee as payee_service
from tax.services import payment as payment_service

LABOURS = Payee.Labour.choices
KINDS, INCOMES = Payee.Kind.choices, Payment.Kind.choices
INFO_STATES = [(one, one) for one in words.INFO_STATES]
RESULTS = [(one, one) for one in ("added", "changed", "same", "faulty")]
PAGE = 200
SORTS = [*Payee.Kind.values, "platform"]


class PayeeOutput(serializers.Serializer[Any]):
    """A payee; what names him is given back masked."""

    id = serializers.UUIDField()
    external_id = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    name = serializers.CharField(allow_blank=True)
    number = serializers.CharField(allow_blank=True)
    code = serializers.CharField(allow_blank=True)
    shop_name = serializers.CharField(allow_blank=True)
    shops = serializers.ListField(child=serializers.CharField())
    agency = serializers.UUIDField(source="agency_id", allow_null=True)
    party = serializers.UUIDField(source="party_id", allow_null=True)
    is_resident = serializers.BooleanField()
    is_employee = serializers.BooleanField()
    is_agency = serializers.BooleanField()
    is_platform = serializers.BooleanField()
    labour = serializers.ChoiceField(choices=LABOURS, allow_blank=True)
    consent_on = serializers.DateField(allow_null=True)
    registered_on = serializers.DateField(allow_null=True)
    info_state = serializers.ChoiceField(choices=INFO_STATES)
    changed_at = serializers.DateTimeField()

    def to_representation(self, instance: Payee) -> Any:
        hidden = self.context["masked"][instance.pk]
        info_state, _reported_on = self.context["reported"][instance.pk]
        told = ("name", "number", "info_state")
        plain = {name: field for name, field in self.fields.items() if name not in told}
        shown = {
            name: field.to_representation(value)
            if (value := field.get_attribute(instance)) is not None
            else None
            for name, field in plain.items()
        }
        return shown | {
            "name": hidden["name"], "number": hidden["number"], "info_state": info_state,
        }  # fmt: skip


@extend_schema_serializer(component_name="BroughtResult")
class ResultOutput(serializers.Serializer[Any]):
    """What came of one row: added, changed, same; or faulty, with why."""

    external_id = serializers.CharField(allow_blank=True)
    result = serializers.ChoiceField(choices=RESULTS)
    id = serializers.UUIDField(allow_null=True)
    code = serializers.CharField(allow_blank=True)
    field = serializers.CharField(allow_blank=True)
    said = serializers.CharField(allow_blank=True)


@extend_schema_serializer(component_name="BroughtResults")
class ResultsOutput(serializers.Serializer[Any]):
    """One answer for each row, in their order."""

    results = ResultOutput(many=True)


def results(found: Sequence[services.Outcome]) -> dict[str, Any]:
    """Return what is answered to a batch."""
    return {"results": [_result(one) for one in found]}


def _result(one: services.Outcome) -> dict[str, Any]:
    fault = one.fault
    return {
        "external_id": one.external_id,
        "result": one.result,
        "id": one.id,
        "code": fault.code if fault else "",
        "field": fault.field if fault else "",
        "said": words.said(fault),
    }


class PayeesApi(Api):
    """GET and POST /api/v1/payees -- who is paid; bring some, or what changed of them."""

    tag = "tax"
    scopes = {"GET": "tax.read", "POST": "tax.write"}

    @extend_schema_serializer(component_name="PayeesBrought")
    class Input(serializers.Serializer[Any]):
        items = serializers.ListField(
            child=serializers.DictField(), min_length=1, max_length=payee_service.MOST
        )

    @extend_schema(
        operation_id="payees_list",
        summary=_("列出收款人"),
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, description=_("编号、店铺或统一社会信用代码")),
            OpenApiParameter("kind", OpenApiTypes.STR, enum=SORTS),
            OpenApiParameter("after", OpenApiTypes.UUID, description=_("从这一个之后继续")),
        ],
        responses={200: PayeeOutput(many=True)},
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params
        kind = asked.get("kind", "")
        if kind and kind not in SORTS:
            raise Invalid(str(_("没有这种收款人。")), field="kind")
        rows = selectors.payee_page(
            self.actor, asked.get("q", ""), kind, after=_after(asked.get("after", "")), most=PAGE
        )
        shown = {
            "masked": selectors.payees_masked(self.actor, rows),
            "reported": selectors.reported_of(self.actor, rows),
        }
        return self.answer(PayeeOutput(rows, many=True, context=shown).data)

    @extend_schema(
        operation_id="payees_bring",
        summary=_("登记或变更收款人"),
        request=Input,
        responses={200: ResultsOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_bring(self.actor)
        items = self.input(request)["items"]
        return self.answer(results(services.payees_bring(actor=self.actor, items=items)))


def _after(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Invalid(str(_("没有这个编号。")), field="after") from None


class PaymentsApi(Api):
    """POST /api/v1/payments -- book payments and refunds, each once."""

    tag = "tax"
    scope = "tax.write"

    @extend_schema_serializer(component_name="PaymentsBrought")
    class Input(serializers.Serializer[Any]):
        items = serializers.ListField(
            child=serializers.DictField(), min_length=1, max_length=payment_service.MOST
        )

    @extend_schema(
        operation_id="payments_bring",
        summary=_("登记支付与退款"),
        request=Input,
        responses={200: ResultsOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_bring(self.actor)
        items = self.input(request)["items"]
        return self.answer(results(services.payments_bring(actor=self.actor, items=items)))


class DeductionsApi(Api):
    """POST /api/v1/payee-deductions -- what employees deduct from their wages, month by month."""

    tag = "tax"
    scope = "tax.write"

    @extend_schema_serializer(component_name="DeductionsBrought")
    class Input(serializers.Serializer[Any]):
        items = serializers.ListField(
            child=serializers.DictField(), min_length=1, max_length=deduction_service.MOST
        )

    @extend_schema(
        operation_id="deductions_bring",
        summary=_("登记雇员的扣除"),
        request=Input,
        responses={200: ResultsOutput},
    )
    def post(self, request: Request) -> Response:
        policies.require_bring(self.actor)
        items = self.input(request)["items"]
        return self.answer(results(services.deductions_bring(actor=self.actor, items=items)))
