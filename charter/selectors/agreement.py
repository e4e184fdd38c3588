"""Ask about agreements: of whom, in which state, what must be signed, what lapses soon."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.managers import TenantQuerySet
from charter import policies
from charter.models import Acceptance, Agreement, Check, Version
from charter.rules import items
from charter.selectors.party import partners_of
from charter.selectors.standing import agreement_standing
from charter.selectors.version import in_force, shelves
from charter.selectors.words import KINDS
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.crypto import KeyLost
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.personal import DataKey
from office.rules.days import first_instant
from parties.models import Party

SOON = timedelta(days=30)  # before the end of a term: somebody is told, and may sign anew
PARTY = "party"
STATES = ("in_force", "lapsing", "lapsed", "waiting", "future", "ended")


@dataclass(frozen=True, slots=True)
class ToAccept:
    """One text that a party should sign, with whom, and why.

    `why`: missing, lapsed or changed (nothing goes on air without it); waiting (the other side has
    signed); lapsing (the term ends soon); coming (a later text that will hold). `version` is None
    while the platform has published no such text.
    """

    kind: str
    version: Version | None
    other: Party | None
    why: str
    since: date | None = None

    @property
    def is_urgent(self) -> bool:
        return self.why in {"missing", "lapsed", "changed"}


@dataclass(frozen=True, slots=True)
class Signed:
    """One side's acceptance with who signed, as far as it can still be read."""

    acceptance: Acceptance
    name: str
    ip: str


def agreement_get(actor: Actor, agreement_id: UUID, *, lock: bool = False) -> Agreement:
    """Return one agreement of the actor's tenant, with its text and sides.

    Raises:
        NotFound: no such agreement for this actor.
    """
    found = Agreement.objects.of(actor).filter(pk=agreement_id)
    found = found.select_for_update(of=("self",)) if lock else found
    one = found.select_related("version", "party", "counterpart").first()
    if one is None:
        raise NotFound(_("没有这份协议。"))
    return one


def agreement_list(actor: Actor, *, kind: str = "", state: str = "") -> TenantQuerySet[Agreement]:
    """Return agreements, the newest first; of one kind, in one state today.

    Raises:
        Forbidden: whoever does not watch over the platform.
    """
    policies.require_see(actor)
    found = Agreement.objects.of(actor).select_related("version", "party", "counterpart")
    if kind:
        found = found.filter(kind=kind)
    if state in STATES:
        found = found.filter(_in_state(state, clock.today()))
    return found.order_by("-id")


def _in_state(state: str, today: date) -> Q:
    """Return the condition under which an agreement is in a state: as `state_of` says it."""
    if state == "ended":
        return Q(ended_at__isnull=False)
    if state == "waiting":
        return Q(ended_at__isnull=True, concluded_at__isnull=True)
    held = Q(ended_at__isnull=True, concluded_at__isnull=False)
    if state == "future":
        return held & Q(starts_on__gt=today)
    if state == "lapsed":
        return held & Q(ends_on__lt=today)
    begun = held & Q(starts_on__lte=today)
    if state == "lapsing":
        return begun & Q(ends_on__gte=today, ends_on__lte=today + SOON)
    return begun & (Q(ends_on__isnull=True) | Q(ends_on__gt=today + SOON))


def state_of(agreement: Agreement, today: date | None = None) -> str:
    """Return in one word what an agreement is worth on a day."""
    today = today or clock.today()
    if agreement.ended_at is not None:
        return "ended"
    if agreement.concluded_at is None or agreement.starts_on is None:
        return "waiting"
    if agreement.starts_on > today:
        return "future"
    if agreement.ends_on is None or agreement.ends_on > today + SOON:
        return "in_force"
    return "lapsed" if agreement.ends_on < today else "lapsing"


def is_renewable(agreement: Agreement) -> bool:
    """Tell whether the same text may be signed anew: its term is over, or ends soon."""
    return state_of(agreement) in {"lapsing", "lapsed"}


