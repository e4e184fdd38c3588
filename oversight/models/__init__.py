"""What oversight keeps: duties, packages, and what authorities ask, list and are told."""

from oversight.models.authority import Authority, Domicile
from oversight.models.clue import Clue
from oversight.models.destruction import Certificate, Destruction
from oversight.models.dispatch import Dispatch, DispatchStep
from oversight.models.duty import Charge, DutyReading
from oversight.models.inspection import Inspection, InspectionPackage, InspectionStep
from oversight.models.mechanism import Mechanism
from oversight.models.package import Package, Taking
from oversight.models.recording import Coverage, Recording
from oversight.models.statement import StatementExport, StatementFault, StatementTaking
from oversight.models.timestamp import Stamping, Timestamp
from oversight.models.transparency import TransparencyReport
from oversight.models.violator import Violator, ViolatorList
from oversight.models.witness import Cosignature, Witness

__all__ = [
    "Authority",
    "Certificate",
    "Charge",
    "Clue",
    "Cosignature",
    "Coverage",
    "Destruction",
    "Dispatch",
    "DispatchStep",
    "Domicile",
    "DutyReading",
    "Inspection",
    "InspectionPackage",
    "InspectionStep",
    "Mechanism",
    "Package",
    "Recording",
    "Stamping",
    "StatementExport",
    "StatementFault",
    "StatementTaking",
    "Taking",
    "Timestamp",
    "TransparencyReport",
    "Violator",
    "ViolatorList",
    "Witness",
]
