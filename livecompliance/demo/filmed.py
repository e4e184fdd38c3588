"""What a demo platform says it recorded of its broadcasts: four files each, one of them missing.

Where the demo has a storage running they lie there: all but one, which is gone, and one that is not
what was reported.
"""

import hashlib
from uuid import UUID

from livecompliance.demo import reel
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from oversight import services
from oversight.selectors import recording as asks
from rooms.models import Session
from rooms.selectors.ended import sessions_ended

PIECES, MOST, LACKING = 4, 8, 2
NOWHERE = "https://video.demo.example"
STATES = {(1, 2): reel.GONE, (1, 3): reel.ALTERED}  # of the latest broadcast


def film(actor: Actor, officer_id: UUID, storage: str = "") -> None:
    """Report recordings of broadcasts that ended; of the second, a quarter is missing. Once; where
    the storage is found at another address than before, they have moved there.

    Args:
        storage: the address of the demo's storage; "" where none is running.
    """
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    with acting(officer):
        if asks.is_used(actor):
            _move(officer, storage)
            return
        found = sessions_ended(actor, clock.now() - asks.LOOKED_BACK, MOST)
        for number, session in enumerate(found, 1):
            stretches = _stretches(number, session, storage or NOWHERE)
            if stretches:
                _report(officer, session, stretches)


def _report(officer: Actor, session: Session, stretches: list[services.Stretch]) -> None:
    services.recordings_report(actor=officer, session_id=session.pk, stretches=stretches)


def _stretches(number: int, session: Session, storage: str) -> list[services.Stretch]:
    if session.ended_at is None or session.ended_at == session.started_at:
        return []
    length = (session.ended_at - session.started_at) / PIECES
    seconds = max(round(length.total_seconds()), 1)
    made = []
    for at in range(PIECES):
        name = f"{session.pk.hex}-{at}"
        body = reel.reel(name, seconds)
        path = reel.path_of(STATES.get((number, at), reel.KEPT), name, seconds)
        starts_at = session.started_at + length * at
        digest = hashlib.sha256(body).hexdigest()
        one = services.Stretch(starts_at, starts_at + length, storage + path, digest, len(body))
        if (number, at) != (LACKING, LACKING):
            made.append(one)
    return made


def _move(officer: Actor, storage: str) -> None:
    """Say where the recordings lie now, where that is another place."""
    for covered in asks.covered_lately(officer) if storage else ():
        ours = [one for one in covered.recordings if one.url.endswith(".wav")]
        moved = [
            services.Stretch(
                *(one.starts_at, one.ends_at),
                "/".join([storage, *one.url.split("/")[3:]]),
                *(one.sha256, one.size),
            )
            for one in ours
        ]
        if any(new.url != old.url for new, old in zip(moved, ours, strict=True)):
            _report(officer, covered.session, moved)
