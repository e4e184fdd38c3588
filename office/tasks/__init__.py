"""Background entry points of the office."""

from office.tasks import clock, file, job

__all__ = [
    "clock",
    "file",
    "job",
]
