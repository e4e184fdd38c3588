"""An operator's card: told by the operator, compared by an officer, published, kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from office import selectors as office_asks
from office import services as office
from office.rules import days
from parties import policies, selectors
from parties.events import StandingChanged
from parties.models import Card, Party
from parties.rules import cards
from parties.rules.documents import check
from parties.services import unreachable
from parties.services.card_words import Words, card_opened, snapshot
from parties.services.sealing import sealer
from parties.services.standing import reason_of, require_standing
from parties.services.told import party_tell

CLAUSE = "O117-published-changes"
REPORTED, DECIDED = "card.reported", "card.decided"
REPORT_CLOCK, REPUBLISH_CLOCK = "card_report", "card_republish"
REPORT = office.Policy(
    amount=3,
    unit="working_day",
    clause="O117-publicity-changes",
    param="report_within",
    met_by=(REPORTED,),
)
REPUBLISH = office.Policy(
    amount=7,
    unit="working_day",
    clause=CLAUSE,
    param="republish_within",
    met_by=(DECIDED,),
)
State = Card.State


class CardDecided(Conflict):
    """The version was decided, or a newer one took its place."""

    code = "card_decided"


class CardIncomplete(Conflict):
    """The card does not say everything that the law asks of this kind of operator."""

    code = "card_incomplete"


class CardUnchanged(Conflict):
    """The card says exactly what is published."""

    code = "card_unchanged"


@dataclass(frozen=True, slots=True)
class Told:
    """What an operator says of itself; what is on file already is never typed again.

    Args:
        address: domicile, place of business or actual business address, by kind.
        contact: of a natural person; anything by which he can be reached.
        keeper, composition: of an individual business.
        changed_on: the day on which what is published ceased to be true; today when not given.
    """

    address: str | None = None
    contact: str | None = None
    keeper: str | None = None
    composition: str | None = None
    changed_on: date | None = None

    def words(self, kind: str) -> dict[str, str]:
        """Return what was typed of what this kind publishes.

        Raises:
            Invalid: a value is too long, or no such composition.
        """
        given = {name: getattr(self, name) for name in cards.typed_of(kind)}
        typed = {name: " ".join(text.split()) for name, text in given.items() if text is not None}
        for name, most in (("address", 200), ("contact", 80), ("keeper", 120)):
            if len(typed.get(name, "")) > most:
                raise Invalid(_("内容过长。"), field=name)
        if typed.get("composition", "") not in ("", *cards.COMPOSITIONS):
            raise Invalid(_("请选择组成形式。"), field="composition")
        return {name: text for name, text in typed.items() if text}


@transaction.atomic
def card_submit(*, actor: Actor, party_id: UUID, told: Told) -> Card:
    """Take what an operator publishes of itself; an officer compares it before it is shown.

    Whatever waited before is replaced. A change has two terms: the operator's, from the day of the
    change to this report, and the platform's, from this report to its decision. The platform's runs
    from the first report that was not answered, however often it is told anew.

    Raises:
        NotFound: no such party for this actor. Forbidden: it is not his to change.
        PartyClosed: it has left. Invalid: it is no operator, or a value cannot be.
        CardUnchanged: it says exactly what is published, or what waits.

    Law: O117-published-changes, O117-publicity-changes
    """
    party = selectors.party_get(actor, party_id, lock=True)
    policies.require_change(actor, party)
    require_standing(party)
    if Party.Role.OPERATOR not in party.roles:
        raise Invalid(_("只有直播间运营者需要公示营业信息。"), field="party_id")
    changed_on = told.changed_on or clock.today()
    if changed_on > clock.today():
        raise Invalid(_("日期不能晚于今天。"), field="changed_on")
    there = selectors.card_versions(actor, party.pk)
    basis = there.waiting or there.published
    words = snapshot(actor, party, basis, told.words(party.kind))
    if basis is not None and not cards.changed(party.kind, card_opened(actor, basis), words.values):
        raise CardUnchanged(_("与现有内容完全相同，无需报送。"))
    return _file(actor, party, there, words, changed_on)


def card_follow(actor: Actor, party_id: UUID, since: date | None = None) -> Card | None:
    """Report by itself what changed on file of what an operator publishes, so that nobody types it
    twice. Nothing where it publishes nothing yet, or says the same.

    Args:
        since: the day from which it was so; today when not given.

    Law: O117-published-changes
    """
    there = selectors.card_versions(actor, party_id)
    basis = there.waiting or there.published
    if basis is None or there.published is None:
        return None
    party = selectors.party_get(actor, party_id, lock=True)
    if party.state == Party.State.CLOSED:
        return None
    words = snapshot(actor, party, basis, {})
    if not cards.changed(party.kind, card_opened(actor, basis), words.values):
        return None
    return _file(actor, party, there, words, since or clock.today())


def cards_follow_agency(actor: Actor, agency_id: UUID) -> int:
    """Report by itself, for every operator that works with an agency, what the agency is called
    now; return for how many.

    Law: O117-published-changes
    """
    product = system_actor(actor.tenant_id)
    return sum(
        card_follow(product, party_id) is not None
        for party_id in selectors.operators_with(product, agency_id)
    )


def card_end(actor: Actor, party_id: UUID) -> None:
    """Take an operator's card down that has left, and let nothing of it wait any more."""
    there = selectors.card_versions(actor, party_id)
    for one, state in ((there.published, State.PAST), (there.waiting, State.REPLACED)):
        if one is not None:
            _state_set(one, state, ended_at=clock.now())
    if there.waiting is not None:
        office.clocks_hear(actor=actor, subject=("party", party_id), act=DECIDED)


