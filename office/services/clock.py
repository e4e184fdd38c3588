"""A clock's life: started, paused, resumed, handed on, met, closed, escalated."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.models import Role
from livecompliance.kernel import clock as the_clock
from livecompliance.kernel import law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from office import policies, selectors
from office.models import Clock
from office.rules import clocks
from office.rules.clocks import Standing
from office.rules.days import FIRST
from office.rules.policies import Policy, PolicyRefused, Term, policy_require
from office.services.clock_log import Log

LONGEST = {"subject_kind": 30, "subject_ref": 64, "kind": 40}
Subject = tuple[str, object]


class ClockEnded(Conflict):
    """The clock was met or closed: nothing can be done to it any more."""

    code = "clock_ended"


class MetByAct(Conflict):
    """What meets the clock is an act of the product; nobody's word stands for it."""

    code = "met_by_act"


class LaxerThanLaw(Invalid):
    """The policy's term may end later than the law's."""

    code = "laxer_than_law"


@transaction.atomic
def clock_start(
    *,
    actor: Actor,
    subject: Subject,
    kind: str,
    policy: Policy,
    owner_id: UUID | None = None,
    at: datetime | None = None,
) -> Clock:
    """Start a clock on a subject, with its own copy of the policy.

    Args:
        subject: kind and id of what the clock runs on; several kinds of clocks may run on one.
        owner_id: the member who is to act, and is warned.
        at: when the term began, if that was before now.

    Returns:
        The clock; the one that runs, unchanged, when there is one of this kind; one that had
        ended begins a new round.

    Raises:
        Forbidden: those who only look start nothing.
        LaxerThanLaw: the policy's term may end later than the clause's.
        Invalid: no such clause or parameter, amounts out of bounds, a start after now.
        NotFound: the owner is no active member of the tenant.
    """
    policies.require_set_clocks(actor)
    at, policy = _at(at), policy_lawful(policy, _at(at))
    names = {"subject_kind": subject[0], "subject_ref": str(subject[1]), "kind": kind}
    if any(not 0 < len(value) <= LONGEST[name] for name, value in names.items()):
        raise Invalid(_("时限的对象或种类无效。"))
    owner = _member(actor, owner_id)
    found = Clock.objects.of(actor).filter(**names).select_for_update().first()
    data = {"policy": policy.kept(), "owner": owner}
    if found is not None:
        return _again(actor, found, at, data)
    fresh = Clock(tenant_id=actor.tenant_id, policy=policy.kept(), started_at=at, **names)
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        return Clock.objects.of(actor).get(**names)  # somebody started it at the same moment
    Log(actor, fresh).append(clocks.START, at, data=data)
    return fresh


def _again(actor: Actor, found: Clock, at: datetime, data: Mapping[str, Any]) -> Clock:
    if found.is_open:
        return found
    if found.ended_at is not None and at < found.ended_at:
        raise Invalid(_("新一轮不能早于上一轮结束。"), field="at")
    Log(actor, found).append(clocks.START, at, data=data)
    return found


@transaction.atomic
def clock_pause(*, actor: Actor, clock_id: UUID, reason: str, at: datetime | None = None) -> Clock:
    """Stop a clock for a reason that its policy names. Paused already: nothing happens.

    The law's own term runs on unless the reason is one for which the law stops it too.

    Raises:
        Forbidden: only officers may.
        Invalid: the policy does not name the reason.
        ClockEnded: it was met or closed.
    """
    log, now = _steered(actor, clock_id)
    if reason not in (*now.policy.pauses, *now.policy.lawful_pauses):
        raise Invalid(_("该时限不能以这个理由暂停。"), field="reason", law=log.clock.clause or None)
    if now.state == clocks.RUNNING:
        log.append(clocks.PAUSE, _after(log, at), reason=reason)
    return log.clock


@transaction.atomic
def clock_resume(*, actor: Actor, clock_id: UUID, at: datetime | None = None) -> Clock:
    """Let a paused clock run on. Running already: nothing happens.

    Raises:
        Forbidden: only officers may.
        ClockEnded: it was met or closed.
    """
    log, now = _steered(actor, clock_id)
    if now.state == clocks.PAUSED:
        log.append(clocks.RESUME, _after(log, at))
    return log.clock


