"""What the gate must know of those on air: all of them in one statement, nothing opened."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from accounts import selectors as accounts
from livecompliance.kernel import clock, law, tenancy
from livecompliance.kernel.actors import Actor
from parties.checks import Barred, Consented, Done, Facts, Held, Limits
from parties.rules import qualifications

PRESENCE_MINUTES = 30  # the law gives no number; tenant policy `presence_minutes`

# A function of the database: its plan is kept.
STATEMENT = """
SELECT 'party', fact
  FROM parties_facts(%(tenant)s, %(parties)s::uuid[], %(at)s, %(on)s, %(session)s, %(liveness)s)
"""


def verification_facts(
    actor: Actor,
    party_ids: Collection[UUID],
    at: datetime,
    *,
    session_id: UUID | None = None,
    needs_liveness: bool = False,
) -> dict[UUID, Facts]:
    """Return what is known of parties at an instant, in one statement; strangers are left out.

    Args:
        session_id: the broadcast that runs: who was verified for it stays verified in it.
        needs_liveness: only liveness shows that somebody is present.
    """
    tenancy.require(actor)
    given = facts_given(actor, party_ids, at, session_id=session_id, needs_liveness=needs_liveness)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, given)
        return facts_seen(json.loads(row) for _what, row in cursor.fetchall())


def facts_given(
    actor: Actor,
    party_ids: Collection[UUID],
    at: datetime,
    *,
    session_id: UUID | None,
    needs_liveness: bool,
) -> dict[str, Any]:
    """Return what `STATEMENT` needs to be told; the arguments of `verification_facts`."""
    return {
        "tenant": actor.tenant_id,
        "parties": list(party_ids),
        "at": at,
        "on": clock.to_date(at),
        "session": session_id,
        "liveness": needs_liveness,
    }


def facts_seen(rows: Iterable[list[Any]]) -> dict[UUID, Facts]:
    """Return what is known of parties by id, of what `STATEMENT` found."""
    return {one.id: one for one in map(_facts, rows)}


def limits(policy: Mapping[str, Any], on: date) -> Limits:
    """Return what is asked for on a day: the law's numbers, and the tenant's where stricter.

    A tenant's number that is laxer than the law's counts for nothing.
    """
    age = law.clause("M-age", on)
    return Limits(
        on=on,
        reverify_months=reverify_months(policy, on),
        presence_minutes=_whole(policy.get("presence_minutes"), PRESENCE_MINUTES),
        minimum_age=int(age.number("minimum_age")),
        adult_age=int(age.number("guardian_consent_below")),
        licences=qualifications.categories(
            policy, "licence_categories", qualifications.LICENCE_CATEGORIES
        ),
        professions=qualifications.professions(policy),
        agency_categories=qualifications.categories(
            policy, "agency_licence_categories", qualifications.AGENCY_LICENCE_CATEGORIES
        ),
    )


def reverify_months(policy: Mapping[str, Any], on: date) -> int:
    """Return after how many months an operator is verified anew: the tenant's own, or the law's.

    Law: O117-operator-verified
    """
    clause = law.clause("O117-operator-verified", on)
    own = policy.get("reverify_months")
    if own is None:
        return int(clause.number("reverify_within"))
    try:
        return int(law.tightened(clause, {"reverify_within": own}).number("reverify_within"))
    except law.LaxerThanLaw:
        return int(clause.number("reverify_within"))


def needs_liveness(policy: Mapping[str, Any]) -> bool:
    """Tell whether the tenant wants its marketers alive before the camera, each time."""
    return policy.get("presence_liveness") in (True, 1)


def policy_of(actor: Actor) -> Mapping[str, Any]:
    """Return what the tenant has set for itself."""
    found: dict[str, Any] = accounts.tenant_get(actor).policy
    return found


def _whole(value: object, default: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        return default
    return value


def _facts(row: list[Any]) -> Facts:
    (pk, kind, roles, state, function, minor_until, documents, file, presence, used, last,
     consent, credentials, bars, unlicensed, unreachable) = row  # fmt: skip
    return Facts(
        id=UUID(pk),
        kind=kind,
        roles=frozenset(roles),
        state=state,
        function=function,
        minor_until=_day(minor_until),
        documents=frozenset(documents or ()),
        file=_done(file),
        presence=_done(presence),
        is_used_here=used,
        last=last or "",
        consent=_consent(consent),
        credentials=tuple(_held(*one) for one in credentials or ()),
        bars=tuple(Barred(*one) for one in bars or ()),
        unlicensed_agencies=unlicensed,
        is_unreachable=unreachable,
    )


def _done(found: dict[str, Any] | None) -> Done | None:
    if found is None:
        return None
    at, until = _instant(found["at"]), _instant(found["until"])
    return Done(found["state"], at, until, found["outcome"]) if at else None


def _consent(found: dict[str, Any] | None) -> Consented | None:
    at = _instant(found["at"]) if found else None
    if found is None or at is None:
        return None
    return Consented(at, _instant(found["until"]), _instant(found["revoked"]))


def _held(kind: str, fields: list[str], since: str | None, until: str | None) -> Held:
    return Held(kind, frozenset(fields), _day(since), _day(until))


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
