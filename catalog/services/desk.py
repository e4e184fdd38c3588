"""The desk of an officer who reviews goods: one in hand, several decided at once, and back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog import policies, selectors
from catalog.events import ProductsJudged
from catalog.models import Product, ProductLease, ProductUndo
from catalog.services.decision import CLAUSE, product_decide, require_free
from ledger import services as record
from livecompliance.kernel import clock, events, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, DomainError, Invalid, NotFound

LEASE = timedelta(minutes=3)  # the page begins them anew every minute
MOST = 100


class NothingToUndo(Conflict):
    """Nothing was decided within the time in which it can be taken back."""

    code = "nothing_to_undo"


class Pick(NamedTuple):
    """One of several goods, with the content that was seen."""

    product_id: UUID
    revision: int


class Done(NamedTuple):
    """What became of several goods: how many were decided, and what was refused, by name."""

    decided: int
    refused: list[tuple[str, str]]


@transaction.atomic
def product_take(*, actor: Actor, product_id: UUID) -> datetime:
    """Take goods in hand for three minutes, or begin these anew; what was in hand is free again.

    Returns:
        Until when.

    Raises:
        Forbidden: no officer. NotFound: no such product.
        ProductHeld: another officer has it in hand.
    """
    officer = policies.require_judge(actor)
    product = Product.objects.of(actor).select_for_update().filter(pk=product_id).first()
    if product is None:
        raise NotFound(_("没有这件商品。"))
    require_free(actor, product)
    until = clock.now() + LEASE
    rows = ProductLease.objects.of(actor)
    rows.filter(product=product).exclude(officer_id=officer).delete()  # it has run out
    held = {"product": product, "until": until}
    try:
        with transaction.atomic():
            rows.update_or_create(tenant_id=actor.tenant_id, officer_id=officer, defaults=held)
    except IntegrityError:  # the same officer in two windows at once: the other one was first
        rows.filter(officer_id=officer).update(**held)
    return until


@transaction.atomic
def products_decide(*, actor: Actor, picks: Sequence[Pick], is_allowed: bool, reason: str) -> Done:
    """Say the same of several goods, one reason for all; each that cannot be decided is named.

    All bear the same instant, and are taken back together.

    Raises:
        Forbidden: no officer. Invalid: none, or more than a hundred; no reason.

    Law: M-rules-and-catalogue
    """
    policies.require_judge(actor)
    wanted = list({one.product_id: one for one in picks}.values())
    if not 1 <= len(wanted) <= MOST:
        raise Invalid(_("请选择 1–100 件商品。"), field="product")
    now, decided, refused = clock.now(), 0, []
    names = {one.pk: one.title for one in selectors.products_named(actor, wanted_ids(wanted))}
    for one in sorted(wanted):
        try:
            with transaction.atomic():
                product_decide(
                    actor=actor,
                    product_id=one.product_id,
                    is_allowed=is_allowed,
                    reason=reason,
                    revision=one.revision,
                    at=now,
                )
            decided += 1
        except Invalid:
            raise
        except DomainError as fault:
            refused.append((names.get(one.product_id, ""), fault.message))
    return Done(decided, refused)


def wanted_ids(picks: Sequence[Pick]) -> list[UUID]:
    """Return which products are meant."""
    return [one.product_id for one in picks]


@transaction.atomic
def products_undo(*, actor: Actor) -> int:
    """Take back what the officer decided last, within the time that all undoing has.

    Returns:
        Of how many goods.

    Raises:
        Forbidden: no officer. NothingToUndo: it is too late, or somebody decided since.

    Law: M-rules-and-catalogue
    """
    policies.require_judge(actor)
    found = selectors.decisions_undoable(actor)
    ids = {one.product_id for one in found}
    products = {
        one.pk: one
        for one in Product.objects.of(actor).select_for_update().filter(pk__in=ids).order_by("pk")
    }
    back = [one for one in found if selectors.is_newest(actor, one)]
    if not back:
        raise NothingToUndo(_("没有可以撤销的决定，或者已经超过撤销时限。"))
    for one in back:
        product = products[one.product_id]
        ProductUndo.objects.create(tenant_id=actor.tenant_id, decision=one, undone_at=clock.now())
        product.stand(one.before)
        product.save(update_fields=["standing", "waiting_since"])
        record.entry_append(
            actor=actor,
            action="catalog.product_undone",
            subject=("product", product.pk),
            clause=CLAUSE,
            data={"decision": str(one.pk), "standing": one.before},
        )
    events.publish(ProductsJudged(actor, tuple(one.product_id for one in back)))
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    return len(back)
