"""What a broadcast held goes when its term is over: never sooner, and nothing that is held."""

from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import policies as hold_policies
from accounts import selectors as accounts_ask
from accounts import services as accounts
from accounts.models import Hold
from ledger import services as record
from livecompliance.kernel import clock, events, retention
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.retention import Destroyed
from office import services as office
from rooms import policies, selectors
from rooms.events import SessionDestroyed
from rooms.models import Session, SessionHead
from rooms.rules import retention as rules
from rooms.rules.keeping import years_later
from rooms.selectors import retention as asks

CLAUSE, ERASURE = "O117-evidence-3y", "PIPL-erasure"
SESSIONS = "rooms.sessions"
AT_ONCE, MOST_S = 50, 30.0
REMINDED_WITHIN = timedelta(days=30)
FIRST = UUID(int=0)
LOOKED = 500  # broadcasts at whose holds a preview looks


class SessionGone(Conflict):
    """What was said in the broadcast was destroyed already."""

    code = "session_gone"


class SessionLive(Conflict):
    """The broadcast is on air: more may be sold in it."""

    code = "session_live"


@dataclass(frozen=True, slots=True)
class Carried:
    """What one run did: destroyed so many, passed so many over that are held or not due yet."""

    destroyed: int
    passed: int
    is_whole: bool


def retention_carry_out(
    *, actor: Actor, most_s: float = MOST_S, day: date | None = None
) -> Carried:
    """Destroy what was said in every broadcast whose term is over and that nothing holds.

    Its key is destroyed, so that no copy can be read; its segments are deleted; the record says
    how many there were, and the end of their chain, by which a package made before stays
    verifiable. A batch is a transaction: a worker that is killed goes on with what is left.

    Args:
        most_s: after so many seconds the rest is left to the next run.
        day: what was over then; the tenant's days of grace lie behind it. Today when not given.

    Law: O117-evidence-3y, PIPL-erasure
    """
    policies.require_retention(actor)
    until = monotonic() + most_s
    after, destroyed, passed = FIRST, 0, 0
    while True:
        looked, gone = _some(actor, after, day or clock.today())
        destroyed, passed = destroyed + gone, passed + len(looked) - gone
        if len(looked) < AT_ONCE:
            return Carried(destroyed, passed, is_whole=True)
        after = looked[-1]
        if monotonic() > until:
            return Carried(destroyed, passed, is_whole=False)


@transaction.atomic
def _some(actor: Actor, after: UUID, today: date) -> tuple[list[UUID], int]:
    """Look at the next broadcasts; return which, and how many of them were destroyed."""
    margin = asks.margin_d(actor)
    rows = asks.expired(actor, today, margin).filter(pk__gt=after)
    locked = rows.select_for_update(skip_locked=True, of=("self",))
    found = list(locked.select_related("room__operator")[:AT_ONCE])
    terms, held = asks.terms_of(actor, found), asks.held_things(actor)
    years, waits, gone = asks.law_years(today), asks.is_waiting(actor), 0
    for one in found:
        term = terms[one.pk]
        goes = rules.goes_after(term, rules.last_day(term, years), margin, waits=waits)
        if goes is not None and goes < today and not rules.holds_on(term, held):
            _destroy(actor, one, term.keep_until)
            gone += 1
    if gone:
        events.publish(Destroyed(actor, SESSIONS, gone, CLAUSE, today))
    return [one.pk for one in found], gone


