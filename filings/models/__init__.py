"""What the platform itself must hold and keep true."""

from filings.models.assessment import Assessment, Signal
from filings.models.conformity import Conformity, Staffing, Standard
from filings.models.filing import Filing
from filings.models.identity import IdentityLine, IdentityReport
from filings.models.incident import Incident, IncidentLink, IncidentReport, IncidentStep
from filings.models.privacy import Impact
from filings.models.technology import Technology

__all__ = [
    "Assessment",
    "Conformity",
    "Filing",
    "IdentityLine",
    "IdentityReport",
    "Impact",
    "Incident",
    "IncidentLink",
    "IncidentReport",
    "IncidentStep",
    "Signal",
    "Staffing",
    "Standard",
    "Technology",
]
