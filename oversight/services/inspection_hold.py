"""What an investigation names stays as it is, from the moment the request is written down."""

from datetime import timedelta

from django.db import transaction

from accounts import selectors as holds
from accounts import services as accounts
from accounts.models import Hold
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from oversight import policies
from oversight.models import Inspection
from oversight.rules import inspections as rules
from oversight.selectors import inspection as asks
from parties import selectors as parties
from rooms import services as rooms

AT_ONCE = 500  # the sweep holds the rest, and what is broadcast later


def inspection_hold(product: Actor, row: Inspection) -> int:
    """Hold the broadcasts and parties that an open investigation names; return how many are new.

    Everything of one request has one reason and one day of review, so that what is held already
    is not held again.

    Law: M-cooperate
    """
    if row.kind != rules.INVESTIGATION or row.state not in rules.OPEN or not row.hold_review_on:
        return 0
    reason = f"配合调查依法留存：{row.authority} {row.document_number}"
    review = max(row.hold_review_on, clock.today() + timedelta(days=1))
    why = accounts.Why(reason, review, Hold.Ground.AUTHORITY)
    standing = holds.hold_list(product).filter(reason=reason)
    held = set(standing.values_list("subject_kind", "subject_ref"))
    made = 0
    for session in asks.sessions_named(product, row, AT_ONCE):
        if ("session", str(session)) not in held:
            rooms.session_hold(actor=product, session_id=session, why=why)
            made += 1
    for party in row.parties:
        if ("party", str(party)) not in held:
            parties.party_get(product, party, lock=True)
            accounts.thing_hold(product, ("party", str(party)), why)
            made += 1
    if made:
        record.entry_append(
            actor=product,
            action="oversight.inspection_held",
            subject=("inspection", row.pk),
            clause=rules.CLAUSE,
            data={"number": made},
        )
    return made


@transaction.atomic
def inspections_hold(*, actor: Actor) -> int:
    """Hold what open investigations name and was broadcast since; return how many are new.

    Raises:
        Forbidden: neither the product nor an officer.

    Law: M-cooperate
    """
    policies.require_look(actor)
    return sum(inspection_hold(actor, one) for one in asks.investigations_open(actor))
