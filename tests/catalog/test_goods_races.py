"""Goods and selections at once: one product of one number, one last word, one offer of a room."""

import pytest
from django.db import transaction

from catalog import services
from catalog.models import Offer, Product, ProductDecision, ProductVerdict
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.catalog.conftest import GUN, LIQUOR, TEA, stored
from tests.catalog.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def rows(owner, model):
    with acting(system_actor(owner.pk)), transaction.atomic():
        return list(model.objects.order_by("id"))


def people(owner, count=6):
    return [builders.person(owner, f"officer-{n}", "officer") for n in range(count)]


def test_goods_that_many_hand_in_at_once_in_any_order_are_one_product_each(harbour, lin):
    stored(lin, TEA)  # what a process remembers, it remembers now
    crowd, items = people(harbour), [TEA, LIQUOR, GUN]

    def store(actor):
        turn = int(str(actor.user_id)[-1], 16) % 3
        found = services.products_check(
            actor=actor, items=items[turn:] + items[:turn], is_kept=True
        )
        return sorted(str(one.product.pk) for one in found.answers if one.product)

    said = at_once(crowd, store)

    assert {one.external_id for one in rows(harbour, Product)} == {"sku-1", "sku-2", "sku-3"}
    assert {tuple(one) for one in said} == {
        tuple(sorted(str(one.pk) for one in rows(harbour, Product)))
    }
    verdicts = rows(harbour, ProductVerdict)
    assert {one.product_id for one in verdicts} == {one.pk for one in rows(harbour, Product)}


def test_of_officers_who_let_pass_what_is_listed_at_once_one_is_first_and_one_is_last(harbour, lin):
    (gun,) = stored(lin, GUN)
    said = at_once(
        people(harbour),
        lambda actor: str(
            services.product_decide(
                actor=actor, product_id=gun.pk, is_allowed=True, reason="展品模型", revision=1
            ).standing
        ),
    )

    assert sorted(map(str, said)) == [*["already_stands"] * 4, "approved", "waiting"]
    assert [one.is_final for one in rows(harbour, ProductDecision)] == [False, True]


def test_a_room_that_many_offer_one_product_in_has_one_offer(harbour, lin, tea_room):
    stored(lin, TEA)
    wish = services.Wish("sku-1")
    said = at_once(
        people(harbour),
        lambda actor: str(services.offer_propose(actor=actor, room_id=tea_room.pk, wish=wish).pk),
    )

    assert len(set(said)) == len(rows(harbour, Offer)) == 1
