"""HTTP API of operators' cards: what is published, what is told anew, what an officer decides."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import selectors as accounts
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.api import Api
from parties import selectors, services
from parties.models import Card, Party
from parties.rules import cards


class LicenceOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    issuer = serializers.CharField(allow_blank=True)


class SaidOutput(serializers.Serializer[Any]):
    """What a card says; only what its kind of operator must publish stands in it."""

    name = serializers.CharField(required=False)
    keeper = serializers.CharField(required=False)
    code = serializers.CharField(required=False)
    address = serializers.CharField(required=False)
    contact = serializers.CharField(required=False)
    composition = serializers.ChoiceField(
        choices=Card.Composition.choices, required=False, allow_blank=True
    )
    licences = LicenceOutput(many=True, required=False)
    agencies = serializers.ListField(child=serializers.CharField(), required=False)


@extend_schema_serializer(component_name="CardVersion")
class VersionOutput(serializers.Serializer[Any]):
    """One version. `says` is in clear once it is published, for then everybody may read it; until
    then what names or reaches a person is masked. `missing`: what the clause asks for besides.
    """

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Card.State.choices)
    says = SaidOutput()
    sources = serializers.DictField(child=serializers.ChoiceField(choices=["filed", "given"]))
    missing = serializers.ListField(child=serializers.CharField())
    changed_on = serializers.DateField()
    given_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


class LinkOutput(serializers.Serializer[Any]):
    """The link that Order 117, Article 25 lets stand for the words, and what to call it."""

    path = serializers.CharField()
    zh = serializers.CharField()
    en = serializers.CharField()


def version_told(actor: Actor, card: Card | None) -> dict[str, Any] | None:
    """Return one version as answers tell it."""
    if card is None:
        return None
    values = services.card_opened(actor, card)
    filled = {name: said for name, said in values.items() if said or isinstance(said, list)}
    is_open = card.state == Card.State.PUBLISHED
    plain = ("id", "number", "state", "sources", "changed_on", "given_at", "decided_at",
             "published_at", "reason")  # fmt: skip
    return {
        **{name: getattr(card, name) for name in plain},
        "says": filled if is_open else services.card_masked(card.kind, filled),
        "missing": cards.missing(card.kind, [name for name, said in values.items() if said]),
    }


class PartyCardApi(Api):
    """GET and POST /api/v1/parties/{party_id}/card -- what an operator publishes; tell it anew."""

    tag = "parties"
    scopes = {"GET": "parties.read", "POST": "parties.write"}
    refusals = {"POST": (services.PartyClosed, services.CardUnchanged)}

    @extend_schema_serializer(component_name="PartyCard")
    class Page(serializers.Serializer[Any]):
        """`shows`: what this kind of operator must publish, by `clause`. `link`: only while a
        version is published.
        """

        party_id = serializers.UUIDField()
        kind = serializers.ChoiceField(choices=Party.Kind.choices)
        clause = serializers.CharField()
        shows = serializers.ListField(child=serializers.CharField())
        published = VersionOutput(allow_null=True)
        waiting = VersionOutput(allow_null=True)
        link = LinkOutput(allow_null=True)

    @extend_schema_serializer(component_name="CardSubmit")
    class Input(serializers.Serializer[Any]):
        """What is on file (name, code, licences, agencies) is taken from there and never sent.

        `address`: domicile, place of business or actual business address, by kind; `contact`: of a
        natural person; `keeper` and `composition`: of an individual business. What is not sent
        stays as it was.
        """

        address = serializers.CharField(max_length=200, required=False)
        contact = serializers.CharField(max_length=80, required=False)
        keeper = serializers.CharField(max_length=120, required=False)
        composition = serializers.ChoiceField(choices=Card.Composition.choices, required=False)
        changed_on = serializers.DateField(required=False)

    @extend_schema(
        operation_id="party_card",
        summary=_("读取运营者公示的营业信息：须公示的项目、现行版本、待审核版本、公示页链接"),
        responses={200: Page},
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        party = selectors.party_get(self.actor, party_id)
        there = selectors.card_versions(self.actor, party.pk)
        shown = {
            "party_id": party.pk,
            "kind": party.kind,
            "clause": cards.clause_of(party.kind),
            "shows": cards.names_of(party.kind),
            "published": version_told(self.actor, there.published),
            "waiting": version_told(self.actor, there.waiting),
            "link": self._link(party.pk) if there.published else None,
        }
        return self.answer(self.Page(shown).data)

    def _link(self, party_id: UUID) -> dict[str, str]:
        slug = accounts.tenant_get(self.actor).slug
        path = reverse("public-operator", args=[slug, party_id])
        return {"path": path, "zh": "营业信息", "en": "Business information"}

    @extend_schema(
        operation_id="card_submit",
        summary=_("报送营业信息或其变更：三个工作日内报送，由合规专员核验后公示"),
        request=Input,
        responses={201: VersionOutput},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        told = services.Told(**self.input(request))
        card = services.card_submit(actor=self.actor, party_id=party_id, told=told)
        return self.answer(VersionOutput(version_told(self.actor, card)).data, 201)


class CardDecideApi(Api):
    """POST /api/v1/cards/{card_id}/decide -- an officer publishes a version or sends it back."""

    tag = "parties"
    scope = "parties.write"
    refusals = {"POST": (services.CardDecided, services.CardIncomplete, services.PartyClosed)}

    @extend_schema_serializer(component_name="CardDecide")
    class Input(serializers.Serializer[Any]):
        """`reason` is asked for by a refusal."""

        is_approved = serializers.BooleanField()
        reason = serializers.CharField(max_length=200, default="", allow_blank=True)

    @extend_schema(
        operation_id="card_decide",
        summary=_("核验营业信息：公示或退回，只有合规专员可以作出"),
        request=Input,
        responses={200: VersionOutput},
    )
    def post(self, request: Request, card_id: UUID) -> Response:
        card = services.card_decide(actor=self.actor, card_id=card_id, **self.input(request))
        return self.answer(VersionOutput(version_told(self.actor, card)).data)
