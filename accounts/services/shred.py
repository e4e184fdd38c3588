"""One person's data is destroyed with his key; what remains, and why, is listed."""

from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import ManyToOneRel, Model
from django.utils.translation import gettext as _

from accounts import policies
from accounts.models import Contact, Membership, User
from accounts.services import holds, persons
from ledger import selectors as ledger
from ledger import services as record
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, NotFound


class StillActive(Conflict):
    """Somebody who still works here is shut out first."""

    code = "member_still_active"


class Remaining(NamedTuple):
    """How many rows of one table still point to the person; none of them opens without a key."""

    table: str
    rows: int


@transaction.atomic
def person_shred(*, actor: Actor, user_id: UUID) -> list[Remaining]:
    """Destroy a former member's data key, blind indexes and display name, for good.

    Returns:
        What remains: rows that name the person by id. Twice is once.

    Raises:
        Forbidden: only the system administrator may, and not to himself.
        NotFound: no such member.
        StillActive: the member has not been shut out.
        OnHold: a legal hold stands on what he left.

    Law: PIPL-security-measures
    """
    policies.require_manage_people(actor)
    policies.require_not_self(actor, user_id)
    member = Membership.objects.of(actor).select_for_update().filter(user_id=user_id).first()
    if member is None:
        raise NotFound(_("没有这个成员。"))
    if member.is_active:
        raise StillActive(_("请先停用该成员，再销毁其个人信息。"))
    holds.require_free(actor, user_id)
    _destroy(actor, user_id)
    left = remaining(actor, user_id)
    record.entry_append(
        actor=actor,
        action="accounts.person_shredded",
        subject=("user", user_id),
        clause="PIPL-security-measures",
        data={"remaining": {one.table: one.rows for one in left}},
    )
    return left


def _destroy(actor: Actor, user_id: UUID) -> None:
    """Leave a row without a key even for somebody who never had one: none is made later."""
    persons.person_key_destroy(actor, user_id)
    Contact.objects.of(actor).filter(user_id=user_id).update(mobile_index=None)
    user = User.objects.get(pk=user_id)
    user.display_name, user.first_name, user.last_name, user.email = "", "", "", ""
    user.set_unusable_password()
    user.save(update_fields=["display_name", "first_name", "last_name", "email", "password"])


def remaining(actor: Actor, user_id: UUID) -> list[Remaining]:
    """Return in which of the tenant's tables a person is still named by his id, and how often."""
    found = []
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and (owner := _owner(relation.related_model)):
            model, name = relation.related_model, relation.field.attname
            rows = model._default_manager.filter(**{owner: actor.tenant_id, name: user_id})
            found.append(Remaining(f"{model._meta.db_table}.{relation.field.name}", rows.count()))
    acts = ledger.entry_list(actor, ledger.Wanted(actor_ref=str(user_id))).count()
    about = ledger.Wanted(subject_kind="user", subject_ref=str(user_id))
    found += [
        Remaining("ledger_entry.actor_ref", acts),
        Remaining("ledger_entry.subject_ref", ledger.entry_list(actor, about).count()),
    ]
    return sorted(one for one in found if one.rows)


def _owner(model: type[Model]) -> str:
    """Return the field that says whose a row is; "" where rows belong to no tenant."""
    fields = model._meta.concrete_fields
    return next((one.attname for one in fields if one.column == "tenant_id"), "")
