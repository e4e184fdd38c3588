"""What every chapter of the law shares: days, clocks, jobs, files, messages."""

from office.models.calendar import CalendarDay, CalendarNotice
from office.models.clock import Clock, ClockEvent
from office.models.file import File, FileTicket
from office.models.job import Job
from office.models.letter import Letter, LetterHabit, Mail
from office.models.version import PolicyVersion, version_constraints, version_index

__all__ = [
    "CalendarDay",
    "CalendarNotice",
    "Clock",
    "ClockEvent",
    "File",
    "FileTicket",
    "Job",
    "Letter",
    "LetterHabit",
    "Mail",
    "PolicyVersion",
    "version_constraints",
    "version_index",
]
