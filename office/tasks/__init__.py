"""Background entry points of the office."""

from office.tasks import file, job

__all__ = ["file", "job"]
