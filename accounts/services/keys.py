"""API keys are made, shown once, and revoked."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import policies, rules, selectors
from accounts.models import ApiKey, Scope
from accounts.services.access import access_doubt
from ledger import services as record
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid, NotFound


@transaction.atomic
def key_create(
    *, actor: Actor, name: str, scopes: Sequence[str], expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Make a key for an integrator.

    Returns:
        The row and the key itself, `lc_<prefix>_<secret>`: shown once, kept nowhere.

    Raises:
        Forbidden: only the security administrator makes keys.
        Invalid: no name, no scope, an unknown scope, or an end in the past.
    """
    policies.require_manage_security(actor)
    if not name.strip() or not scopes or set(scopes) - set(Scope.values):
        raise Invalid(_("请填写名称并至少选择一个权限范围。"), field="scopes")
    if expires_at is not None and expires_at <= clock.now():
        raise Invalid(_("到期时间须在将来。"), field="expires_at")
    prefix, secret = rules.new_api_key()
    key = ApiKey.objects.create(
        tenant_id=actor.tenant_id,
        name=name.strip()[:60],
        prefix=prefix,
        secret_hash=rules.secret_hash(crypto.keyring().derive("api-key"), secret),
        scopes=sorted(set(scopes)),
        created_by_id=actor.user_id,
        expires_at=expires_at,
    )
    record.entry_append(
        actor=actor,
        action="accounts.key_created",
        subject=("api_key", key.pk),
        data={"prefix": prefix, "scopes": key.scopes},
    )
    return key, f"lc_{prefix}_{secret}"


@transaction.atomic
def key_revoke(*, actor: Actor, key_id: UUID) -> ApiKey:
    """Revoke a key: its next request is refused. Revoking twice is revoking once.

    Raises:
        Forbidden: only the security administrator revokes.
        NotFound: no such key in the tenant.
    """
    policies.require_manage_security(actor)
    key = selectors.key_list(actor).select_for_update().filter(pk=key_id).first()
    if key is None:
        raise NotFound(_("没有这个密钥。"))
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        key.save(update_fields=["revoked_at"])
        record.entry_append(actor=actor, action="accounts.key_revoked", subject=("api_key", key.pk))
        access_doubt(actor.tenant_id, key=key.pk)
    return key
