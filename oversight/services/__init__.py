"""What is done in oversight."""

from oversight.services.checking import MOST_CHECKED, package_check
from oversight.services.dispute import dispute_offered, dispute_order, dispute_take
from oversight.services.duty import Charging, charge_set, duties_look
from oversight.services.mechanism import Version, mechanism_record
from oversight.services.ordering import KIND, Wish, order_begin, package_order
from oversight.services.packing import number_of
from oversight.services.sealing import NotSealed
from oversight.services.taking import NotMade, package_cancel, package_resume, package_take
from oversight.services.writing import Written, package_write

__all__ = [
    "KIND",
    "MOST_CHECKED",
    "Charging",
    "NotMade",
    "NotSealed",
    "Version",
    "Wish",
    "Written",
    "charge_set",
    "dispute_offered",
    "dispute_order",
    "dispute_take",
    "duties_look",
    "mechanism_record",
    "number_of",
    "order_begin",
    "package_cancel",
    "package_check",
    "package_order",
    "package_resume",
    "package_take",
    "package_write",
]
