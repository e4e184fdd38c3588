"""A clock's log as a history that somebody reads: what happened, by whom, when."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.templatetags.settings import named
from livecompliance.kernel import acts
from livecompliance.kernel.actors import Actor
from office.models import Clock, ClockEvent
from office.rules import clocks
from office.rules.policies import Policy
from office.selectors.clock import event_list
from office.selectors.countdown import long_of
from office.selectors.words import word

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DOERS = {"user": "user", "key": "api_key"}
NOTED_LATE_S = 60
NAMES: "dict[str, tuple[StrOrPromise, str]]" = {
    clocks.START: (gettext_lazy("开始计时"), "info"),
    clocks.PAUSE: (gettext_lazy("已暂停"), ""),
    clocks.RESUME: (gettext_lazy("已恢复计时"), "info"),
    clocks.REASSIGN: (gettext_lazy("已转交"), "info"),
    clocks.POLICY: (gettext_lazy("已更换策略"), "info"),
    clocks.MEET: (gettext_lazy("已完成"), "ok"),
    clocks.CLOSE: (gettext_lazy("已终止"), ""),
    clocks.WARN: (gettext_lazy("到期预警"), "watch"),
    clocks.BREACH: (gettext_lazy("已超期"), "act"),
    clocks.ESCALATE: (gettext_lazy("已上报"), "act"),
    clocks.RECOMPUTE: (gettext_lazy("按日历重算"), "info"),
}


class Step(NamedTuple):
    """One line of the history.

    Args:
        says: what belongs to it: the reason, the new owner, the day due; "" for nothing.
        noted_at: when it was written down, if that was later than it happened.
    """

    name: str
    tone: str
    at: datetime
    who: str
    says: str
    noted_at: datetime | None


def clock_history(actor: Actor, clock: Clock) -> list[Step]:
    """Return what happened to a clock, the newest in front."""
    rows = list(event_list(actor, clock))
    people = {("user", str(one.data["owner"])) for one in rows if one.data.get("owner")}
    names = acts.things(actor, people | {_doer(one) for one in rows})
    return [_step(one, names) for one in sorted(rows, key=_place, reverse=True)]


def _place(one: ClockEvent) -> tuple[datetime, int]:
    return one.at, one.seq


def _doer(one: ClockEvent) -> acts.Thing:
    return DOERS.get(one.actor_kind, ""), one.actor_ref


def _step(one: ClockEvent, names: Mapping[acts.Thing, str]) -> Step:
    name, tone = NAMES[one.kind]
    is_late = (one.recorded_at - one.at).total_seconds() > NOTED_LATE_S
    return Step(
        name=str(name),
        tone=tone,
        at=one.at,
        who=names.get(_doer(one)) or named(one.actor_kind, "actor"),
        says=SAYS[one.kind](one, names),
        noted_at=one.recorded_at if is_late else None,
    )


def term_of(policy: Policy) -> str:
    """Say how long a policy's term is."""
    return long_of(policy.amount, policy.unit)


def _term(one: ClockEvent, names: Mapping[acts.Thing, str]) -> str:
    held = one.data.get("policy")
    parts = [term_of(Policy.of(held))] if held else []
    return "，".join([*parts, *_owner(one, names), *_act(one)])


def _owner(one: ClockEvent, names: Mapping[acts.Thing, str]) -> list[str]:
    owner = str(one.data.get("owner") or "")
    return [_("负责人 %(name)s") % {"name": names.get(("user", owner), owner)}] if owner else []


def _act(one: ClockEvent) -> list[str]:
    return [word(str(one.data[name])) for name in ("act", "channel") if one.data.get(name)]


def _acted(one: ClockEvent, _names: Mapping[acts.Thing, str]) -> str:
    return "，".join(_act(one))


def _handed(one: ClockEvent, names: Mapping[acts.Thing, str]) -> str:
    return "".join(_owner(one, names)) or _("不再指定负责人")


def _due(one: ClockEvent, _names: Mapping[acts.Thing, str]) -> str:
    due_at = datetime.fromisoformat(one.data["due_at"])
    return _("到期 %(at)s") % {"at": f"{localtime(due_at):%Y-%m-%d %H:%M}"}


def _reason(one: ClockEvent, _names: Mapping[acts.Thing, str]) -> str:
    return word(one.reason)


def _to(one: ClockEvent, _names: Mapping[acts.Thing, str]) -> str:
    role = named(one.data.get("to", ""), "role")
    return _("上报给%(role)s：%(reason)s") % {"role": role, "reason": word(one.reason)}


def _moved(one: ClockEvent, _names: Mapping[acts.Thing, str]) -> str:
    return _("假日通知使这一天不再计入，超期撤销") if one.data.get("undone") else ""


SAYS: Mapping[str, Callable[[ClockEvent, Mapping[acts.Thing, str]], str]] = {
    clocks.START: _term,
    clocks.PAUSE: _reason,
    clocks.RESUME: _acted,
    clocks.REASSIGN: _handed,
    clocks.POLICY: _term,
    clocks.MEET: _acted,
    clocks.CLOSE: _acted,
    clocks.WARN: _due,
    clocks.BREACH: _due,
    clocks.ESCALATE: _to,
    clocks.RECOMPUTE: _moved,
}