def _file(
    actor: Actor, party: Party, there: selectors.Versions, words: Words, changed_on: date
) -> Card:
    last = Card.objects.of(actor).filter(party=party).order_by("-number").first()
    if there.waiting is not None:
        _state_set(there.waiting, State.REPLACED, ended_at=clock.now())
    card = Card(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        party=party,
        number=last.number + 1 if last else 1,
        kind=party.kind,
        composition=str(words.values.get("composition") or ""),
        agencies=words.values.get("agencies") or [],
        licences=words.values.get("licences") or [],
        sources=words.sources,
        changed_on=changed_on,
        given_at=clock.now(),
        given_by_id=actor.user_id,
    )
    sealed = {name: str(words.values.get(name) or "") for name in cards.SEALED}
    sealer(actor, party.pk).put(card, {name: text for name, text in sealed.items() if text})
    card.save(force_insert=True)
    record.entry_append(
        actor=actor,
        action="parties.card_submitted",
        subject=("party", party.pk),
        clause=CLAUSE,
        after={name: text for name, text in sealed.items() if text},
        data={"version": card.number, "changed_on": f"{changed_on}"},
    )
    if there.published is not None:
        _clocks(actor, there.published, card)
    return card


def _clocks(actor: Actor, published: Card, card: Card) -> None:
    """Let the operator's term end with this report, and the platform's begin."""
    subject = ("card", published.pk)
    standing = office_asks.clock_list(actor, subject).filter(kind=REPORT_CLOCK).first()
    since = _since(card.changed_on, standing.ended_at if standing else None)
    office.clock_start(actor=actor, subject=subject, kind=REPORT_CLOCK, policy=REPORT, at=since)
    office.clocks_hear(actor=actor, subject=subject, act=REPORTED)
    office.clock_start(
        actor=actor,
        subject=("party", card.party_id),
        kind=REPUBLISH_CLOCK,
        policy=REPUBLISH,
        at=card.given_at,
    )


def _since(day: date, ended_at: datetime | None) -> datetime:
    since = days.first_instant(day)
    return max(since, ended_at) if ended_at is not None else since


@transaction.atomic
def card_doubt(*, actor: Actor, party_id: UUID, changed_on: date, reason: str) -> Card:
    """Write down that what an operator publishes is no longer true; its term to report runs.

    Raises:
        NotFound: no such party. Forbidden: only officers may.
        Invalid: it publishes nothing, a day ahead, or no reason.

    Law: O117-publicity-changes
    """
    policies.require_decide(actor)
    party = selectors.party_get(actor, party_id, lock=True)
    require_standing(party)
    published = selectors.card_versions(actor, party_id).published
    if published is None:
        raise Invalid(_("还没有公示任何版本。"), field="party_id")
    if changed_on > clock.today():
        raise Invalid(_("日期不能晚于今天。"), field="changed_on")
    said = reason_of(reason)
    subject = ("card", published.pk)
    standing = office_asks.clock_list(actor, subject).filter(kind=REPORT_CLOCK).first()
    since = _since(changed_on, standing.ended_at if standing else None)
    office.clock_start(actor=actor, subject=subject, kind=REPORT_CLOCK, policy=REPORT, at=since)
    record.entry_append(
        actor=actor,
        action="parties.card_doubted",
        subject=("party", party.pk),
        clause="O117-publicity-changes",
        data={"version": published.number, "changed_on": f"{changed_on}", "reason": said},
    )
    party_tell(actor, party, "card_doubted", published.pk, {"reason": said})
    return published


