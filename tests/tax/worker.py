"""A worker in a process of its own: `python worker.py carry|help TENANT JOB [stall]`."""

# ruff: noqa: E402  (Django must be set up before models are imported)

import sys
import time
from uuid import UUID

import django

django.setup()

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import services
from office.services import progress
from tax.services import package_making, package_rows, run, share

share.STEP = package_rows.STEP = 1
if sys.argv[4:] == ["stall"]:
    done = []

    def stalling(steps):
        """Of the third payee all is written, and nothing committed: say so, wait to be killed."""
        really = steps.__call__

        def step(self, portion):
            before = portion.done
            really(self, portion)
            done.extend([portion] * (portion.done - before))
            if len(done) == 3:
                sys.stdout.write("written\n")
                sys.stdout.flush()
                time.sleep(60)

        steps.__call__ = step

    stalling(run._Steps)
    stalling(package_making.Steps)
progress.BEAT_S = 0.0
actor, job = system_actor(UUID(sys.argv[2])), UUID(sys.argv[3])
with acting(actor):
    if sys.argv[1] == "help":
        sys.stdout.write(f"{services.job_help(actor=actor, job_id=job)}\n")
    else:
        state = services.job_run(actor=actor, job_id=job)
        while state == "waiting":
            state = services.job_run(actor=actor, job_id=job)
        sys.stdout.write(f"{state}\n")
