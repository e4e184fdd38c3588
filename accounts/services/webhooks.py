"""Where a tenant takes delivery, and the secret that signs it."""

import base64
import secrets
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import policies, selectors
from accounts.models import WebhookEndpoint
from ledger import services as record
from livecompliance.kernel import crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.origins import url_host

SECRET_BYTES = 32


def _bound(tenant_id: UUID, endpoint_id: UUID) -> bytes:
    return f"{tenant_id}|accounts.webhookendpoint|secret_sealed|{endpoint_id}".encode()


@transaction.atomic
def endpoint_add(*, actor: Actor, url: str) -> tuple[WebhookEndpoint, str]:
    """Register an address for what leaves the outbox.

    Returns:
        The endpoint and its signing secret (`whsec_…`), shown once.

    Raises:
        Forbidden: only the security administrator may.
        Invalid: not an https address (http only where private addresses are allowed).
    """
    policies.require_manage_security(actor)
    host = url_host(url)
    schemes = ("https:", "http:") if settings.ALLOW_PRIVATE_WEBHOOKS else ("https:",)
    if host is None or not url.lower().startswith(schemes) or len(url) > 500:
        raise Invalid(_("请填写以 https:// 开头的完整地址。"), field="url")
    endpoint_id = uuid7()
    secret = secrets.token_bytes(SECRET_BYTES)
    key = crypto.keyring().derive(f"webhook|{actor.tenant_id}")
    endpoint = WebhookEndpoint.objects.create(
        id=endpoint_id,
        tenant_id=actor.tenant_id,
        url=url,
        secret_sealed=crypto.seal(key, secret, _bound(actor.tenant_id, endpoint_id)),
    )
    record.entry_append(
        actor=actor,
        action="accounts.webhook_added",
        subject=("webhook", endpoint_id),
        data={"host": host},
    )
    return endpoint, "whsec_" + base64.b64encode(secret).decode()


def endpoint_secret(endpoint: WebhookEndpoint) -> str:
    """Return the signing secret of an endpoint, for the one who signs.

    Raises:
        KeyLost: the sealed secret does not fit its row.
    """
    key = crypto.keyring().derive(f"webhook|{endpoint.tenant_id}")
    bound = _bound(endpoint.tenant_id, endpoint.pk)
    plain = crypto.unseal(key, bytes(endpoint.secret_sealed), bound)
    return "whsec_" + base64.b64encode(plain).decode()


@transaction.atomic
def endpoint_remove(*, actor: Actor, endpoint_id: UUID, reason: str = "") -> None:
    """Stop delivering to an address.

    Raises:
        Forbidden: only the security administrator may.
        NotFound: no such active endpoint in the tenant.
    """
    policies.require_manage_security(actor)
    if not selectors.endpoint_list(actor).filter(pk=endpoint_id).update(is_active=False):
        raise NotFound(_("没有这个回调地址。"))
    record.entry_append(
        actor=actor,
        action="accounts.webhook_removed",
        subject=("webhook", endpoint_id),
        data={"reason": reason},
    )
