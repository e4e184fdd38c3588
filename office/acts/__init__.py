"""In what words the record tells what happened in the office."""

from office.acts import clock, file, job, letter

__all__ = [
    "clock",
    "file",
    "job",
    "letter",
]
