"""A worker in a process of its own: `python worker.py TENANT JOB [stall]`."""

# ruff: noqa: E402  (Django must be set up before models are imported)

import sys
import time
from uuid import UUID

import django

django.setup()

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import services
from office.services import parts, progress

if sys.argv[3:] == ["stall"]:
    write = parts.Place.write

    def stall(place, index, content, *, is_last):
        """The third part is written and its place not kept: say so, and wait to be killed."""
        write(place, index, content, is_last=is_last)
        if index == 2:
            sys.stdout.write("written\n")
            sys.stdout.flush()
            time.sleep(60)

    parts.Place.write = stall
progress.BEAT_S = 0.0
actor = system_actor(UUID(sys.argv[1]))
with acting(actor):
    sys.stdout.write(f"{services.job_run(actor=actor, job_id=UUID(sys.argv[2]))}\n")
