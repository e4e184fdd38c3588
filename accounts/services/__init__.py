"""What can happen to tenants, people and keys."""

from accounts.services.access import access_doubt
from accounts.services.export import tenant_export
from accounts.services.keys import key_create, key_revoke
from accounts.services.origins import embed_origins_set
from accounts.services.oversight import regulator_grant, regulator_revoke
from accounts.services.people import (
    invitation_accept,
    invitation_withdraw,
    member_deactivate,
    member_invite,
    member_roles_set,
)
from accounts.services.record import (
    record_count,
    record_export,
    record_export_note,
    record_pieces,
    record_wanted,
)
from accounts.services.tenant import (
    tenant_close,
    tenant_create,
    tenant_policy_set,
    tenant_resume,
    tenant_suspend,
)
from accounts.services.webhooks import endpoint_add, endpoint_remove, endpoint_secret
from accounts.services.words import own_hosts_set, words_set

__all__ = [
    "access_doubt",
    "embed_origins_set",
    "endpoint_add",
    "endpoint_remove",
    "endpoint_secret",
    "invitation_accept",
    "invitation_withdraw",
    "key_create",
    "key_revoke",
    "member_deactivate",
    "member_invite",
    "member_roles_set",
    "own_hosts_set",
    "record_count",
    "record_export",
    "record_export_note",
    "record_pieces",
    "record_wanted",
    "regulator_grant",
    "regulator_revoke",
    "tenant_close",
    "tenant_create",
    "tenant_export",
    "tenant_policy_set",
    "tenant_resume",
    "tenant_suspend",
    "words_set",
]
