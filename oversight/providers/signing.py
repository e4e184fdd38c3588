"""What signs a report: the platform's own Ed25519 key, or a secret shared with one authority.

Both are derived from the root key, so nothing is kept that could be taken; the forms are those of
Standard Webhooks (`v1a`, `v1`), so that any library of theirs checks them.
"""

import base64
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from standardwebhooks import Webhook

from livecompliance.kernel import clock, crypto

ED25519, HMAC = "ed25519", "hmac"


def _key(tenant_id: UUID) -> Ed25519PrivateKey:
    seed = crypto.keyring().derive(f"oversight.dispatch|{tenant_id}")
    return Ed25519PrivateKey.from_private_bytes(seed[:32])


def public_key(tenant_id: UUID) -> str:
    """Return the key by which authorities check what this platform sends (`whpk_…`)."""
    raw = _key(tenant_id).public_key().public_bytes_raw()
    return "whpk_" + base64.b64encode(raw).decode()


def secret_of(tenant_id: UUID, authority_id: UUID, version: int) -> str:
    """Return the secret shared with one authority (`whsec_…`)."""
    found = crypto.keyring().derive(f"oversight.authority|{tenant_id}|{authority_id}|{version}")
    return "whsec_" + base64.b64encode(found[:32]).decode()


def signature(
    tenant_id: UUID, authority_id: UUID, version: int, mode: str, name: str, body: str
) -> tuple[str, str]:
    """Return instant and signature of one message, as Standard Webhooks has them.

    The receiver compares the instant with its own clock, so it is the clock on the wall.
    """
    moment: datetime = (clock.now() - clock.offset()).replace(microsecond=0)
    stamp = str(int(moment.timestamp()))
    if mode == HMAC:
        return stamp, Webhook(secret_of(tenant_id, authority_id, version)).sign(name, moment, body)
    signed = _key(tenant_id).sign(f"{name}.{stamp}.{body}".encode())
    return stamp, "v1a," + base64.b64encode(signed).decode()
