"""In what words the record tells what happened in the office."""

from office.acts import file, job

__all__ = ["file", "job"]
