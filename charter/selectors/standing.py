"""What parties must have agreed to and learned, and what of it holds: one question for all."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from charter.rules.standing import Found, Lack, lack_of
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor

OPERATOR, MARKETER, AGENCY = "operator", "marketer", "agency"
Asked = tuple[UUID, str]

# A function of the database: its plan is kept.
BY_ROLE = """
SELECT 'needed', needed
  FROM charter_standing(%(tenant)s, %(charter_parties)s::uuid[], %(charter_roles)s::text[],
                        %(charter_today)s, %(charter_now)s, %(charter_learners)s::text[])
"""
BY_PARTY = """
SELECT 'needed', needed
  FROM (SELECT array_agg(p.id) AS parties, array_agg(one.role::text) AS roles
          FROM parties_party p CROSS JOIN LATERAL unnest(p.roles) AS one(role)
         WHERE p.tenant_id = %(tenant)s AND p.id = ANY(%(charter_parties)s::uuid[])) AS held,
       charter_standing(%(tenant)s, held.parties, held.roles, %(charter_today)s, %(charter_now)s,
                        %(charter_learners)s::text[])
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What of one party does not hold today; nothing when everything does."""

    party: UUID
    lacks: tuple[Lack, ...] = field(default=())

    @property
    def is_in_force(self) -> bool:
        return not self.lacks


def lacks_of(
    actor: Actor, asked: Collection[Asked], learners: Sequence[str] = (MARKETER,)
) -> list[Lack]:
    """Return everything that does not hold of parties in their roles: one query, however many.

    Args:
        asked: parties, each with the role in which it is asked about.
        learners: the roles whose training is asked for.
    """
    return _lacks(BY_ROLE, lacks_given(actor, asked, learners)) if asked else []


def agreement_standing(actor: Actor, party_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """Return of each party what it must have agreed to, in every role it has, and has not.

    A lapsed agreement stops broadcasts and new offers. It never stops appeals, data rights,
    answers to consumers or tax: whoever serves those does not ask here.

    Law: M-agreements, M-agency-agreement
    """
    found = _lacks(BY_PARTY, _given(actor, list(party_ids), [], ())) if party_ids else []
    return {
        party: Standing(party, tuple(one for one in found if one.found.on_account_of == party))
        for party in party_ids
    }


def lacks_given(
    actor: Actor, asked: Collection[Asked], learners: Sequence[str] = (MARKETER,)
) -> dict[str, Any]:
    """Return what `BY_ROLE` needs to be told; the arguments of `lacks_of`."""
    return _given(actor, [one for one, _ in asked], [role for _, role in asked], learners)


def lacks_seen(rows: Iterable[Sequence[Any]]) -> list[Lack]:
    """Return what does not hold today, of what `BY_ROLE` found."""
    today = clock.today()
    return [lack for row in rows if (lack := lack_of(_found(row), today)) is not None]


def _given(
    actor: Actor, parties: list[UUID], roles: list[str], learners: Sequence[str]
) -> dict[str, Any]:
    return {
        "tenant": tenancy.require(actor).tenant_id,
        "charter_parties": parties,
        "charter_roles": roles,
        "charter_today": clock.today(),
        "charter_now": clock.now(),
        "charter_learners": list(learners),
    }


def _lacks(sql: str, given: dict[str, Any]) -> list[Lack]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return lacks_seen(json.loads(row) for _what, row in cursor.fetchall())


def _found(row: Sequence[Any]) -> Found:
    party, kind, other, account, concluded, *days = row
    starts, ends, ended, changed = map(_day, days)
    return Found(
        UUID(party),
        kind,
        UUID(other) if other else None,
        UUID(account),
        _day(concluded),
        starts,
        ends,
        ended,
        changed,
    )


def _day(text: str | None) -> date | None:
    """Return the day in Shanghai of what the database says: a day, an instant, nothing."""
    if text is None:
        return None
    return clock.to_date(datetime.fromisoformat(text)) if "T" in text else date.fromisoformat(text)
