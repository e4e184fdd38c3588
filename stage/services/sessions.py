"""What a change of the stage means for a broadcast that runs: the gate is asked again."""

from uuid import UUID

from livecompliance.kernel.actors import Actor
from rooms import services as rooms


def session_asked_again(actor: Actor, session_id: UUID) -> None:
    """Ask the gate again about a session on air; `rooms` tells whoever listens if it is lost."""
    rooms.admission_renew(actor=actor, session_id=session_id)
