"""What oversight keeps: duties, mechanisms, packages, authorities and what they are told."""

from oversight.models.authority import Authority, Domicile
from oversight.models.dispatch import Dispatch, DispatchStep
from oversight.models.duty import Charge, DutyReading
from oversight.models.mechanism import Mechanism
from oversight.models.package import Package, Taking

__all__ = [
    "Authority",
    "Charge",
    "Dispatch",
    "DispatchStep",
    "Domicile",
    "DutyReading",
    "Mechanism",
    "Package",
    "Taking",
]
