"""What a demo platform holds at an authority's wish, and its first certificate of destruction."""

from datetime import timedelta
from uuid import UUID

from accounts import services as accounts
from livecompliance.kernel import clock, events, retention
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from oversight import selectors, services
from rooms import selectors as rooms
from rooms import services as rooms_do

GONE = (
    ("catalog.deals", 1842, "O117-evidence-3y"),
    ("complaints.words", 37, "ECL-records-3y"),
    ("rooms.sessions", 12, "O117-evidence-3y"),
)


def keep(actor: Actor, officer_id: UUID) -> None:
    """Hold a broadcast at an authority's wish, and certify what went. Once."""
    if selectors.certificates(actor).exists():
        return
    before = clock.today() - timedelta(days=7)
    for kind, number, clause in GONE:
        events.publish(retention.Destroyed(actor, kind, number, clause, before))
    services.certificate_make(actor=actor)
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    session = rooms.session_open_list(actor).first()
    if session is None:
        return
    why = accounts.Why(
        "市场监管局来函 2026-118 号", clock.today() + timedelta(days=60), "authority"
    )
    with acting(officer):
        rooms_do.session_hold(actor=officer, session_id=session.pk, why=why)
