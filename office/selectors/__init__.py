"""Ask the office: days, clocks, jobs, files, messages."""

from office.selectors.calendar import add_working_days, calendar, deadline, edited_days, papers
from office.selectors.clock import (
    clock_counting_page,
    clock_ended_list,
    clock_get,
    clock_list,
    clock_names,
    clock_open_list,
    clock_page,
    clock_standing,
    event_list,
    logs_of,
    tenants_with_clocks_due,
    tenants_with_open_clocks,
)
from office.selectors.countdown import Countdown, countdowns, long_of, told
from office.selectors.file import (
    file_get,
    file_key,
    file_list,
    file_name,
    file_shelf,
    files_due,
    files_named,
    key_bound,
    name_bound,
    shelf_used,
)
from office.selectors.grid import year_grid
from office.selectors.history import Step, clock_history, term_of
from office.selectors.job import job_get, job_list, jobs_due, jobs_named
from office.selectors.letter import (
    letter_get,
    letter_list,
    letter_names,
    sent_get,
    sent_list,
    unread_count,
)
from office.selectors.letter import tenants_due as mail_tenants_due
from office.selectors.steering import Steering, steering
from office.selectors.words import clock_words, thing_pair, word, word_pair

__all__ = [
    "Countdown",
    "Steering",
    "Step",
    "add_working_days",
    "calendar",
    "clock_counting_page",
    "clock_ended_list",
    "clock_get",
    "clock_history",
    "clock_list",
    "clock_names",
    "clock_open_list",
    "clock_page",
    "clock_standing",
    "clock_words",
    "countdowns",
    "deadline",
    "edited_days",
    "event_list",
    "file_get",
    "file_key",
    "file_list",
    "file_name",
    "file_shelf",
    "files_due",
    "files_named",
    "job_get",
    "job_list",
    "jobs_due",
    "jobs_named",
    "key_bound",
    "letter_get",
    "letter_list",
    "letter_names",
    "logs_of",
    "long_of",
    "mail_tenants_due",
    "name_bound",
    "papers",
    "sent_get",
    "sent_list",
    "shelf_used",
    "steering",
    "tenants_with_clocks_due",
    "tenants_with_open_clocks",
    "term_of",
    "thing_pair",
    "told",
    "unread_count",
    "word",
    "word_pair",
    "year_grid",
]
