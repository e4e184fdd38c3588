"""How a platform meets the public: pages that embed what is shown live, and how to reach it."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import policies
from accounts.models import Tenant
from accounts.services.policy import policy_put
from ledger import services as record
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.origins import origin_normal

MOST = 20


@transaction.atomic
def embed_origins_set(*, actor: Actor, origins: Sequence[str]) -> Tenant:
    """Replace the origins (`https://host[:port]`) whose pages may embed banner and room client.

    Raises:
        Forbidden: only the security administrator may.
        Invalid: more than twenty, or one that is no web origin.
    """
    policies.require_manage_security(actor)
    normal = [origin_normal(one) for one in origins]
    if len(normal) > MOST or None in normal:
        raise Invalid(_("请填写形如 https://host 的来源，最多 20 个。"), field="origins")
    after = sorted({one for one in normal if one})
    tenant, before = policy_put(actor, {"embed_origins": after})
    record.entry_append(
        actor=actor,
        action="accounts.embed_origins_set",
        subject=("tenant", tenant.pk),
        data={"from": before["embed_origins"] or [], "to": after},
    )
    return tenant


LONGEST_CONTACT = 300


@transaction.atomic
def public_contact_set(*, actor: Actor, contact: str) -> Tenant:
    """Say how the public reaches the platform: shown on its public pages.

    Raises:
        Forbidden: only the security administrator may.
        Invalid: longer than 300 characters.
    """
    policies.require_manage_security(actor)
    said = contact.strip()
    if len(said) > LONGEST_CONTACT:
        raise Invalid(_("对外联系方式最多 300 字。"), field="contact")
    tenant, before = policy_put(actor, {"public_contact": said})
    record.entry_append(
        actor=actor,
        action="accounts.public_contact_set",
        subject=("tenant", tenant.pk),
        data={"from": before["public_contact"] or "", "to": said},
    )
    return tenant
