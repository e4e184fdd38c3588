"""Ask what an agency did for those it recruits, and what of its own duties is open."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from accounts import selectors as accounts
from accounts.managers import TenantQuerySet
from accounts.models import Tenant
from charter import policies
from charter.models import AgencyRecord, Version
from charter.rules import agency as rules
from charter.rules import items
from charter.selectors.training import courses_due_of
from charter.selectors.version import in_force
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from parties import selectors as parties
from parties.checks import PASSED, valid_until
from parties.models import Party

SETTING = "agency_duties"
MOST = 500
Kind, Result = AgencyRecord.Kind, AgencyRecord.Result


@dataclass(frozen=True, slots=True)
class Cared:
    """How an agency stands with one marketer or operator: the newest record of each kind.

    `untrained` are courses that he must take; `found_on` is a violation that waits for a measure.
    """

    party: Party
    newest: dict[str, AgencyRecord] = field(default_factory=dict)
    untrained: int = 0
    found_on: date | None = None
    is_overdue: bool = False

    @property
    def is_recruited(self) -> bool:
        return rules.RECRUITMENT in self.newest

    @property
    def is_reminded(self) -> bool:
        return rules.REMINDER in self.newest


@dataclass(frozen=True, slots=True)
class Board:
    """An agency's own duties as they stand today."""

    bears: bool
    rules: Version | None
    marketers: tuple[Cared, ...]
    operators: tuple[Cared, ...]


def bears_agency_duties(actor: Actor) -> bool:
    """Tell whether the tenant is an agency; a merchant of the same kind says that it is none."""
    tenant = accounts.tenant_get(actor)
    is_kind = tenant.kind == Tenant.Kind.AGENCY
    return is_kind and accounts.policy_number(tenant, SETTING, 1) == 1


def kinds_of(actor: Actor) -> tuple[str, ...]:
    """Return the kinds of texts that the tenant writes: an agency its own rules besides."""
    return items.KINDS if bears_agency_duties(actor) else items.PUBLIC


def agency_records(actor: Actor, party: Party) -> TenantQuerySet[AgencyRecord]:
    """Return what was recorded of one party, the newest first.

    Raises:
        Forbidden: whoever neither watches over the platform nor is the party.
    """
    policies.require_see_party(actor, party)
    found = AgencyRecord.objects.of(actor).filter(party=party).select_related("user")
    return found.order_by("-done_on", "-id")


def agency_filed(actor: Actor, party: Party) -> rules.Filed:
    """Return what of a marketer is on file today.

    Law: O117-agency-recruitment
    """
    now = clock.now()
    facts = parties.verification_facts(actor, [party.pk], now)[party.pk]
    months = parties.reverify_months(parties.policy_of(actor), clock.today())
    done = facts.file
    is_verified = done is not None and done.state == PASSED and valid_until(done, months) > now
    return rules.Filed(
        is_verified=is_verified,
        has_residence=party.address is not None,
        has_contact=party.mobile is not None,
        has_position=bool(party.occupation),
    )


def agency_board(actor: Actor) -> Board:
    """Return how the agency stands with its own duties: rules, and everybody it works with.

    Raises:
        Forbidden: whoever does not watch over the tenant.

    Law: O117-agency-management, O117-agency-recruitment, O117-agency-training
    Law: O117-agency-discipline, O117-agency-no-false-trade
    """
    policies.require_see(actor)
    standing = parties.party_list(actor).exclude(state=Party.State.CLOSED)
    people = list(standing.filter(roles__contains=["marketer"]).order_by("public_name")[:MOST])
    served = list(standing.filter(roles__contains=["operator"]).order_by("public_name")[:MOST])
    records = _records(actor, {one.pk for one in (*people, *served)})
    due = courses_due_of(actor, people)
    untrained = {pk: sum(one.is_due for one in found) for pk, found in due.items()}
    return Board(
        bears=bears_agency_duties(actor),
        rules=in_force(actor, rules.RULES),
        marketers=tuple(_cared(one, records, untrained.get(one.pk, 0)) for one in people),
        operators=tuple(_cared(one, records) for one in served),
    )


def agency_of(actor: Actor, party: Party) -> Cared:
    """Return how the agency stands with one party.

    Raises:
        Forbidden: whoever neither watches over the tenant nor is the party.
    """
    policies.require_see_party(actor, party)
    due = courses_due_of(actor, [party])[party.pk]
    return _cared(party, _records(actor, {party.pk}), sum(one.is_due for one in due))


def reminders_lacking(actor: Actor, since: date) -> list[Party]:
    """Return the marketers whom nobody has reminded of their duties since a day.

    Law: O117-agency-training
    """
    done = AgencyRecord.objects.of(actor).filter(kind=Kind.REMINDER, done_on__gte=since)
    found = parties.party_list(actor).exclude(state=Party.State.CLOSED)
    marketers = found.filter(roles__contains=["marketer"])
    return list(marketers.exclude(pk__in=done.values("party_id")).order_by("id")[:MOST])


def _records(actor: Actor, ids: Collection[UUID]) -> dict[UUID, list[AgencyRecord]]:
    found: dict[UUID, list[AgencyRecord]] = {}
    rows = AgencyRecord.objects.of(actor).filter(party_id__in=ids).order_by("done_on", "id")
    for one in rows:
        found.setdefault(one.party_id, []).append(one)
    return found


def _cared(party: Party, records: dict[UUID, list[AgencyRecord]], untrained: int = 0) -> Cared:
    own = records.get(party.pk, [])
    newest = {one.kind: one for one in own}
    found = _last(own, {Kind.SUPERVISION, Kind.SERVICE}, Result.LACKING)
    handled = _last(own, {Kind.HANDLING})
    found_on = found.done_on if found else None
    waits = rules.is_open(found_on, handled.done_on if handled else None)
    today = clock.today()
    return Cared(
        party,
        newest,
        untrained,
        found_on if waits else None,
        any(one.next_due_on is not None and one.next_due_on < today for one in newest.values()),
    )


def _last(
    own: Iterable[AgencyRecord], kinds: Collection[str], result: str = ""
) -> AgencyRecord | None:
    wanted = [one for one in own if one.kind in kinds and (not result or one.result == result)]
    return wanted[-1] if wanted else None
