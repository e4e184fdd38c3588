"""Share the blacklist as matches alone: agree, find, look, and let go when it is retracted."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, events, jobs
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from parties import services as people
from parties.events import StandingChanged
from sanctions import policies, selectors
from sanctions.models import Match, Sharing
from sanctions.selectors import words
from sanctions.selectors.sharing import Matched
from sanctions.services.recount import officers_tell
from sanctions.services.texts import plain

CLAUSE, TASK = "O117-blacklist-evasion", "sanctions.matches_follow"
State = Match.State


class MatchGone(Conflict):
    """The entry was retracted: there is nothing to look at any more."""

    code = "match_gone"


@transaction.atomic
def sharing_set(*, actor: Actor, mode: str) -> Sharing | None:
    """Agree to share, change what a match does, or (with no mode) leave. Twice is once.

    From the moment a platform leaves nobody is matched by its list, nor it by anybody's.

    Raises:
        Forbidden: only the security administrator may. Invalid: no such mode.

    Law: O117-blacklist-evasion
    """
    person = policies.require_security(actor)
    if mode and mode not in Sharing.Mode.values:
        raise Invalid(_("请选择匹配后怎么处理。"), field="mode")
    standing = Sharing.objects.of(actor).select_for_update().filter(ended_at=None).first()
    if (standing.mode if standing else "") == mode:
        return standing
    if standing is not None:
        standing.ended_at = clock.now()
        standing.save(update_fields=["ended_at"])
    made = None
    if mode:
        made = Sharing.objects.create(
            tenant_id=actor.tenant_id, mode=mode, since=clock.now(), agreed_by_id=person
        )
    record.entry_append(
        actor=actor,
        action="sanctions.sharing_set",
        subject=("tenant", actor.tenant_id),
        clause=CLAUSE,
        data={"from": standing.mode if standing else "", "to": mode},
    )
    members_nudge(actor, also=True)
    return made


def members_nudge(actor: Actor, *, also: bool = False) -> None:
    """Have every platform that shares look again after the commit; the own one if `also`."""
    wanted = set(selectors.sharing_members()) - {actor.tenant_id}
    for tenant_id in sorted(wanted | ({actor.tenant_id} if also else set())):
        jobs.enqueue_on_commit(TASK, queue="bulk", tenant_id=str(tenant_id))


@transaction.atomic
def matches_follow(*, actor: Actor, party_ids: tuple[UUID, ...] | None = None) -> int:
    """Make the matches equal to what stands now: open what is new, retract what is gone.

    Args:
        party_ids: about whom only; None: everybody of the tenant.

    Returns:
        How many were opened or retracted.

    Raises:
        Forbidden: neither an officer nor the product itself.

    Law: O117-blacklist-evasion, O117-blacklist
    """
    policies.require_decide(actor)
    found = {(one.party_id, one.bar): one
             for one in selectors.matched(actor, clock.now(), party_ids)}  # fmt: skip
    known = Match.objects.of(actor).select_for_update(of=("self",))
    if party_ids is not None:
        known = known.filter(party__in=party_ids)
    rows = {(one.party_id, one.bar): one for one in known.select_related("party")}
    changed = 0
    for key, one in found.items():
        row = rows.get(key)
        if row is None or row.state == State.RETRACTED:
            _open(actor, one, row)
            changed += 1
    for key, row in rows.items():
        if key not in found and row.state != State.RETRACTED:
            _retract(actor, row)
            changed += 1
    return changed


def _open(actor: Actor, one: Matched, row: Match | None) -> None:
    row = row or Match(tenant_id=actor.tenant_id, party_id=one.party_id, bar=one.bar)
    row.by, row.platform, row.ground, row.clause = one.by, one.platform, one.ground, one.clause
    row.since, row.until, row.found_at = one.since, one.until, clock.now()
    row.state, row.retracted_at, row.note = State.OPEN, None, ""
    row.seen_by_id = row.seen_at = None
    row.save()
    _note(actor, row, "sanctions.match_found")
    context = {
        "name": row.party.public_name,
        "platform": row.platform,
        "by": words.pair(lambda: str(words.KNOWN_BY[row.by])),
        "until": words.day(row.until),
    }
    officers_tell(actor, "blacklist_matched", f"{row.pk}:{row.found_at:%s}", context)
    events.publish(StandingChanged(actor, row.party_id, "match_found"))


def _retract(actor: Actor, row: Match) -> None:
    row.state, row.retracted_at = State.RETRACTED, clock.now()
    row.save(update_fields=["state", "retracted_at"])
    _note(actor, row, "sanctions.match_retracted")
    context = {"name": row.party.public_name, "platform": row.platform}
    officers_tell(actor, "blacklist_retracted", f"{row.pk}:{row.retracted_at:%s}", context)
    events.publish(StandingChanged(actor, row.party_id, "match_retracted"))


@transaction.atomic
def match_see(*, actor: Actor, match_id: UUID, note: str) -> Match:
    """Say what came of looking at a match. It ends nothing there, and decides nothing here.

    Raises:
        NotFound, Forbidden; Invalid: no note. MatchGone: it was retracted.
    """
    officer = policies.require_person(actor)
    row = selectors.match_get(actor, match_id, lock=True)
    if row.state == State.RETRACTED:
        raise MatchGone(_("对方平台已撤回，这项匹配不再有效。"))
    row.note, row.state = plain(note, "note", 2, 300), State.SEEN
    row.seen_by_id, row.seen_at = officer, clock.now()
    row.save(update_fields=["note", "state", "seen_by", "seen_at"])
    _note(actor, row, "sanctions.match_seen")
    return row


def documents_prepare(*, actor: Actor) -> int:
    """Index what was filed before platforms shared, in pieces; return how many documents."""
    done = 0
    while made := people.documents_index(actor=actor):
        done += made
    return done


def _note(actor: Actor, row: Match, action: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("party", row.party_id),
        clause=CLAUSE,
        after={"note": row.note},
        data={"match": str(row.pk), "platform": row.platform, "by": row.by},
    )


def party_follow(actor: Actor, party_id: UUID) -> int:
    """Match one party that filed something new."""
    product = system_actor(actor.tenant_id)
    return matches_follow(actor=product, party_ids=(party_id,))