def agreements_of(actor: Actor, party: Party) -> TenantQuerySet[Agreement]:
    """Return every agreement of a party, on whichever side it stands; the newest first.

    Raises:
        Forbidden: whoever neither watches over the platform nor is the party.
    """
    policies.require_see_party(actor, party)
    found = Agreement.objects.of(actor).filter(Q(party=party) | Q(counterpart=party))
    return found.select_related("version", "party", "counterpart").order_by("-id")


def agreement_with_platform(
    actor: Actor, party_id: UUID, on: date | None = None
) -> Agreement | None:
    """Return what a party has agreed with the platform and is bound by on a day (today)."""
    day = on or clock.today()
    found = Agreement.objects.of(actor).filter(party=party_id, counterpart=None, ended_at=None)
    bound = found.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))
    return bound.select_related("version").order_by("-starts_on", "-id").first()


def agreements_ending(actor: Actor, since: date, until: date) -> list[Agreement]:
    """Return what ends within these days and stands until then, the first to end in front."""
    found = Agreement.objects.of(actor).filter(
        ended_at__isnull=True, concluded_at__isnull=False, ends_on__range=(since, until)
    )
    return list(found.select_related("party", "counterpart").order_by("ends_on", "id"))


def signers_of_kind(actor: Actor, kind: str) -> set[UUID]:
    """Return the people who are a side of an agreement of a kind that stands."""
    held = Agreement.objects.of(actor).filter(
        kind=kind, ended_at__isnull=True, concluded_at__isnull=False
    )
    pairs = held.values_list("party__user_id", "counterpart__user_id")
    return {one for pair in pairs for one in pair if one is not None}


def tenants_with_ends(since: date, until: date) -> list[UUID]:
    """Return the tenants, whoever they are, in which something ends or begins to hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM charter_due(%s, %s)", [since, until])
        return [row[0] for row in cursor.fetchall()]


def agreements_alike(actor: Actor, agreement: Agreement) -> TenantQuerySet[Agreement]:
    """Return what stands of the same kind between the same sides, itself included."""
    return Agreement.objects.of(actor).filter(
        kind=agreement.kind,
        party_id=agreement.party_id,
        counterpart_id=agreement.counterpart_id,
        ended_at__isnull=True,
    )


def agencies_agreed(actor: Actor, ids: Collection[UUID], day: date) -> dict[UUID, list[UUID]]:
    """Return by id the agencies with which parties had an agreement on a day.

    Law: M-agency-agreement
    """
    rows = Agreement.objects.of(actor).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        Q(ended_at__isnull=True) | Q(ended_at__gte=first_instant(day)),
        party_id__in=list(ids),
        counterpart__isnull=False,
        starts_on__lte=day,
    )
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for party_id, agency_id in rows.order_by("id").values_list("party_id", "counterpart_id"):
        if agency_id is not None:
            found[party_id].append(agency_id)
    return found


def agreement_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what agreements are called: their kind and with whom."""
    found = Agreement.objects.of(actor).filter(pk__in=ids).select_related("party")
    return {str(one.pk): f"{KINDS[one.kind]} · {one.party.public_name}" for one in found}


def agreement_counts(actor: Actor) -> dict[str, int]:
    """Return how many agreements are in each state today."""
    policies.require_see(actor)
    today = clock.today()
    found = Agreement.objects.of(actor)
    return {state: found.filter(_in_state(state, today)).count() for state in STATES}


def check_list(actor: Actor, agreement: Agreement) -> TenantQuerySet[Check]:
    """Return when somebody looked whether an agreement is kept, the newest first."""
    found = Check.objects.of(actor).filter(agreement=agreement).select_related("user")
    return found.order_by("-done_on", "-id")


def signed_list(actor: Actor, agreement: Agreement) -> list[Signed]:
    """Return who signed an agreement. Whose key was destroyed is not named any more."""
    found = Acceptance.objects.of(actor).filter(agreement=agreement)
    return _opened(actor, list(found.select_related("party", "user").order_by("id")))


