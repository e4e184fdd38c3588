"""How a report reaches an authority: one carrier for each way, and what signs it."""

from oversight.providers.carriers import Carried, Carrier, Enclosure, Parcel, carrier_of
from oversight.providers.signing import public_key, secret_of

__all__ = [
    "Carried",
    "Carrier",
    "Enclosure",
    "Parcel",
    "carrier_of",
    "public_key",
    "secret_of",
]
