"""A broadcast of so many events, packed and verified. Prints JSON; run as a child with Django.

`python -m tools.bench._evidence seed EVENTS`, `pack SESSION RECIPIENT FILE`, `verify FILE` inside
`child_environment()`; each in a process of its own, whose peak memory is its own.
"""

import json
import random
import resource
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import django

BATCH = 500


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def seed(count: int, tenant: str, session: str) -> dict[str, Any]:
    """Record so many comments, in batches, without waiting for inspection."""
    from django.conf import settings

    from livecompliance.kernel.actors import system_actor
    from livecompliance.kernel.tenancy import acting
    from rooms import services
    from tools.bench._load import comment

    settings.BACKLOG_EVENTS = count * 2
    draw, actor = random.Random(1), system_actor(UUID(tenant))
    for at in range(0, count, BATCH):
        body = b"\n".join(comment(draw, at + number) for number in range(BATCH))
        with acting(actor):
            services.segment_accept(actor=actor, session_id=UUID(session), body=body)
    with acting(actor):
        services.session_end(actor=actor, session_id=UUID(session))
    return {"events": count}


def pack(tenant: str, session: str, recipient: str, out: str) -> dict[str, Any]:
    """Pack it once and say how long that took."""
    from oversight import services

    wish = services.Wish("session", UUID(session), recipient, "bench", "bench")
    made = services.package_write(tenant_id=UUID(tenant), wish=wish, out=Path(out))
    return made._asdict() | {"peak_mib": _peak_mib()}


def verify(path: str) -> dict[str, Any]:
    """Verify it once and say how long that took."""
    from oversight import selectors
    from oversight.rules import verify as program

    began = time.monotonic()
    with open(path, "rb") as stream:
        found = program.verify(stream, selectors.keys_own())
    took = time.monotonic() - began
    return {"took_s": took, "events": found.events, "peak_mib": _peak_mib()}


if __name__ == "__main__":
    django.setup()
    name, *given = sys.argv[1:]
    if name == "seed":
        said = seed(int(given[0]), *given[1:])
    else:
        said = pack(*given) if name == "pack" else verify(*given)
    print(json.dumps(said))
