"""What oversight gives to the app below: evidence for consumers who were led elsewhere to buy."""

from uuid import UUID

from complaints.models import Complaint
from complaints.services import Offered, evidence_keeper_register
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office.services import Opened
from oversight import services


class Keeper:
    """Packs and opens as the product, for whoever holds the receipt."""

    def order(self, complaint: Complaint) -> None:
        product = system_actor(complaint.tenant_id)
        with acting(product):
            services.dispute_order(actor=product, complaint=complaint)

    def offered(self, complaint: Complaint) -> list[Offered]:
        product = system_actor(complaint.tenant_id)
        with acting(product):
            return services.dispute_offered(actor=product, complaint=complaint)

    def take(self, complaint: Complaint, package_id: UUID) -> Opened:
        product = system_actor(complaint.tenant_id)
        with acting(product):
            return services.dispute_take(actor=product, package_id=package_id)


evidence_keeper_register(Keeper())
