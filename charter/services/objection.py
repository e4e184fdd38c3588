"""Whoever a change concerns says what he has against it, and is answered."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from charter import policies, selectors
from charter.models import Objection
from charter.services.version import CHANGED, note
from charter.services.wording import words
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict


class ObjectionsClosed(Conflict):
    """The time for objections is over, or has not begun."""

    code = "objections_closed"


@transaction.atomic
def objection_make(
    *,
    actor: Actor,
    version_id: UUID,
    text: str,
    party_id: UUID | None = None,
    leaves: bool = False,
) -> Objection:
    """Say something against a version before its day, for a party or as a member.

    Args:
        leaves: the party will leave rather than accept it.

    Raises:
        Forbidden: whoever is neither the party, nor its platform, nor a member.
        NotFound: no such version was published, or no such party.
        ObjectionsClosed: the time for it is over.
        Invalid: no words, too many, or some that name somebody.

    Law: ECL-rules-changed
    """
    party = selectors.party_get(actor, party_id) if party_id is not None else None
    policies.require_object(actor, party)
    version = selectors.version_public_get(actor, version_id)
    if not selectors.is_open_to_objections(version):
        raise ObjectionsClosed(_("提出意见的期限已过。"), law=CHANGED)
    made = Objection.objects.create(
        tenant_id=actor.tenant_id,
        version=version,
        party_id=party_id,
        user_id=actor.user_id,
        text=words(text, "text"),
        leaves=leaves and party is not None,
        given_at=clock.now(),
    )
    data = {"objection": str(made.pk), "leaves": made.leaves}
    note(actor, version, "charter.objection_made", data, CHANGED)
    return made


@transaction.atomic
def objection_answer(*, actor: Actor, objection_id: UUID, answer: str) -> Objection:
    """Answer an objection; the first answer stands.

    Raises:
        Forbidden: only officers may.
        NotFound: no such objection in the tenant.
        Conflict: it was answered.
        Invalid: no words, too many, or some that name somebody.

    Law: ECL-rules-changed
    """
    policies.require_write(actor)
    objection = selectors.objection_get(actor, objection_id, lock=True)
    if objection.answered_at is not None:
        raise Conflict(_("这条意见已经答复。"))
    objection.answer = words(answer, "answer")
    objection.answered_at, objection.answered_by_id = clock.now(), actor.user_id
    objection.save(update_fields=["answer", "answered_at", "answered_by"])
    data = {"objection": str(objection.pk)}
    note(actor, objection.version, "charter.objection_answered", data, CHANGED)
    return objection
