"""Find decisions and their appeals by number, or by whom they are about."""

import re
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import CharField
from django.db.models.functions import Cast

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock, search
from livecompliance.kernel.actors import Actor
from parties import selectors as parties
from sanctions import policies
from sanctions.models import Sanction
from sanctions.selectors.sanction import sanction_list, sanctions_own

NUMBER = re.compile(r"(\d{4})(\d{2})(\d{2})-([0-9a-f]{6})", re.IGNORECASE | re.ASCII)


def case_search(actor: Actor, wanted: str, most: int) -> list[Sanction]:
    """Return the decisions that `actor` may see: staff all, a person what is about himself.

    Args:
        wanted: a number as letters say it, our id or its beginning, or the public name or number
            of whom a decision is about.
    """
    if actor.user_id is None:
        return []
    sees_all = policies.can_see(actor)
    rows = (sanction_list(actor) if sees_all else sanctions_own(actor)).select_related("appeal")
    if said := NUMBER.fullmatch(wanted):
        return list(_of_number(rows, said)[:most])
    if ids := search.id_range(wanted):
        return list(rows.filter(pk__range=ids)[:most])
    about = [one.pk for one in parties.party_search(actor, wanted, most)] if sees_all else []
    return list(rows.filter(party__in=about)[:most]) if about else []


def _of_number(rows: TenantQuerySet[Sanction], said: re.Match[str]) -> TenantQuerySet[Sanction]:
    """Return the decisions of a number: the day in Shanghai on which they were made, and how
    their id ends. The day alone keeps it to one part of an index."""
    try:
        day = date(int(said[1]), int(said[2]), int(said[3]))
        first, last = (_id_at(one) for one in (day, day + timedelta(days=1)))
    except (ValueError, OverflowError):
        return rows.none()
    found = rows.filter(pk__gte=first, pk__lt=last)
    ending = found.annotate(written=Cast("pk", CharField())).filter(
        written__endswith=said[4].lower()
    )
    return found.filter(pk__in=ending.values("pk"))


def _id_at(day: date) -> UUID:
    """Return the least id of a day.

    Raises:
        ValueError: no id is of that day.
    """
    begins = datetime.combine(day, time(), clock.SHANGHAI)
    return UUID(int=((begins - clock.UNIX_EPOCH) // timedelta(milliseconds=1)) << 80)
