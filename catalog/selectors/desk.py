"""Who has which goods in hand, what comes next, and what can still be taken back."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from accounts import selectors as accounts
from accounts.managers import TenantQuerySet
from catalog.models import Product, ProductDecision, ProductLease, ProductVerdict
from catalog.selectors.product import products_waiting
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor

UNDO_SETTING, UNDO_S = "undo_window_s", 10


def lease_of(actor: Actor, product_id: UUID) -> ProductLease | None:
    """Return who has goods in hand now; None where nobody has."""
    rows = ProductLease.objects.of(actor).filter(product_id=product_id, until__gt=clock.now())
    return rows.select_related("officer").first()


def products_free(actor: Actor) -> TenantQuerySet[Product]:
    """Return goods that wait and that no other officer has in hand, the oldest first."""
    held = ProductLease.objects.of(actor).filter(product=OuterRef("pk"), until__gt=clock.now())
    if actor.user_id is not None:
        held = held.exclude(officer_id=actor.user_id)
    return products_waiting(actor).filter(~Exists(held))


def products_named(actor: Actor, ids: Collection[UUID]) -> list[Product]:
    """Return goods by their ids, in order."""
    return list(Product.objects.of(actor).filter(pk__in=ids).order_by("pk"))


def undo_s(actor: Actor) -> int:
    """Return for how many seconds a decision can be taken back: as long as any other."""
    return accounts.policy_of(actor, UNDO_SETTING, UNDO_S)


def decisions_undoable(actor: Actor) -> list[ProductDecision]:
    """Return what the actor decided last and can still take back; all of one act."""
    since = clock.now() - timedelta(seconds=undo_s(actor))
    own = ProductDecision.objects.of(actor).filter(
        decided_by=actor.user_id, decided_at__gt=since, undo__isnull=True
    )
    last = own.order_by("-decided_at").values_list("decided_at", flat=True).first()
    if last is None:
        return []
    return list(own.filter(decided_at=last).select_related("product").order_by("product_id"))


def is_newest(actor: Actor, decision: ProductDecision) -> bool:
    """Tell whether nothing was judged or decided of the goods since."""
    rows = ProductDecision.objects.of(actor).filter(product=decision.product_id)
    newest = rows.filter(undo__isnull=True).order_by("-pk").values_list("pk", flat=True).first()
    verdicts = ProductVerdict.objects.of(actor).filter(product=decision.product_id)
    judged = verdicts.order_by("-pk").values_list("pk", flat=True).first()
    return (newest, judged) == (decision.pk, decision.verdict_id)
