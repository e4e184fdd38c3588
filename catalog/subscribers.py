"""On what is announced: offers follow their goods, broadcasts keep what they sell and of whom."""

from catalog import services
from catalog.events import GoodsTurned, ProductsJudged
from livecompliance.kernel import events
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from rooms.events import SessionDestroyed, SessionEnded, SessionStarted


def on_judged(event: ProductsJudged) -> None:
    """What was judged or decided of a product settles its offers."""
    services.offers_settle(actor=event.actor, product_ids=event.product_ids)


def on_turned(event: GoodsTurned) -> None:
    """Look once more at what began as papers, suppliers or recalls turned against its goods."""
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.goods_look_again(
            actor=product,
            suppliers=event.suppliers,
            brands=event.brands,
            recalls=event.recalls,
        )


def on_started(event: SessionStarted) -> None:
    product = system_actor(event.actor.tenant_id)  # whoever begins a broadcast need not see goods
    with acting(product):
        services.offers_pin(actor=product, session_id=event.session_id)


def on_ended(event: SessionEnded) -> None:
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.sellers_keep(actor=product, session_id=event.session_id)


def on_destroyed(event: SessionDestroyed) -> None:
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.snapshots_destroy(actor=product, session_id=event.session_id)
        services.statements_destroy(actor=product, session_id=event.session_id)


events.subscribe(GoodsTurned, on_turned)
events.subscribe(ProductsJudged, on_judged)
events.subscribe(SessionStarted, on_started)
events.subscribe(SessionEnded, on_ended)
events.subscribe(SessionDestroyed, on_destroyed)
