"""What the platform arranged for consumers when it took measures against who is complained of."""

from complaints.models import Complaint
from complaints.rules import states
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from sanctions.selectors.consumers import Arrangement, arrangements_of


def arranged_for(row: Complaint) -> list[Arrangement]:
    """Return what was arranged, for whoever holds the receipt; nothing once it was taken back.

    Law: O117-order-arrangement
    """
    if row.respondent_id is None or row.state == states.WITHDRAWN:
        return []
    product = system_actor(row.tenant_id)
    with acting(product):
        return arrangements_of(product, row.respondent_id)