@transaction.atomic
def clock_reassign(
    *, actor: Actor, clock_id: UUID, owner_id: UUID | None, policy: Policy | None = None
) -> Clock:
    """Hand a clock on. Its term runs on from where it began, whoever has it now.

    Args:
        policy: what holds from now on, if the new owner works by another; what was paused stays.

    Raises:
        Forbidden: only officers may.
        LaxerThanLaw: the new policy's term may end later than the clause's.
        Invalid: the new policy names another clause than the one the clock was started under.
        NotFound: the owner is no active member of the tenant.
        ClockEnded: it was met or closed.
    """
    log, now = _steered(actor, clock_id)
    owner = _member(actor, owner_id)
    if owner != now.owner:
        log.append(clocks.REASSIGN, the_clock.now(), data={"owner": owner})
    if policy is not None:
        lawful = policy_lawful(_under_same_law(policy, now.policy), now.started_at)
        log.append(clocks.POLICY, the_clock.now(), data={"policy": lawful.kept()})
    return log.clock


@transaction.atomic
def clock_meet(*, actor: Actor, clock_id: UUID, at: datetime | None = None) -> Clock:
    """Say that the duty was done. Met already: the first time stands.

    Raises:
        Forbidden: those who only look meet nothing.
        Invalid: before the clock started, or after now.
        ClockEnded: it was closed.
    """
    policies.require_set_clocks(actor)
    log = Log(actor, selectors.clock_get(actor, clock_id, lock=True))
    if log.clock.state != clocks.MET:
        log.end(clocks.MEET, _since(_open(log), _at(at)))
    return log.clock


@transaction.atomic
def clock_confirm(*, actor: Actor, clock_id: UUID) -> Clock:
    """Say by hand that the duty was done, where no act of the product says it by itself.

    Raises:
        Forbidden: only officers may.
        MetByAct: the policy names the acts that meet it.
        ClockEnded: it was closed.
    """
    policies.require_steer_clocks(actor)
    found = selectors.clock_get(actor, clock_id, lock=True)
    if Policy.of(found.policy).met_by:
        raise MetByAct(_("这个时限由相应的处理动作完成，不能手动标记。"), law=found.clause or None)
    return clock_meet(actor=actor, clock_id=clock_id)


@transaction.atomic
def clock_escalate(*, actor: Actor, clock_id: UUID, to: str, reason: str) -> Clock:
    """Put a clock before those above its owner; once is enough.

    Args:
        to: a role of the tenant.
        reason: one word of the caller's own vocabulary, nothing personal.

    Raises:
        Forbidden: only officers may.
        Invalid: no such role.
        ClockEnded: it was met or closed.
    """
    log, now = _steered(actor, clock_id)
    if to not in Role.values:
        raise Invalid(_("没有这个角色。"), field="to")
    if now.escalated_at is None:
        log.append(clocks.ESCALATE, the_clock.now(), reason=reason[:60], data={"to": to})
    return log.clock


@transaction.atomic
def clocks_hear(
    *, actor: Actor, subject: Subject, act: str, channel: str = "", at: datetime | None = None
) -> list[Clock]:
    """Let a subject's clocks hear of an act: each is met, resumed or begun anew by its policy.

    Args:
        act: what was done and by whom, such as "officer.reply".
        channel: how it came ("phone", "web"): kept in the log, decides nothing.

    Returns:
        The clocks that it changed.

    Raises:
        Forbidden: those who only look change nothing.
        Invalid: the act lies after now.
    """
    policies.require_set_clocks(actor)
    at, changed = _at(at), []
    for one in selectors.clock_list(actor, subject).select_related(None).select_for_update():
        log = Log(actor, one)
        done = clocks.reaction(log.standing.policy, log.standing.state, act)
        if done is None or at < _floor(log.standing, done):
            continue
        log.take(done, at, {"act": act, "channel": channel})
        changed.append(one)
    return changed


