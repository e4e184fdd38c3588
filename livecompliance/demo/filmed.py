"""What a demo platform says it recorded of its broadcasts: four files each, one of them missing."""

import hashlib
from uuid import UUID

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from oversight import services
from oversight.selectors import recording as asks
from rooms.selectors.ended import sessions_ended

PIECES, MOST, LACKING = 4, 8, 2


def film(actor: Actor, officer_id: UUID) -> None:
    """Report recordings of broadcasts that ended; of the second, a quarter is missing. Once."""
    if asks.is_used(actor):
        return
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    found = sessions_ended(actor, clock.now() - asks.LOOKED_BACK, MOST)
    with acting(officer):
        for number, session in enumerate(found, 1):
            if session.ended_at is None or session.ended_at == session.started_at:
                continue
            length = (session.ended_at - session.started_at) / PIECES
            stretches = [
                services.Stretch(
                    session.started_at + length * at,
                    session.started_at + length * (at + 1),
                    f"https://video.demo.example/{session.pk}/{at}.mp4",
                    hashlib.sha256(f"{session.pk}/{at}".encode()).hexdigest(),
                    48_000_000 + at,
                )
                for at in range(PIECES)
                if (number, at) != (LACKING, LACKING)
            ]
            services.recordings_report(actor=officer, session_id=session.pk, stretches=stretches)
