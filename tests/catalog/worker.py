"""A worker in a process of its own: `python worker.py TENANT JOB [STEPS]`.

After so many steps it has done the next one and not kept its place: it says so, and waits to be
killed.
"""

# ruff: noqa: E402  (Django must be set up before models are imported)

import sys
import time
from uuid import UUID

import django

django.setup()

from catalog.selectors import catch
from catalog.services import goods_import, recheck
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import services
from office.services.progress import Progress

goods_import.STEP = recheck.STEP = catch.PAGE = 10
if sys.argv[3:]:
    keep, left = Progress.checkpoint, [int(sys.argv[3])]

    def stall(progress, kept):
        if left[0] == 0:
            sys.stdout.write("written\n")
            sys.stdout.flush()
            time.sleep(120)
        left[0] -= 1
        keep(progress, kept)

    Progress.checkpoint = stall
actor = system_actor(UUID(sys.argv[1]))
with acting(actor):
    sys.stdout.write(f"{services.job_run(actor=actor, job_id=UUID(sys.argv[2]))}\n")
