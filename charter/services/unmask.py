"""Who signed, and from where, is opened for officers: with a step-up, a reason, an entry."""

from functools import partial
from uuid import UUID

from charter import policies, selectors
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.personal import readers
from livecompliance.kernel.personal.readers import Reading

KINDS = {"signer_name": "name", "ip": "ip"}


def _read(name: str, actor: Actor, acceptance_id: UUID) -> Reading:
    policies.require_write(actor)
    signed = selectors.signed_get(actor, acceptance_id)
    value = signed.name if name == "signer_name" else signed.ip
    return Reading(KINDS[name], value, ("party", signed.acceptance.party_id))


for _name in KINDS:
    readers.register(f"charter.acceptance.{_name}", partial(_read, _name))