def _destroy(actor: Actor, session: Session, keep_until: date) -> None:
    head = SessionHead.objects.get(session=session, tenant_id=session.tenant_id)
    session.wrapped_key, session.key_destroyed_at = None, clock.now()
    session.save(update_fields=["wrapped_key", "key_destroyed_at"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT segments_destroy(%s)", [session.pk])
        segments = cursor.fetchone()[0]
    record.entry_append(
        actor=actor,
        action="rooms.session_destroyed",
        subject=("session", session.pk),
        clause=ERASURE,
        data={
            "kept_by": CLAUSE,
            "until": f"{keep_until}",
            "segments": segments,
            "events": head.events,
            "chain": bytes(head.chain).hex(),
        },
    )
    events.publish(SessionDestroyed(actor, session.pk, session.room_id))


def partitions_drop() -> list[str]:
    """Drop the tables of months of which nothing is left in any tenant; return their names."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM segment_partitions_drop(%s)", [clock.today()])
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def sales_remind(*, actor: Actor) -> int:
    """Write to the officers, once a month, that broadcasts would go within thirty days of which
    nobody has told when their last sale was completed; return of how many.

    The law counts from the last sale. Where nobody tells of it they stay; or, where the platform
    wants that, the end of the broadcast and its margin stand for it, and that may be too short.

    Law: O117-evidence-3y
    """
    policies.require_retention(actor)
    today, waits = clock.today(), asks.is_waiting(actor)
    margin = 0 if waits else asks.margin_d(actor)
    number = asks.untold(actor, today + REMINDED_WITHIN, margin).count()
    if number:
        officers = accounts_ask.membership_list(actor).filter(
            roles__contains=["officer"], is_active=True
        )
        office.message_send(
            actor=actor,
            to=sorted(officers.values_list("user_id", flat=True)),
            topic="retention_waits" if waits else "retention_untold",
            context={"number": f"{number}"} | ({} if waits else {"margin": f"{margin}"}),
            about=office.About("retention", f"{today:%Y-%m}"),
        )
    return number


@transaction.atomic
def sales_complete(*, actor: Actor, session_id: UUID, on: date) -> Session:
    """Write down when the last sale of a broadcast was completed, returns and after-sales included.

    From then on its term is the law's very day, without the platform's margin. A later day puts it
    off; an earlier one changes nothing, for more may have been sold than whoever tells it knows.

    Raises:
        Forbidden: the actor may not manage rooms. NotFound: no such broadcast.
        SessionLive: it is on air. SessionGone: it was destroyed.
        Invalid: before the broadcast began, or after today.

    Law: O117-evidence-3y
    """
    policies.require_manage(actor)
    session = selectors.session_get(actor, session_id)
    session = Session.objects.of(actor).select_for_update(of=("self",)).get(pk=session.pk)
    if session.ended_at is None:
        raise SessionLive(_("直播还没有结束。"))
    if session.key_destroyed_at is not None:
        raise SessionGone(_("这场直播的记录已经销毁。"))
    if not clock.to_date(session.started_at) <= on <= clock.today():
        raise Invalid(_("交易完成日须在开播之后、今天之前。"), field="completed_on")
    if session.sales_completed_on is not None and on <= session.sales_completed_on:
        return session
    session.sales_completed_on = on
    session.keep_until = max(session.keep_until or on, _kept_for_sale(on))
    session.save(update_fields=["sales_completed_on", "keep_until"])
    record.entry_append(
        actor=actor,
        action="rooms.sales_completed",
        subject=("session", session.pk),
        clause=CLAUSE,
        data={"on": f"{on}", "until": f"{session.keep_until}"},
    )
    return session


def _kept_for_sale(on: date) -> date:
    return years_later(on, asks.law_years(clock.today()).from_sale)


@transaction.atomic
def session_hold(*, actor: Actor, session_id: UUID, why: accounts.Why) -> Hold:
    """Hold the record of one broadcast, whatever its term. The same wish twice is one hold.

    Raises:
        Forbidden: neither an officer nor the audit administrator. NotFound: no such broadcast.
        SessionGone: it was destroyed. Invalid: no reason, or no sensible day to ask again.
    """
    hold_policies.require_hold(actor)
    session = selectors.session_get(actor, session_id)
    session = Session.objects.of(actor).select_for_update(of=("self",)).get(pk=session.pk)
    if session.key_destroyed_at is not None:
        raise SessionGone(_("这场直播的记录已经销毁。"))
    return accounts.thing_hold(actor, ("session", str(session.pk)), why)


def _due(actor: Actor, today: date, until: date) -> retention.Due:
    margin = asks.margin_d(actor)
    rows = asks.expired(actor, today, margin)
    over, held = rows.count(), asks.held_things(actor)
    some = list(rows.select_related("room__operator")[:LOOKED]) if held else []
    terms = asks.terms_of(actor, some)
    kept = sum(bool(rules.holds_on(terms[one.pk], held)) for one in some)
    return retention.Due(over, asks.expired(actor, until, margin).count() - over, kept)


retention.register(
    retention.Kind(
        name=SESSIONS,
        title=gettext_lazy("直播记录：互动、口播、事件"),
        rules=("R-01", "R-04", "R-05", "R-16", "R-27"),
        due=_due,
        how=gettext_lazy("先销毁场次密钥，再删除内容，空的分区整个删除"),
        page="settings-retention",
    )
)
