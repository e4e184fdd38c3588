"""A package straight into a file of this machine, for the command line."""

import hashlib
import os
import time
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from ledger import services as record
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from oversight.rules.container import Writer
from oversight.services import clipping
from oversight.services.ordering import Wish, order_begin
from oversight.services.packing import Packer
from oversight.services.place import Place


class Written(NamedTuple):
    """What was written."""

    number: str
    members: int
    events: int
    size: int
    sha256: str
    took_s: float


def package_write(*, tenant_id: UUID, wish: Wish, out: Path) -> Written:
    """Write a package to a file, whole or not at all, as the product itself.

    Raises:
        NotFound: there is no such thing. NotSealed: nobody can sign now.
        OSError: the file cannot be written.

    Law: M-cooperate
    """
    began, actor = time.monotonic(), system_actor(tenant_id)
    part = out.with_name(f".{out.name}.part")
    with acting(actor):
        with transaction.atomic():
            order = order_begin(actor, wish)
        digest = hashlib.sha256()
        try:
            with part.open("wb") as file:

                def write(piece: bytes) -> None:
                    digest.update(piece)
                    file.write(piece)

                packer = Packer(actor, order, Writer(write), Place())
                packer.run(lambda _events: None)
                size = file.tell()
            for clip in packer.place.clips:
                clipping.discard(actor, clip)
            os.replace(part, out)
        finally:
            part.unlink(missing_ok=True)
        with transaction.atomic():
            record.entry_append(
                actor=actor,
                action="oversight.package_made",
                subject=("evidence", order.package),
                data={"sha256": digest.hexdigest(), "size": size, "events": packer.place.events},
            )
    return Written(
        order.number, len(packer.writer.members), packer.place.events, size,
        digest.hexdigest(), time.monotonic() - began,
    )  # fmt: skip
