"""Who looks after a filing, an assessment, a technology or an incident."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.models import User
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid


def owner_of(actor: Actor, user_id: UUID | None) -> User | None:
    """Return the active member who is to look after something.

    Raises:
        Invalid: he is no active member of the tenant.
    """
    if user_id is None:
        return None
    members = accounts.membership_list(actor).filter(user_id=user_id, is_active=True)
    member = members.first()
    if member is None:
        raise Invalid(_("没有这位成员。"), field="owner")
    return member.user
