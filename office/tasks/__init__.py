"""Background entry points of the office."""

from office.tasks import clock, file, job, letter

__all__ = [
    "clock",
    "file",
    "job",
    "letter",
]
