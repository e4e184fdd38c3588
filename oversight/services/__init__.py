"""What is done in oversight."""

from oversight.services.duty import Charging, charge_set, duties_look
from oversight.services.mechanism import Version, mechanism_record
from oversight.services.ordering import KIND, Wish, order_begin, package_order
from oversight.services.sealing import NotSealed
from oversight.services.writing import Written, package_write

__all__ = [
    "KIND",
    "Charging",
    "NotSealed",
    "Version",
    "Wish",
    "Written",
    "charge_set",
    "duties_look",
    "mechanism_record",
    "order_begin",
    "package_order",
    "package_write",
]
