"""What the platform arranged for consumers when it took measures against who is complained of."""

from django.utils.translation import gettext as _

from complaints.models import Complaint
from complaints.rules import states
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from parties import selectors as parties
from parties.models import Unreachable
from sanctions.selectors.arranged import Arrangement, arrangements_of


def arranged_for(row: Complaint) -> list[Arrangement]:
    """Return what was arranged, for whoever holds the receipt; nothing once it was taken back.

    Law: O117-order-arrangement
    """
    if row.respondent_id is None or row.state == states.WITHDRAWN:
        return []
    product = system_actor(row.tenant_id)
    with acting(product):
        found = arrangements_of(product, row.respondent_id)
        case = parties.unreachable_of(product, row.respondent_id)
    if case is not None and case.state == Unreachable.State.MEASURED and case.arrangement:
        lines = [(_("订单、售后和纠纷"), case.arrangement)]
        found.insert(0, Arrangement(case.measured_at, None, lines))
    return found