def signed_get(actor: Actor, acceptance_id: UUID) -> Signed:
    """Return one acceptance with who signed.

    Raises:
        NotFound: no such acceptance in the tenant, or its person was destroyed.
    """
    found = Acceptance.objects.of(actor).filter(pk=acceptance_id).select_related("party")
    signed = _opened(actor, list(found))
    if not signed or not signed[0].name:
        raise NotFound(_("没有这条信息，或已销毁。"))
    return signed[0]


def _opened(actor: Actor, found: list[Acceptance]) -> list[Signed]:
    keys = accounts.person_keys(actor, {one.party_id for one in found}, PARTY)
    return [Signed(one, _read(one, "signer_name", keys), _read(one, "ip", keys)) for one in found]


def _read(row: Acceptance, name: str, keys: dict[UUID, DataKey]) -> str:
    key = keys.get(row.party_id)
    if key is None:
        return ""
    try:
        text: str = Acceptance._meta.get_field(name).read(row, key)  # type: ignore[union-attr]
    except KeyLost:
        return ""
    return text


def texts_to_accept(actor: Actor, party: Party) -> list[ToAccept]:
    """Return what a party should sign, what keeps it off the air first.

    Raises:
        Forbidden: whoever neither watches over the platform nor is the party.

    Law: M-agreements, M-agency-agreement
    """
    mine = [one for one in agreements_of(actor, party) if one.ended_at is None]
    urgent = _lacking(actor, party)
    done = {(one.kind, one.other.pk if one.other else None) for one in urgent}
    rest = [*_waiting(actor, party, mine), *_soon(actor, party, mine)]
    found = [*urgent]
    for one in rest:
        key = (one.kind, one.other.pk if one.other else None)
        if key not in done or one.why == "coming":
            done.add(key)
            found.append(one)
    return found


def _lacking(actor: Actor, party: Party) -> list[ToAccept]:
    lacks = agreement_standing(actor, [party.pk])[party.pk].lacks
    own = [one for one in lacks if one.found.party == party.pk]
    others = partners_of(actor, party.pk)
    return [
        ToAccept(
            one.found.kind,
            in_force(actor, one.found.kind),
            others.get(one.found.other) if one.found.other else None,
            one.state,
            one.since,
        )
        for one in own
    ]


def _waiting(actor: Actor, party: Party, mine: Iterable[Agreement]) -> list[ToAccept]:
    """Return what the other side has signed and this one has not."""
    open_ones = [one for one in mine if one.concluded_at is None]
    signed = set(
        Acceptance.objects.of(actor)
        .filter(agreement__in=open_ones, party=party)
        .values_list("agreement_id", flat=True)
    )
    return [
        ToAccept(
            one.kind,
            one.version,
            one.counterpart if one.party_id == party.pk else one.party,
            "waiting",
            clock.to_date(one.offered_at),
        )
        for one in open_ones
        if one.pk not in signed
    ]


def _soon(actor: Actor, party: Party, mine: Iterable[Agreement]) -> list[ToAccept]:
    """Return what ends soon, and the texts to come of what holds."""
    held = [one for one in mine if state_of(one) in {"in_force", "lapsing"}]
    signed = {(one.kind, one.counterpart_id, one.version_id) for one in mine if one.concluded_at}
    by_kind = {one.kind: one for one in shelves(actor, items.AGREEMENTS)} if held else {}
    found = []
    for one in held:
        shelf = by_kind[one.kind]
        other = one.counterpart if one.party_id == party.pk else one.party
        if state_of(one) == "lapsing":
            found.append(ToAccept(one.kind, shelf.current, other, "lapsing", one.ends_on))
        found += [
            ToAccept(one.kind, later, other, "coming", later.effective_on)
            for later in shelf.coming
            if later.is_material and (one.kind, one.counterpart_id, later.pk) not in signed
        ]
    return found
