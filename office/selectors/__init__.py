"""Ask the office: days, clocks, jobs, files, messages."""

from office.selectors.file import (
    file_get,
    file_key,
    file_list,
    file_name,
    files_due,
    files_named,
    key_bound,
    name_bound,
)
from office.selectors.job import job_get, job_list, jobs_due, jobs_named

__all__ = [
    "file_get",
    "file_key",
    "file_list",
    "file_name",
    "files_due",
    "files_named",
    "job_get",
    "job_list",
    "jobs_due",
    "jobs_named",
    "key_bound",
    "name_bound",
]
