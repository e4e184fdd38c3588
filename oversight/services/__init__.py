"""What is done in oversight."""

from oversight.services.duty import Charging, charge_set, duties_look
from oversight.services.mechanism import Version, mechanism_record

__all__ = [
    "Charging",
    "Version",
    "charge_set",
    "duties_look",
    "mechanism_record",
]