@transaction.atomic
def clocks_close(
    *, actor: Actor, subject: Subject, kind: str = "", at: datetime | None = None
) -> list[Clock]:
    """End every open clock of a subject that is closed: nothing of it counts any more.

    A clock whose policy is met by "close" is met; the others keep their time and are closed.

    Args:
        kind: only the clock of this kind; the others run on.

    Raises:
        Forbidden: only officers may.
    """
    policies.require_steer_clocks(actor)
    at, closed = _at(at), []
    found = selectors.clock_list(actor, subject).select_related(None)
    found = found.filter(kind=kind) if kind else found
    for one in found.filter(state__in=clocks.OPEN).select_for_update():
        log = Log(actor, one)
        is_met = clocks.CLOSE in log.standing.policy.met_by
        log.end(clocks.MEET if is_met else clocks.CLOSE, max(at, log.standing.started_at))
        closed.append(one)
    return closed


def policy_lawful(policy: Policy, at: datetime) -> Policy:
    """Return the policy with the law's own term, as it stood on the day, beside its own.

    Raises:
        LaxerThanLaw: the policy's term may end later than the clause's.
        Invalid: no such clause or parameter, or amounts out of bounds.
    """
    policy = msgspec.structs.replace(policy, law=_law_term(policy, at))
    try:
        policy_require(policy)
    except PolicyRefused as refused:
        kind = LaxerThanLaw if policy.law is not None else Invalid
        raise kind(
            _("时限策略无效：%(why)s") % {"why": refused}, law=policy.clause or None
        ) from refused
    return policy


def _under_same_law(policy: Policy, before: Policy) -> Policy:
    """Return a running clock's new policy under the clause it was started under."""
    named = (policy.clause, policy.param)
    if named not in (("", ""), (before.clause, before.param)):
        raise Invalid(_("时限的条款在计时中不能更换。"), field="clause", law=before.clause or None)
    return msgspec.structs.replace(policy, clause=before.clause, param=before.param)


def _law_term(policy: Policy, at: datetime) -> Term | None:
    if not policy.clause:
        return None
    try:
        clause = law.clause(policy.clause, on=the_clock.to_date(at))
        param = clause.params[policy.param] if policy.param else None
    except (LookupError, law.LawError) as unknown:
        raise Invalid(_("该条款当日不适用，或没有这项期限。"), field="clause") from unknown
    if param is None:
        return None
    if param.stricter == "higher" or type(param.value) is not int:
        raise Invalid(_("该条款的参数不是完成期限。"), field="param", law=policy.clause)
    try:
        return msgspec.convert({"amount": param.value, "unit": param.unit}, Term)
    except msgspec.ValidationError as unfit:
        raise Invalid(_("该条款的参数不是完成期限。"), field="param", law=policy.clause) from unfit


def _steered(actor: Actor, clock_id: UUID) -> tuple[Log, Standing]:
    policies.require_steer_clocks(actor)
    log = Log(actor, selectors.clock_get(actor, clock_id, lock=True))
    return log, _open(log)


def _open(log: Log) -> Standing:
    if not log.standing.is_open:
        raise ClockEnded(_("该时限已经结束。"), law=log.clock.clause or None)
    return log.standing


def _member(actor: Actor, user_id: UUID | None) -> str:
    if user_id is None:
        return ""
    if not accounts.membership_list(actor).filter(user_id=user_id, is_active=True).exists():
        raise NotFound(_("没有这位成员。"))
    return str(user_id)


def _at(at: datetime | None) -> datetime:
    now = the_clock.now()
    if at is None:
        return now
    if at.tzinfo is None or at > now or at.year < FIRST:
        raise Invalid(_("时间不能晚于现在。"), field="at")
    return at


def _since(now: Standing, at: datetime) -> datetime:
    if at < now.started_at:
        raise Invalid(_("时间不能早于时限开始。"), field="at")
    return at


def _after(log: Log, at: datetime | None) -> datetime:
    """Return the instant of a pause or its end: not before the one before it."""
    at, pauses = _at(at), log.standing.pauses
    edges = [edge for one in pauses for edge in (one.since, one.until) if edge is not None]
    if at < max([log.standing.started_at, *edges]):
        raise Invalid(_("时间不能早于上一次暂停或恢复。"), field="at")
    return at


def _floor(now: Standing, done: str) -> datetime:
    """Return the earliest instant at which an act can do this: older news changes nothing."""
    if done == clocks.START and now.ended_at is not None:
        return now.ended_at
    return now.pauses[-1].since if done == clocks.RESUME else now.started_at
