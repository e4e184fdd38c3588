"""What a room does besides what it says, and what the platform knows of others."""

from conduct.models.agency import AgencyAct, AgencyTrace
from conduct.models.company import Guest, Promotion
from conduct.models.criticism import Minute, Remark
from conduct.models.jump import Jump, Landing
from conduct.models.learnt import Classifier
from conduct.models.target import ListHead, Target
from conduct.models.traffic import Anomaly, Watched

__all__ = [
    "AgencyAct",
    "AgencyTrace",
    "Anomaly",
    "Classifier",
    "Guest",
    "Jump",
    "Landing",
    "ListHead",
    "Minute",
    "Promotion",
    "Remark",
    "Target",
    "Watched",
]
