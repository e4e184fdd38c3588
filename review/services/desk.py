"""An officer's own desk: one row that who claims locks, and that remembers since when he sits."""

from django.db import transaction

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from review import policies
from review.models import Desk
from review.rules.rest import begins


def desk_lock(actor: Actor, *, is_act: bool = True) -> Desk:
    """Return the officer's desk, locked, with this act counted into his sitting."""
    given = {"tenant_id": actor.tenant_id, "officer_id": actor.user_id}
    desk = Desk.objects.select_for_update().filter(**given).first()
    if desk is None:  # his first act ever; two at once make one desk
        Desk.objects.bulk_create([Desk(**given)], ignore_conflicts=True)
        desk = Desk.objects.select_for_update().get(**given)
    if not is_act:
        return desk
    now = clock.now()
    desk.sat_since, desk.acted_at = begins(desk.sat_since, desk.acted_at, now), now
    desk.save(update_fields=["sat_since", "acted_at"])
    return desk


@transaction.atomic
def desk_plain_set(*, actor: Actor, is_plain: bool) -> Desk:
    """Let an officer see harmful pictures as they are, or blurred and grey again.

    Raises:
        Forbidden: the actor is no officer.
    """
    policies.require_work(actor)
    desk = desk_lock(actor)
    if desk.is_plain == is_plain:
        return desk
    desk.is_plain = is_plain
    desk.save(update_fields=["is_plain"])
    record.entry_append(
        actor=actor,
        action="review.pictures_shown" if is_plain else "review.pictures_blurred",
        subject=("user", actor.user_id),
    )
    return desk
