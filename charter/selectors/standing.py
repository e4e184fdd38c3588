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

GIVEN = """
SELECT * FROM unnest(%(charter_parties)s::uuid[], %(charter_roles)s::text[]) AS a(party_id, role)
"""
HELD = """
SELECT p.id AS party_id, unnest(p.roles) AS role FROM parties_party p
WHERE p.tenant_id = %(tenant)s AND p.id = ANY(%(charter_parties)s::uuid[])
"""
# Who sells live for an agency was recruited by it under its own rules: nothing else tells of a
# house that is one.
# Of every need the best agreement there is: one that holds today before one that does not, the
# latest text before an older one. A later text that holds and that he did not accept is named,
# unless the platform takes silence for acceptance and he did not object.
STANDING = """
SELECT 'needed', json_build_array(s.party_id, s.kind, s.other_id, s.for_id, s.concluded_at,
         s.starts_on, s.ends_on, s.ended_at, s.effective_on)::text FROM (
WITH asked AS ({asked}),
ties AS (
    SELECT a.party_id, a.role, t.first_id AS agency_id
    FROM asked a JOIN parties_tie t ON t.second_id = a.party_id AND t.tenant_id = %(tenant)s
    WHERE t.kind = 'agency_' || a.role AND t.since <= %(charter_now)s
      AND (t.until IS NULL OR t.until > %(charter_now)s)
),
needs AS (
    SELECT party_id, 'platform_' || role AS kind, NULL::uuid AS other_id, party_id AS for_id
    FROM asked WHERE role IN ('operator', 'agency')
    UNION
    SELECT party_id, role || '_agency', agency_id, party_id FROM ties
    UNION
    SELECT agency_id, 'platform_agency', NULL, party_id FROM ties
),
house AS (
    SELECT FROM accounts_tenant WHERE id = %(tenant)s AND kind = 'agency'
      AND coalesce(policy ->> 'agency_duties', '1') = '1'
),
courses AS (
    SELECT code, audience FROM charter_course
    WHERE tenant_id = %(tenant)s AND state = 'published'
)
SELECT n.party_id, n.kind, n.other_id, n.for_id, a.concluded_at, a.starts_on, a.ends_on,
       a.ended_at, c.effective_on
FROM needs n
LEFT JOIN LATERAL (
    SELECT g.*, v.number FROM charter_agreement g JOIN charter_version v ON v.id = g.version_id
    WHERE g.tenant_id = %(tenant)s AND g.party_id = n.party_id AND g.kind = n.kind
      AND g.counterpart_id IS NOT DISTINCT FROM n.other_id AND g.concluded_at IS NOT NULL
    ORDER BY (g.ended_at IS NULL AND g.starts_on <= %(charter_today)s
              AND (g.ends_on IS NULL OR g.ends_on >= %(charter_today)s)) DESC,
             (g.starts_on <= %(charter_today)s) DESC, v.number DESC, g.concluded_at DESC
    LIMIT 1
) a ON true
LEFT JOIN LATERAL (
    SELECT later.effective_on FROM charter_version later
    WHERE later.tenant_id = %(tenant)s AND later.kind = n.kind AND later.state = 'published'
      AND later.is_material AND later.number > a.number AND later.effective_on <= %(charter_today)s
      AND (NOT (SELECT coalesce(policy ->> 'agreement_tacit', '0') = '1' FROM accounts_tenant
                WHERE id = %(tenant)s)
           OR EXISTS (
             SELECT FROM charter_objection o WHERE o.tenant_id = %(tenant)s
               AND o.version_id = later.id AND o.party_id = n.party_id))
    ORDER BY later.number LIMIT 1
) c ON true
UNION ALL
SELECT m.party_id, 'training', NULL, m.party_id, t.finished_at, NULL, t.valid_until, NULL, NULL
FROM asked m
LEFT JOIN courses r ON r.audience = m.role
LEFT JOIN LATERAL (
    SELECT g.finished_at, g.valid_until FROM charter_training g
    WHERE g.tenant_id = %(tenant)s AND g.party_id = m.party_id AND g.course_code = r.code
      AND g.state = 'passed'
    ORDER BY g.valid_until DESC LIMIT 1
) t ON true
WHERE m.role = ANY(%(charter_learners)s::text[])
UNION ALL
SELECT m.party_id, 'recruitment', NULL, m.party_id, r.recorded_at, NULL, NULL, NULL, NULL
FROM house h CROSS JOIN asked m LEFT JOIN LATERAL (
    SELECT g.recorded_at FROM charter_agencyrecord g
    WHERE g.tenant_id = %(tenant)s AND g.party_id = m.party_id AND g.kind = 'recruitment'
    ORDER BY g.done_on DESC LIMIT 1
) r ON true
WHERE m.role = 'marketer' AND m.role = ANY(%(charter_learners)s::text[])
UNION ALL
SELECT m.party_id, 'agency_rules', NULL, m.party_id, NULL, NULL, NULL, NULL, NULL
FROM house h CROSS JOIN asked m
WHERE m.role = 'marketer' AND m.role = ANY(%(charter_learners)s::text[]) AND NOT EXISTS (
    SELECT FROM charter_version v WHERE v.tenant_id = %(tenant)s AND v.kind = 'agency_rules'
      AND v.state = 'published' AND v.effective_on <= %(charter_today)s)
) AS s
"""
BY_ROLE, BY_PARTY = STANDING.format(asked=GIVEN), STANDING.format(asked=HELD)


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
