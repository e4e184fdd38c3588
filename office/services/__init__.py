"""What the office does: keep clocks, run jobs, keep files, send messages."""

from office.services import record as _record  # noqa: F401  (it registers itself)
from office.services.file import (
    file_begin,
    file_destroy,
    file_finish,
    file_open,
    file_store,
    files_expire,
)
from office.services.job import job_cancel, job_kind, job_retry, job_start, kind_label
from office.services.purposes import Purpose, file_purpose
from office.services.run import job_run
from office.services.ticket import file_ticket_issue, file_ticket_use

__all__ = [
    "Purpose",
    "file_begin",
    "file_destroy",
    "file_finish",
    "file_open",
    "file_purpose",
    "file_store",
    "file_ticket_issue",
    "file_ticket_use",
    "files_expire",
    "job_cancel",
    "job_kind",
    "job_retry",
    "job_run",
    "job_start",
    "kind_label",
]
