"""What every chapter of the law shares: days, clocks, jobs, files, messages."""

from office.models.file import File, FileTicket
from office.models.job import Job

__all__ = ["File", "FileTicket", "Job"]
