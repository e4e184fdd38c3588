"""What the public complains of, what was said about it, how fast the platform promised to act."""

from complaints.models.cluster import Cluster, Clustered
from complaints.models.complaint import Attachment, Complaint, Message, Step
from complaints.models.policy import ComplaintTerms

__all__ = ["Attachment", "Cluster", "Clustered", "Complaint", "ComplaintTerms", "Message", "Step"]
