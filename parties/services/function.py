"""The live-marketing function: opened, suspended, resumed, cancelled, apart from the account."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, events, gate, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from parties import checks as rules
from parties import policies, selectors
from parties.events import StandingChanged
from parties.models import Party
from parties.selectors import facts
from parties.services.standing import reason_of, require_standing

CLAUSE = "M-mechanisms"
State = Party.Function
Condition = Callable[[Actor, Party], Iterable[gate.Reason]]


def _identity(actor: Actor, party: Party) -> Iterable[gate.Reason]:
    at = clock.now()
    known = facts.verification_facts(actor, [party.pk], at)[party.pk]
    limits = facts.limits(facts.policy_of(actor), clock.to_date(at))
    return list(rules.unready(known, at, limits))


_conditions: dict[str, Condition] = {"parties.identity": _identity}


class FunctionNotReady(Conflict):
    """Something is still missing; `reasons` say what, by which clause, and what would cure it."""

    code = "function_not_ready"


class FunctionState(Conflict):
    code = "function_state"


def condition_register(name: str, condition: Condition) -> None:
    """Have something asked before the function of a party is opened; words are the gate's."""
    _conditions[name] = condition


def missing(actor: Actor, party: Party) -> list[gate.Reason]:
    """Return what a party still lacks before its function can be opened."""
    return [one for name in sorted(_conditions) for one in _conditions[name](actor, party)]


@transaction.atomic
def function_open(*, actor: Actor, party_id: UUID) -> Party:
    """Open the live-marketing function of a party. Twice is once.

    Raises:
        NotFound, Forbidden, PartyClosed.
        FunctionNotReady: something is missing, with every reason.
        FunctionState: it is suspended; resuming it is another decision.

    Law: M-mechanisms
    """
    party = selectors.party_get(actor, party_id, lock=True)
    policies.require_change(actor, party)
    require_standing(party)
    if party.function == State.OPEN:
        return party
    if party.function == State.SUSPENDED:
        raise FunctionState(_("直播营销功能已被暂停，须由合规专员恢复。"))
    reasons = missing(actor, party)
    if reasons:
        told = [_told(one) for one in reasons]
        raise FunctionNotReady(_("还有事项没有完成，暂不能开通。"), law=CLAUSE, reasons=told)
    return _set(actor, party, State.OPEN, "", "parties.function_opened")


def _told(reason: gate.Reason) -> dict[str, str]:
    known = reason.clause in law.register()
    cited = law.citation(law.clause(reason.clause), "zh") if known else ""
    return {"code": reason.code, "clause": reason.clause, "citation": cited, **gate.said(reason)}


@transaction.atomic
def function_suspend(*, actor: Actor, party_id: UUID, reason: str) -> Party:
    """Suspend the function; the account stays. Twice is once.

    Raises:
        NotFound; Forbidden: only officers may. Invalid: no reason.
        FunctionState: it is not open.

    Law: M-mechanisms
    """
    policies.require_decide(actor)
    party = selectors.party_get(actor, party_id, lock=True)
    if party.function == State.SUSPENDED:
        return party
    if party.function != State.OPEN:
        raise FunctionState(_("直播营销功能没有开通。"))
    return _set(actor, party, State.SUSPENDED, reason_of(reason), "parties.function_suspended")


@transaction.atomic
def function_resume(*, actor: Actor, party_id: UUID, reason: str) -> Party:
    """Let a suspended function work again.

    Raises:
        NotFound; Forbidden: only officers may. Invalid: no reason.
        FunctionState: it is not suspended.
    """
    policies.require_decide(actor)
    party = selectors.party_get(actor, party_id, lock=True)
    require_standing(party)
    if party.function != State.SUSPENDED:
        raise FunctionState(_("直播营销功能没有被暂停。"))
    return _set(actor, party, State.OPEN, reason_of(reason), "parties.function_resumed")


@transaction.atomic
def function_cancel(*, actor: Actor, party_id: UUID, reason: str) -> Party:
    """Cancel the function; the account stays, and may ask for it again. Twice is once.

    Raises:
        NotFound, Forbidden; Invalid: no reason.

    Law: M-mechanisms
    """
    party = selectors.party_get(actor, party_id, lock=True)
    policies.require_change(actor, party)
    if party.function in (State.CANCELLED, State.NONE):
        return party
    if party.function == State.SUSPENDED:
        policies.require_decide(actor)  # giving it up is no way around a suspension
    return _set(actor, party, State.CANCELLED, reason_of(reason), "parties.function_cancelled")


def function_act(*, actor: Actor, party_id: UUID, act: str, reason: str = "") -> Party:
    """Do what an address or a button names: open, suspend, resume or cancel.

    Raises:
        Invalid: nothing is called so. And whatever that act refuses with.
    """
    if act == "open":
        return function_open(actor=actor, party_id=party_id)
    if act not in ACTS:
        raise Invalid(_("没有这种操作。"), field="act")
    return ACTS[act](actor=actor, party_id=party_id, reason=reason)


ACTS: dict[str, Callable[..., Party]] = {
    "suspend": function_suspend,
    "resume": function_resume,
    "cancel": function_cancel,
}


def _set(actor: Actor, party: Party, state: str, reason: str, action: str) -> Party:
    before, party.function = party.function, state
    party.function_at, party.function_reason = clock.now(), reason
    party.save(update_fields=["function", "function_at", "function_reason"])
    record.entry_append(
        actor=actor,
        action=action,
        subject=("party", party.pk),
        clause=CLAUSE,
        data={"from": before, "to": state, "reason": reason},
    )
    events.publish(StandingChanged(actor, party.pk, action.partition(".")[2]))
    return party
