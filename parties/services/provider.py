"""Whom a tenant asks for identities, and whether that may be the sandbox."""

import base64
import binascii
import secrets

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.origins import url_host
from parties import policies
from parties.models import Provider
from parties.providers import Setup

SECRET_BYTES, PREFIX = 32, "idsec_"
SHORTEST_MS, LONGEST_MS = 500, 15_000


@transaction.atomic
def provider_set(
    *, actor: Actor, kind: str, url: str = "", key_id: str = "", timeout_ms: int = 5_000
) -> tuple[Provider, str]:
    """Choose who is asked for identities from now on; a new secret is made each time.

    Returns:
        The provider and its secret (`idsec_…`), shown once; "" for the sandbox.

    Raises:
        Forbidden: only the security administrator may.
        Invalid: no such kind, no https address, no key id, a time out of bounds, or the sandbox
            where the installation does not allow it.

    Law: M-real-identity
    """
    policies.require_set_provider(actor)
    _require(kind, url, key_id, timeout_ms)
    found = Provider.objects.of(actor).select_for_update().first()
    row = found or Provider(id=uuid7(), tenant_id=actor.tenant_id)
    is_http = kind == Provider.Kind.HTTP
    secret = secrets.token_bytes(SECRET_BYTES) if is_http else b""
    row.kind, row.timeout_ms = kind, timeout_ms
    row.url, row.key_id = (url, key_id) if is_http else ("", "")
    row.secret = crypto.keyring().wrap(secret, crypto.place(row, "secret")) if secret else None
    row.changed_at, row.changed_by_id = clock.now(), actor.user_id
    row.save()
    record.entry_append(
        actor=actor,
        action="parties.provider_set",
        subject=("provider", row.pk),
        clause="M-real-identity",
        data={"kind": kind, "host": url_host(row.url) or "", "timeout_ms": timeout_ms},
    )
    return row, PREFIX + base64.b64encode(secret).decode() if secret else ""


def _require(kind: str, url: str, key_id: str, timeout_ms: int) -> None:
    if kind not in Provider.Kind.values:
        raise Invalid(_("请选择身份核验服务。"), field="kind")
    if kind == Provider.Kind.SANDBOX and not settings.IDENTITY_SANDBOX:
        raise Invalid(_("本系统不允许使用演示核验服务。"), field="kind")
    if not SHORTEST_MS <= timeout_ms <= LONGEST_MS:
        raise Invalid(_("超时须在 0.5 至 15 秒之间。"), field="timeout_ms")
    if kind == Provider.Kind.HTTP:
        _require_http(url, key_id)


def _require_http(url: str, key_id: str) -> None:
    schemes = ("https:", "http:") if settings.ALLOW_PRIVATE_WEBHOOKS else ("https:",)
    if url_host(url) is None or not url.lower().startswith(schemes) or len(url) > 500:
        raise Invalid(_("请填写以 https:// 开头的完整地址。"), field="url")
    if not (key_id.isascii() and key_id.isprintable() and 0 < len(key_id) <= 40):
        raise Invalid(_("请填写密钥编号。"), field="key_id")


def secret_of(text: str) -> bytes:
    """Return the bytes of a secret as it was shown; what a provider signs with.

    Raises:
        Invalid: it is none.
    """
    try:
        return base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise Invalid(_("不是身份核验服务的密钥。"), field="secret") from None


def setup_of(actor: Actor) -> Setup | None:
    """Return whom to ask, or nobody: none was chosen, or the sandbox is not allowed here."""
    row = Provider.objects.of(actor).first()
    if row is None or (row.kind == Provider.Kind.SANDBOX and not settings.IDENTITY_SANDBOX):
        return None
    wrapped, secret = row.secret, b""
    if wrapped is not None:
        secret = crypto.keyring().unwrap(bytes(wrapped), crypto.place(row, "secret"))
    return Setup(
        name=f"{actor.tenant_id}|{row.kind}|{row.url}",
        kind=row.kind,
        url=row.url,
        key_id=row.key_id,
        secret=secret,
        timeout_s=row.timeout_ms / 1000,
    )
