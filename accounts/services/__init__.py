"""What can happen to tenants, people and keys."""

from accounts.services.access import access_doubt
from accounts.services.contacts import (
    contact_copied,
    contact_find,
    contact_set,
    contact_shown,
)
from accounts.services.export import tenant_export
from accounts.services.holds import (
    HOLD_REVIEW_WITHIN,
    OnHold,
    Why,
    hold_lift,
    hold_place,
    thing_hold,
)
from accounts.services.keys import key_create, key_revoke
from accounts.services.origins import embed_origins_set, public_contact_set
from accounts.services.oversight import LONGEST as LONGEST_GRANT
from accounts.services.oversight import (
    Given,
    NameTaken,
    Office,
    authority_enter,
    regulator_enter,
    regulator_grant,
    regulator_revoke,
)
from accounts.services.people import (
    invitation_accept,
    invitation_withdraw,
    member_deactivate,
    member_invite,
    member_roles_set,
)
from accounts.services.persons import (
    PersonShredded,
    person_key,
    person_key_destroy,
    person_keys,
    tenant_key,
)
from accounts.services.policy import policy_put
from accounts.services.record import (
    record_count,
    record_export,
    record_export_note,
    record_pieces,
    record_wanted,
)
from accounts.services.shred import person_shred
from accounts.services.stepup import reason_checked, step_up_fail, step_up_pass
from accounts.services.tenant import (
    tenant_close,
    tenant_create,
    tenant_policy_set,
    tenant_resume,
    tenant_suspend,
)
from accounts.services.unmask import unmask_refuse, value_unmask
from accounts.services.visits import (
    sign_in_fail_hold,
    sign_in_fail_note,
    sign_in_note,
    sign_out_note,
)
from accounts.services.webhooks import endpoint_add, endpoint_remove, endpoint_secret
from accounts.services.words import own_hosts_set, words_set

__all__ = [
    "HOLD_REVIEW_WITHIN",
    "LONGEST_GRANT",
    "Given",
    "NameTaken",
    "Office",
    "OnHold",
    "PersonShredded",
    "Why",
    "access_doubt",
    "authority_enter",
    "contact_copied",
    "contact_find",
    "contact_set",
    "contact_shown",
    "embed_origins_set",
    "endpoint_add",
    "endpoint_remove",
    "endpoint_secret",
    "hold_lift",
    "hold_place",
    "invitation_accept",
    "invitation_withdraw",
    "key_create",
    "key_revoke",
    "member_deactivate",
    "member_invite",
    "member_roles_set",
    "own_hosts_set",
    "person_key",
    "person_key_destroy",
    "person_keys",
    "person_shred",
    "policy_put",
    "public_contact_set",
    "reason_checked",
    "record_count",
    "record_export",
    "record_export_note",
    "record_pieces",
    "record_wanted",
    "regulator_enter",
    "regulator_grant",
    "regulator_revoke",
    "sign_in_fail_hold",
    "sign_in_fail_note",
    "sign_in_note",
    "sign_out_note",
    "step_up_fail",
    "step_up_pass",
    "tenant_close",
    "tenant_create",
    "tenant_export",
    "tenant_key",
    "tenant_policy_set",
    "tenant_resume",
    "tenant_suspend",
    "thing_hold",
    "unmask_refuse",
    "value_unmask",
    "words_set",
]
