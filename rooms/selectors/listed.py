"""Which broadcasts on air concern people, accounts and rooms that came onto a list."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from livecompliance.kernel import gate
from livecompliance.kernel.actors import Actor
from rooms.models import Admission, Session


def listed_in(admission: Admission) -> frozenset[tuple[str, str, str]]:
    """Return who is on which list, and what else is news, by what the gate answered."""
    return frozenset(
        (one["code"], one.get("party", ""), str(sorted(one.get("data", {}).items())))
        for one in admission.reasons
        if (words := gate.words_of(one["code"])).is_listed or words.is_news
    )


def sessions_called(actor: Actor, accounts: Collection[str], rooms: Collection[str]) -> list[UUID]:
    """Return the sessions on air in which accounts operate or are seen, or of rooms, by number.

    Somebody who was declared by a bare name is seen under it.
    """
    on_air = Session.objects.of(actor).filter(ended_at__isnull=True)
    seen = on_air.filter(
        Q(on_air__external_id__in=accounts)
        | Q(on_air__stage_name__in=accounts)
        | Q(on_air__party__external_id__in=accounts),
        on_air__left_at__isnull=True,
    )
    own = on_air.filter(
        Q(room__operator__external_id__in=accounts) | Q(room__external_id__in=rooms)
    )
    return sorted({*seen.values_list("pk", flat=True), *own.values_list("pk", flat=True)})


def sessions_admitted(actor: Actor, session_ids: Collection[UUID]) -> list[UUID]:
    """Return those of sessions on air that the gate last allowed, in order."""
    found = Session.objects.of(actor).filter(pk__in=session_ids, is_admitted=True)
    return sorted(found.filter(ended_at__isnull=True).values_list("pk", flat=True))
