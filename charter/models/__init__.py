"""What the platform wrote down, who agreed to it, and who was trained."""

from charter.models.agency import AgencyRecord
from charter.models.agreement import Acceptance, Agreement, Check
from charter.models.training import Course, Training
from charter.models.version import Objection, Version

__all__ = [
    "Acceptance",
    "AgencyRecord",
    "Agreement",
    "Check",
    "Course",
    "Objection",
    "Training",
    "Version",
]
