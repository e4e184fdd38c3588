"""An upload in a process of its own that stops in its middle: `python writer.py TENANT`."""

# ruff: noqa: E402  (Django must be set up before models are imported)

import io
import sys
import time
from uuid import UUID

import django

django.setup()

from django.db import transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import codec, services
from office.services import parts

write = parts.Place.write


def stall(place, index, content, *, is_last):
    """Two parts are written: say where, and wait to be killed."""
    write(place, index, content, is_last=is_last)
    if index == 1:
        sys.stdout.write(f"{place.folder}\n")
        sys.stdout.flush()
        time.sleep(60)


parts.Place.write = stall
actor = system_actor(UUID(sys.argv[1]))
with acting(actor), transaction.atomic():
    stream = io.BytesIO(b"a" * (3 * codec.PART))
    services.file_store(actor=actor, stream=stream, name="a.txt", purpose="own")