@transaction.atomic
def card_decide(*, actor: Actor, card_id: UUID, is_approved: bool, reason: str = "") -> Card:
    """Publish a version, or send it back with words. The same decision twice is one.

    What is published takes the place of what was; a measure for being unreachable ends with it.

    Raises:
        NotFound: no such version. Forbidden: only officers may.
        CardDecided: it was decided otherwise, or a newer version took its place.
        CardIncomplete: something that the law asks for is missing. Invalid: no reason to refuse.

    Law: O117-published-changes, O117-publicity, O117-publicity-natural
    """
    policies.require_decide(actor)
    party = selectors.party_get(actor, selectors.card_get(actor, card_id).party_id, lock=True)
    card = Card.objects.of(actor).select_for_update(of=("self",)).get(pk=card_id)
    if card.state != State.WAITING:
        if card.state == (State.PUBLISHED if is_approved else State.REFUSED):
            return card
        raise CardDecided(_("这个版本已有决定，或已被新版取代。"))
    require_standing(party)
    values = card_opened(actor, card)
    card.decided_at, card.decided_by_id = clock.now(), actor.user_id
    if is_approved:
        if lacking := cards.missing(card.kind, [name for name, said in values.items() if said]):
            law = cards.clause_of(card.kind)
            raise CardIncomplete(
                _("还缺少依法应当公示的内容，不能公示。"), law=law, missing=lacking
            )
        _publish(actor, party, card, values)
    else:
        card.reason = reason_of(reason)
        _state_set(card, State.REFUSED, ended_at=card.decided_at)
    record.entry_append(
        actor=actor,
        action="parties.card_published" if is_approved else "parties.card_refused",
        subject=("party", party.pk),
        clause=CLAUSE,
        data={"version": card.number, "reason": card.reason},
    )
    office.clocks_hear(actor=actor, subject=("party", party.pk), act=DECIDED)
    if is_approved:
        unreachable.unreachable_cured(actor, party, card)
    topic = "card_published" if is_approved else "card_refused"
    party_tell(actor, party, topic, card.pk, {} if is_approved else {"reason": card.reason})
    return card


def _publish(actor: Actor, party: Party, card: Card, values: Mapping[str, Any]) -> None:
    before = selectors.card_versions(actor, party.pk).published
    if before is not None:
        _state_set(before, State.PAST, ended_at=card.decided_at)
    card.published_at = card.decided_at
    _state_set(card, State.PUBLISHED, ended_at=None)
    if card.kind == Party.Kind.NATURAL:
        _refile(actor, party, card, values)
    events.publish(StandingChanged(actor, party.pk, "card_published"))


def _refile(actor: Actor, party: Party, card: Card, values: Mapping[str, Any]) -> None:
    """Keep on file what a natural person said of address and telephone, now that it was verified.

    Law: O117-operator-verified
    """
    given = {name for name, source in card.sources.items() if source == "given"}
    plain = {"address": str(values["address"])} if "address" in given else {}
    if "contact" in given:
        found = check("mobile", str(values["contact"]), clock.today())
        plain |= {"mobile": found.normalised} if found.valid else {}
    if not plain:
        return
    party.save(update_fields=sealer(actor, party.pk).put(party, plain))
    record.entry_append(
        actor=actor,
        action="parties.party_changed",
        subject=("party", party.pk),
        clause="O117-operator-verified",
        after=plain,
        data={"fields": sorted(plain)},
    )


def _state_set(card: Card, state: str, *, ended_at: datetime | None) -> None:
    card.state, card.ended_at = state, ended_at
    card.save(
        update_fields=["state", "ended_at", "decided_at", "decided_by", "reason", "published_at"]
    )
