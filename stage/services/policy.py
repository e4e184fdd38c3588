"""What a platform sets for its stage: which elements it wants, which places it refuses."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services.policy import policy_put
from ledger import services as record
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from stage.rules import elements, places
from stage.rules.terms import Terms, terms_of


@transaction.atomic
def stage_policy_set(
    *, actor: Actor, required: Collection[str], restricted: Mapping[str, str]
) -> Terms:
    """Say which elements a broadcast must have had reviewed, and which places are refused.

    The same again changes nothing and is not recorded.

    Raises:
        Forbidden: only the security administrator may.
        Invalid: no such element, place or ground, or none at all that is required.

    Law: M-key-elements, M-places
    """
    if not required or set(required) - set(elements.KINDS):
        raise Invalid(_("请至少选择一项开播要素。"), field="required")
    if set(restricted) - set(places.KINDS) or set(restricted.values()) - set(places.GROUNDS):
        raise Invalid(_("没有这种场所。"), field="restricted")
    own = {
        "required": [one for one in elements.KINDS if one in required],
        "restricted": dict(sorted(restricted.items())),
    }
    tenant, before = policy_put(actor, {"stage": own})
    if before["stage"] == own:
        return terms_of(tenant.policy)
    record.entry_append(
        actor=actor,
        action="stage.policy_set",
        subject=("tenant", tenant.pk),
        clause="M-key-elements",
        data={"from": before["stage"] or {}, "to": own},
    )
    return terms_of(tenant.policy)
