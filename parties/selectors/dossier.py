"""Everything about parties that an officer reads: how they stand, what they lack, who with."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.gate import Asked, Reason
from livecompliance.kernel.pg.search import ids as search_ids
from livecompliance.kernel.search import id_range, in_order
from parties import checks, policies
from parties.models import Bar, Credential, Document, Mark, Party, Tie
from parties.selectors import facts
from parties.selectors.party import party_list

NOBODY = UUID(int=0)
# What is asked at the moment of going on air, or of a cast: nothing that somebody lacks before.
MOMENTARY = frozenset({"marketer_not_verified_now", "provider_unavailable", "marketer_missing",
                       "operator_missing", "unknown_marketer", "role_missing"})  # fmt: skip


def standings(actor: Actor, parties: Iterable[Party]) -> dict[UUID, checks.Facts]:
    """Return what is known of parties now, by id; one statement for all."""
    return facts.verification_facts(actor, [one.pk for one in parties], clock.now())


def lacks(actor: Actor, known: Mapping[UUID, checks.Facts]) -> dict[UUID, list[Reason]]:
    """Return by id what keeps each party off air, whatever the broadcast.

    Agencies are on no air: of them only bars and their account are told.
    """
    if not known:
        return {}
    at = clock.now()
    limits = facts.limits(facts.policy_of(actor), clock.to_date(at))
    return {pk: _lacks(one, limits, at) for pk, one in known.items()}


def _lacks(one: checks.Facts, limits: checks.Limits, at: datetime) -> list[Reason]:
    is_operator, is_marketer = "operator" in one.roles, "marketer" in one.roles
    asked = Asked(
        room_id=NOBODY,
        operator_id=one.id if is_operator else None,
        marketers=(one.id,) if is_marketer else (),
        at=at,
    )
    found = checks.reasons(asked, {one.id: one}, limits)
    kept = {reason.code: reason for reason in found if reason.code not in MOMENTARY}
    if not (is_operator or is_marketer):
        kept.pop("function_not_open", None)
    return list(kept.values())


def verified_until(actor: Actor, known: Mapping[UUID, checks.Facts]) -> dict[UUID, datetime | None]:
    """Return by id until when identities count as verified; None where one does not."""
    if not known:
        return {}
    months = facts.reverify_months(facts.policy_of(actor), clock.today())
    return {
        pk: checks.valid_until(one.file, months)
        if one.file is not None and one.file.state == checks.PASSED
        else None
        for pk, one in known.items()
    }


def agencies_of(actor: Actor, ids: Collection[UUID]) -> dict[UUID, list[Party]]:
    """Return by id the agencies with which parties work now."""
    ties = Tie.objects.of(actor).filter(second_id__in=list(ids), until=None)
    found: dict[UUID, list[Party]] = defaultdict(list)
    for tie in ties.filter(first__roles__contains=["agency"]).select_related("first"):
        found[tie.second_id].append(tie.first)
    return found


def agencies_at(actor: Actor, ids: Collection[UUID], at: datetime) -> dict[UUID, list[UUID]]:
    """Return by id the agencies with which parties worked at an instant."""
    ties = Tie.objects.of(actor).filter(
        Q(until__isnull=True) | Q(until__gt=at),
        second_id__in=list(ids),
        since__lte=at,
        kind__in=[Tie.Kind.AGENCY_MARKETER, Tie.Kind.AGENCY_OPERATOR],
    )
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for agency_id, party_id in ties.values_list("first_id", "second_id"):
        found[party_id].append(agency_id)
    return found


def operators_of(actor: Actor, agency_id: UUID) -> set[UUID]:
    """Return the operators with whom an agency works now."""
    ties = Tie.objects.of(actor).filter(
        first_id=agency_id, kind=Tie.Kind.AGENCY_OPERATOR, until__isnull=True
    )
    return set(ties.values_list("second_id", flat=True))


def agency_users(actor: Actor, ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return by id the accounts of the agencies with which parties work now; two statements."""
    now = agencies_at(actor, ids, clock.now())
    agencies = {one for found in now.values() for one in found}
    users = party_users(actor, agencies)
    return {key: {users[one] for one in found if one in users} for key, found in now.items()}


def party_users(actor: Actor, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return by id the accounts of parties that have one and have not left."""
    rows = Party.objects.of(actor).filter(pk__in=list(ids), user__isnull=False)
    return dict(rows.exclude(state=Party.State.CLOSED).values_list("pk", "user_id"))


def agencies_sharing(actor: Actor, ids: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """Return by id the agencies whose bank account or device a party uses, and which of the two.

    Whoever is paid into an agency's account, or goes on air from its devices, works with it,
    whether anybody filed that or not.

    Law: O117-agency-no-false-trade
    """
    own = Mark.objects.of(actor).filter(party_id__in=list(ids), index__isnull=False)
    mine = list(own.order_by("kind").values_list("party_id", "kind", "index"))
    theirs: dict[tuple[str, bytes], set[UUID]] = defaultdict(set)
    of_agencies = Mark.objects.of(actor).filter(
        index__in=[index for _party, _kind, index in mine], party__roles__contains=["agency"]
    )
    for agency_id, kind, index in of_agencies.values_list("party_id", "kind", "index"):
        theirs[kind, bytes(index or b"")].add(agency_id)
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for party_id, kind, index in mine:
        for agency_id in theirs[kind, bytes(index or b"")] - {party_id}:
            found[party_id].setdefault(agency_id, kind)
    return found


def bar_list(actor: Actor, party: Party) -> TenantQuerySet[Bar]:
    """Return the bars on a party or on a document of its, lifted ones too, the newest first."""
    own = Document.objects.of(actor).filter(party=party).exclude(number_index=None)
    bars = Bar.objects.of(actor)
    marks = Mark.objects.of(actor).filter(party=party).exclude(index=None)
    found = bars.filter(party=party) | bars.filter(identity_index__in=own.values("number_index"))
    found |= bars.filter(identity_index__in=marks.values("index"))
    return found.order_by("-since", "-id")


def credential_waiting_count(actor: Actor) -> int:
    """Return how many credentials wait for an officer."""
    return Credential.objects.of(actor).filter(state="waiting").count()


def credential_get(actor: Actor, credential_id: UUID) -> Credential:
    """Return one credential of a party that `actor` may see.

    Raises:
        NotFound: no such credential for this actor.
    """
    found = Credential.objects.of(actor).select_related("party").filter(pk=credential_id).first()
    if found is None or not policies.can_see(actor, found.party):
        raise NotFound(_("没有这份许可或证书。"))
    return found


def party_search(actor: Actor, wanted: str, most: int) -> list[Party]:
    """Return the parties that `actor` may see whose public name or number holds `wanted`."""
    if not policies.can_see_all(actor):
        return []
    numbered = id_range(wanted)
    by_id = list(party_list(actor).filter(pk__range=numbered)[:most]) if numbered else []
    found = search_ids(Party, actor, wanted, most)
    named = in_order(found, Party.objects.of(actor).in_bulk(found))
    return list({one.pk: one for one in [*by_id, *named]}.values())[:most]
