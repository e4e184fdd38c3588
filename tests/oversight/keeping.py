"""What tests that knock at every door need of witnesses, certificates and recordings."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.retention import Destroyed
from livecompliance.kernel.tenancy import acting
from oversight import services
from oversight.models import Witness
from oversight.rules.witness import verifier_key

SECURITY = ("witness-add", "witness-remove")


def things(actor: Actor) -> dict[str, str]:
    """Return the ids of a certificate and a witness of the actor's tenant."""
    system, key = system_actor(actor.tenant_id), verifier_key("witness.example/one", bytes(32))
    with acting(system), transaction.atomic():
        url = "https://witness.example/add-checkpoint"
        services.destruction_note(Destroyed(system, "tax.payees", 1, "A16-evidence", clock.today()))
        made = services.certificate_make(actor=system)
        assert made is not None
        return {
            "certificate_id": str(made.pk),
            "witness_id": str(services.witness_add(actor=system, url=url, key=key).pk),
        }


def is_untouched() -> bool:
    """Tell whether the witness stands as it did, whoever the tenant is."""
    return Witness.objects.filter(removed_at=None).count() == 1


def recorded() -> dict[str, Any]:
    """Return the right report of a recording of a broadcast that has just begun."""
    now = clock.now()
    one = {
        "starts_at": (now - timedelta(minutes=1)).isoformat(),
        "ends_at": (now + timedelta(minutes=1)).isoformat(),
        "url": "https://video.example/1.mp4",
        "sha256": "a" * 64,
        "size": 9,
    }
    return {"items": [one]}
