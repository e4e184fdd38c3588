"""Requests of consumers that wait for the merchant of the demo."""

from typing import Any
from uuid import UUID

from catalog import selectors as goods
from complaints import selectors, services
from livecompliance.demo import resolved
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from rooms import selectors as rooms

MARK = "demo|passed"
PEOPLE: dict[str, Any] = {"name": "苗小稻", "phone": "13800009012"}
BROKEN = "收到时外壳有一道裂缝，我要换一件。拍了照片，客服说只补五元。"
SHORT = "直播间说买一送一，只收到一件，请补发赠品。"
REFUSED = "赠品数量有限，送完为止，直播间里说过，不再补发。"
HOURS = (30, 6)


def furnish(actor: Actor, officer_id: UUID) -> None:
    """Pass on to the merchant what two consumers ask; one was refused by telephone. Once."""
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    with tenancy.acting(officer):
        if selectors.complaint_find_external(officer, f"{MARK}|0") is not None:
            return
        offer = next(iter(_sold(officer)), None)
    if offer is None:
        return
    _ask(actor, officer, 0, BROKEN, offer)
    refused = _ask(actor, officer, 1, SHORT, offer)
    with tenancy.acting(officer):
        said = services.Said("refuses", REFUSED, "phone")
        services.referral_answer(actor=officer, referral_id=refused, said=said)


def _sold(officer: Actor) -> list[Any]:
    """Return what is on offer of sellers who sign in themselves."""
    found = []
    for room in rooms.room_list(officer)[:40]:
        offers = [one for one in goods.offers_of_room(officer, room.pk) if one.seller_id]
        users = goods.merchant_users(officer, [one.seller_id for one in offers if one.seller_id])
        found += [one for one in offers if one.seller_id and users.get(one.seller_id)]
    return found


def _ask(actor: Actor, officer: Actor, number: int, text: str, offer: Any) -> UUID:
    passer = Actor(actor.tenant_ids, roles=frozenset({"public"}))
    with resolved.then(resolved.ago(hours=HOURS[number])):
        filing = services.Filing(
            kind="goods",
            statement=text,
            order_ref=f"T20261129-20{number:02}",
            happened_at=clock.now(),
            room_id=offer.room_id,
            offer_id=offer.pk,
            external_id=f"{MARK}|{number}",
            **PEOPLE,
        )
        with tenancy.acting(passer):
            form = f"{MARK}|{number}|{passer.tenant_id}".encode()
            row = services.complaint_file(actor=passer, filing=filing, form=form).complaint
        with tenancy.acting(officer):
            ask = services.Ask(text, "seller", shows_order=True)
            return services.referral_make(actor=officer, complaint_id=row.pk, ask=ask).pk
