"""What the public complains of, what was said about it, how fast the platform promised to act."""

from complaints.models.cluster import Cluster, Clustered
from complaints.models.complaint import Attachment, Complaint, Message, Step
from complaints.models.conversion import AuthorityReport, Case
from complaints.models.figures import ComplaintFigures
from complaints.models.held import HeldAnswer
from complaints.models.notice import Notice, NoticeMeasure, NoticePaper, NoticeStep
from complaints.models.particulars import ParticularsRequest, ParticularsVersion, TradeRecord
from complaints.models.policy import ComplaintTerms
from complaints.models.referral import Referral
from complaints.models.sharing import SharedFile

__all__ = [
    "Attachment",
    "AuthorityReport",
    "Case",
    "Cluster",
    "Clustered",
    "Complaint",
    "ComplaintFigures",
    "ComplaintTerms",
    "HeldAnswer",
    "Message",
    "Notice",
    "NoticeMeasure",
    "NoticePaper",
    "NoticeStep",
    "ParticularsRequest",
    "ParticularsVersion",
    "Referral",
    "SharedFile",
    "Step",
    "TradeRecord",
]
