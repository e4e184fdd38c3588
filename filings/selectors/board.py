"""Licences and filings as a page shows them: every kind, what is held, what is left of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import selectors as accounts
from filings.models import Filing
from filings.rules import catalogue
from filings.rules.catalogue import Kind
from filings.selectors.filing import filing_list
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office import selectors as office

Warned = Callable[[date], date]
WARN_D, WARN_SETTING = 30, "filing_warn_d"
DONE = (Filing.State.ENDED, Filing.State.NOT_NEEDED)
WAITING = (Filing.State.PREPARING, Filing.State.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Line:
    """One kind with one of its filings, or without any.

    Args:
        tone: act (expired, or expected and missing), watch (ends soon, or on its way), ok, "".
        left: how long it holds, in words.
    """

    kind: Kind
    filing: Filing | None
    tone: str
    left: str


@dataclass(frozen=True, slots=True)
class Board:
    """All lines, and how many want somebody."""

    lines: list[Line]
    missing: int
    expired: int
    soon: int


def board(actor: Actor) -> Board:
    """Return every kind of licence and filing with what the platform has of it.

    Law: M-licences, M-filing
    """
    today = clock.today()
    before = accounts.policy_of(actor, WARN_SETTING, WARN_D)
    warn_on = partial(office.calendar().working_before, count=before)
    held: dict[str, list[Filing]] = {key: [] for key in catalogue.kinds()}
    for one in filing_list(actor):
        held.setdefault(one.kind, []).append(one)
    lines = [
        _with_term(actor, line)
        for key, kind in catalogue.kinds().items()
        for line in _lines(kind, held[key], today, warn_on)
    ]
    return Board(
        lines=lines,
        missing=sum(line.filing is None and line.tone == "act" for line in lines),
        expired=sum(line.filing is not None and line.tone == "act" for line in lines),
        soon=sum(line.tone == "watch" for line in lines),
    )


def _with_term(actor: Actor, line: Line) -> Line:
    """Say of what is on its way until when it must be filed, where the law gives a term."""
    if line.filing is None or line.kind.due is None or line.filing.state not in WAITING:
        return line
    running = [
        one
        for one in office.countdowns(actor, ("filing", str(line.filing.pk)))
        if one.clock.is_open
    ]
    return replace(line, tone=running[0].tone, left=running[0].left) if running else line


def _lines(kind: Kind, found: list[Filing], today: date, warn_on: Warned) -> list[Line]:
    if not found:
        tone = "act" if kind.expected else ""
        return [Line(kind, None, tone, _("未登记") if kind.expected else "")]
    return [Line(kind, one, *_standing(one, today, warn_on)) for one in found]


def _standing(one: Filing, today: date, warn_on: Warned) -> tuple[str, str]:
    if one.state == Filing.State.REFUSED:
        return "act", _("未获批准")
    if one.state in DONE:
        return "", ""
    if one.state in WAITING:
        return "watch", _("尚未取得")
    if one.valid_until is None:
        return "ok", _("长期有效")
    days = (one.valid_until - today).days
    if days < 0:
        late = ngettext("已过期 %(n)s 天", "已过期 %(n)s 天", -days) % {"n": -days}
        return "act", late
    left = ngettext("还剩 %(n)s 天", "还剩 %(n)s 天", days) % {"n": days}
    tone = "watch" if today >= warn_on(one.valid_until) else "ok"
    return tone, left if days else _("今天到期")
