"""A worker in a process of its own: `python worker.py SESSION TENANT [stall]`."""

# ruff: noqa: E402  (Django must be set up before models are imported)

import sys
import time
from uuid import UUID

import django

django.setup()

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation import services
from moderation.services import inspection


def stall(**_):
    """Everything has been written and nothing committed: say so, and wait to be killed."""
    sys.stdout.write("written\n")
    sys.stdout.flush()
    time.sleep(60)


session_id, tenant_id = UUID(sys.argv[1]), UUID(sys.argv[2])
if sys.argv[3:] == ["stall"]:
    inspection.rooms_services.cursor_advance = stall
idle = 0
while idle < 20:
    with acting(system_actor(tenant_id)) as actor:
        done = services.session_inspect(actor=actor, session_id=session_id, most=2)
    idle = 0 if done and done.segments else idle + 1
    if done is None or not done.segments:
        time.sleep(0.02)
