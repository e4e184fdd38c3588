"""What oversight keeps: readings of duties, who has charge of them, the seven mechanisms."""

from oversight.models.duty import Charge, DutyReading
from oversight.models.mechanism import Mechanism

__all__ = ["Charge", "DutyReading", "Mechanism"]
