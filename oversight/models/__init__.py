"""What oversight keeps: readings of duties, who has charge of them, mechanisms, packages."""

from oversight.models.duty import Charge, DutyReading
from oversight.models.mechanism import Mechanism
from oversight.models.package import Package, Taking

__all__ = ["Charge", "DutyReading", "Mechanism", "Package", "Taking"]
