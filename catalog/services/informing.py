"""How a consumer who disputes a purchase reaches whoever really sold to him."""

from dataclasses import dataclass, field

from accounts import services as keys
from catalog import policies
from catalog.models import Supplier
from catalog.selectors.supplier import KEY
from livecompliance.kernel.actors import Actor
from parties.services.sealing import read


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a seller is and how he is reached, in clear; never logged or printed."""

    address: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


def seller_inform(*, actor: Actor, seller: Supplier) -> Reached:
    """Return what the live page must show of the actual seller beside his name.

    Raises:
        Forbidden: only the product itself puts this together; an officer decides on it.

    Law: O117-consumer-disputes, O117-real-seller
    """
    policies.require_inform(actor)
    key = keys.person_keys(actor, [seller.pk], KEY).get(seller.pk)
    return Reached(read(seller, "address", key), read(seller, "phone", key))
