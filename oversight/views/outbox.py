"""Reports to authorities: the list with its terms, one report whole, what officers do."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors as accounts
from accounts.stepup import stepped_up
from accounts.views.answers import back, told
from accounts.views.holds import form_shown, why_of
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.pages import is_fragment, number, page
from moderation.selectors.family import tongue
from office import selectors as office
from oversight import policies, selectors, services
from oversight.models import Dispatch, DispatchStep
from oversight.rules import dispatches as rules
from oversight.rules import routing
from oversight.selectors import reported
from oversight.selectors.dispatch import SUBJECT

HERE, PAGE = "outbox", 40
TABS = {
    "open": gettext_lazy("待处理"),
    "queued": gettext_lazy("待发出"),
    "sent": gettext_lazy("已发出"),
    "over": gettext_lazy("已结束"),
}


class Line(NamedTuple):
    """One report as the list shows it."""

    row: Dispatch
    number: str
    title: str
    kind: Any
    matter: str
    state: Any
    tone: str
    to: str
    clocks: list[office.Countdown]
    edge: str
    fault: str


@page
@require_GET
def outbox(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show a tab of the reports, the newest first, with the terms that run."""
    tab = request.GET.get("tab", "open")
    tab = tab if tab in rules.TABS else "open"
    start = number(request, "from")
    rows = list(selectors.dispatch_list(actor, tab)[start : start + PAGE + 1])
    shown: dict[str, Any] = {
        "section": HERE,
        "tab": tab,
        "lines": sorted(_lines(actor, rows[:PAGE]), key=_ends_at),
        "next": start + PAGE if len(rows) > PAGE else None,
        "before": max(0, start - PAGE) if start else None,
        "here": request.get_full_path(),
    }
    if is_fragment(request):
        return render(request, "oversight/_outbox_list.html", shown)
    counts = selectors.dispatch_counts(actor)
    shown |= {
        "tabs": [(name, TABS[name], counts[name]) for name in TABS],
        "can_report": policies.can_report(actor),
        "domicile": selectors.domicile_of(actor),
    }
    return render(request, "oversight/outbox.html", shown)


def _lines(actor: Actor, rows: list[Dispatch]) -> list[Line]:
    found = selectors.dispatch_clocks(actor, rows)
    return [_line(one, office.told(found[one.pk])) for one in rows]


def _ends_at(line: Line) -> datetime:
    """Return when the first of a report's terms ends; what has none comes last, as it came."""
    ends = [one.clock.due_at for one in line.clocks if one.clock.due_at and one.clock.is_open]
    return min(ends, default=datetime.max.replace(tzinfo=UTC))


def _line(row: Dispatch, clocks: list[office.Countdown]) -> Line:
    tones = {one.tone for one in clocks} | ({"act"} if row.state == rules.FAILED else set())
    return Line(
        row=row,
        number=reported.number_of(row),
        title=reported.title_of(row),
        kind=reported.KINDS[row.kind],
        matter=reported.matter(row.matter),
        state=reported.STATES[row.state],
        tone=reported.TONES.get(row.state, ""),
        to=row.authority.name if row.authority else "",
        clocks=clocks,
        edge=next((one for one in ("act", "watch", "ok") if one in tones), "quiet"),
        fault=reported.fault(row.fault) if row.fault else "",
    )


@page
@require_GET
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the form of a report that an officer writes."""
    policies.doer_of_reports(actor)
    shown = {
        "section": HERE,
        "matters": [
            (
                name,
                reported.matter(name),
                _("、").join(str(reported.BODIES[to.body]) for to in one.to),
            )
            for name, one in routing.routes().items()
        ],
        "key": uuid7().hex,
    }
    return render(request, "oversight/outbox_new.html", shown)


@page
@require_POST
def draft(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Draft a report; the same form sent twice is one report."""
    policies.doer_of_reports(actor)
    given = request.POST
    wish = services.Draft(
        key=given.get("key", "")[:80] or uuid7().hex,
        origin=Dispatch.Origin.HAND,
        matter=given.get("matter", ""),
        title=given.get("title", ""),
        text=given.get("text", ""),
    )
    act = partial(services.dispatch_draft, actor=actor, draft=wish)
    made = told(request, act, _("已起草。核对内容后批准。"))
    return redirect("outbox-one", dispatch_id=made[0].pk) if made else redirect("outbox-new")


@page
@require_GET
def one(request: HttpRequest, actor: Actor, dispatch_id: UUID) -> HttpResponse:
    """Show one report: what it says, to whom, its term, its steps, and what may be done."""
    row = selectors.dispatch_get(actor, dispatch_id)
    return render(request, "oversight/outbox_one.html", _whole(actor, row))


def _whole(actor: Actor, row: Dispatch, whole: str = "") -> dict[str, Any]:
    own = office.countdowns(actor, (SUBJECT, row.pk))
    known = {one.clock.pk for one in own}
    running = office.told(selectors.dispatch_clocks(actor, [row])[row.pk])
    clocks = own + [one for one in running if one.clock.pk not in known]
    steps = [
        (reported.STEPS.get(each.act, each.act), each, note, _fault(each))
        for each, note in selectors.steps_of(actor, row)
    ]
    same_body = selectors.authority_list(actor).filter(body=row.body)
    clause = law.clause(row.clause)
    return {
        "section": HERE,
        "line": _line(row, clocks),
        "row": row,
        "origin": reported.ORIGINS[row.origin],
        "body": reported.BODIES[row.body],
        "level": reported.LEVELS[row.level],
        "carrier": reported.CARRIERS.get(row.carrier, ""),
        "clause": clause.id,
        "citation": law.citation(clause, tongue()),
        "clocks": clocks,
        "steps": steps,
        "document": whole or _preview(actor, row),
        "is_whole": bool(whole),
        "text": selectors.text_of(actor, row) if policies.can_report(actor) else "",
        "followed": list(selectors.dispatch_list(actor).filter(corrects=row)),
        "authorities": same_body,
        "acts": _acts(actor, row),
        "can_report": policies.can_report(actor),
        "now": clock.now(),
        "is_held": accounts.hold_list(actor, SUBJECT, str(row.pk)).exists(),
    } | form_shown()


def _fault(step: DispatchStep) -> str:
    code = str(step.data.get("fault", ""))
    return reported.fault(code) if code else ""


def _preview(actor: Actor, row: Dispatch) -> str:
    """Return what leaves, for those who decide on it: it may hold what people complained of."""
    return services.dispatch_preview(actor=actor, row=row) if policies.can_report(actor) else ""


def _acts(actor: Actor, row: Dispatch) -> frozenset[str]:
    """Return what may be done to a report by whoever looks at it."""
    if not policies.can_report(actor) or row.destroyed_at is not None:
        return frozenset()
    found = {act for act in rules.ACTS if rules.can(act, row.state)}
    if row.state == rules.SECOND and row.approved_by_id == actor.user_id:
        found.discard(rules.APPROVE)
    if row.carrier == "hand":
        found.discard(rules.RETRY)
    return frozenset(found)


@page
@require_POST
def hold(request: HttpRequest, actor: Actor, dispatch_id: UUID) -> HttpResponse:
    """Hold what an authority was told."""
    policies.doer_of_reports(actor)
    row, given = selectors.dispatch_get(actor, dispatch_id), request.POST
    return back(
        request,
        reverse("outbox-one", args=[row.pk]),
        lambda: services.dispatch_hold(actor=actor, dispatch_id=row.pk, why=why_of(given)),
        _("已设立留存，解除前不能销毁。"),
    )


@page
@require_POST
@stepped_up("unmask", after=policies.doer_of_reports)
def look(request: HttpRequest, actor: Actor, dispatch_id: UUID) -> HttpResponse:
    """Show exactly what was approved, in clear, once; that somebody looked is recorded."""
    said = services.dispatch_look(actor=actor, dispatch_id=dispatch_id)
    row = selectors.dispatch_get(actor, dispatch_id)
    answer = render(request, "oversight/outbox_one.html", _whole(actor, row, said))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@page
@require_POST
def act(request: HttpRequest, actor: Actor, dispatch_id: UUID) -> HttpResponse:
    """Do one thing to a report and show it again."""
    policies.doer_of_reports(actor)
    verb = request.POST.get("act", "")
    selectors.dispatch_get(actor, dispatch_id)
    try:
        deed, done = _deed(verb)
        deed(actor=actor, dispatch_id=dispatch_id, **_fields(verb, request.POST))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, str(done))
    return redirect("outbox-one", dispatch_id=dispatch_id)


DONE: dict[str, tuple[Callable[..., Any], Any]] = {
    "approve": (services.dispatch_approve, gettext_lazy("已批准。")),
    "refuse": (services.dispatch_refuse, gettext_lazy("已退回草稿。")),
    "recall": (services.dispatch_recall, gettext_lazy("已撤回批准，回到草稿。")),
    "drop": (services.dispatch_drop, gettext_lazy("已决定不报送。")),
    "edit": (services.dispatch_edit, gettext_lazy("内容已修改。")),
    "route": (services.dispatch_route, gettext_lazy("已选择报送的部门。")),
    "retry": (services.dispatch_retry, gettext_lazy("正在重新发出。")),
    "hand": (services.dispatch_hand, gettext_lazy("已登记人工递交。")),
    "receipt": (services.dispatch_receipt, gettext_lazy("回执已登记。")),
    "feedback": (services.dispatch_feedback, gettext_lazy("反馈已登记。")),
    "correct": (services.dispatch_correct, gettext_lazy("更正已起草，批准后发出。")),
    "withdraw": (services.dispatch_withdraw, gettext_lazy("撤回已起草，须两人批准后发出。")),
}
ASKS: dict[str, tuple[str, ...]] = {
    "refuse": ("reason",),
    "recall": ("reason",),
    "drop": ("reason",),
    "edit": ("text",),
    "route": ("authority_id",),
    "hand": ("at", "note"),
    "receipt": ("receipt", "at"),
    "feedback": ("text", "at"),
    "correct": ("text",),
    "withdraw": ("text",),
}


def _deed(verb: str) -> tuple[Callable[..., Any], Any]:
    """Return what a button does.

    Raises:
        Invalid: there is no such button.
    """
    if verb not in DONE:
        raise Invalid(_("没有这种操作。"), field="act")
    return DONE[verb]


def _fields(verb: str, given: Any) -> dict[str, Any]:
    """Return what a form says, as the service wants it.

    Raises:
        Invalid: no authority was chosen, or an instant that is none.
    """
    found: dict[str, Any] = {}
    for name in ASKS.get(verb, ()):
        said = given.get(name, "")
        found[name] = READ.get(name, str)(said)
    return found


def _instant(text: str) -> Any:
    """Return an instant as a form says it, in Shanghai's time; now where it says nothing."""
    if not text:
        return clock.now()
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None:
        raise Invalid(_("请填写有效的时间。"), field="at")
    return at if at.tzinfo else at.replace(tzinfo=clock.SHANGHAI)


def _chosen(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("请选择报送的部门。"), field="authority") from None


READ: dict[str, Callable[[str], Any]] = {"at": _instant, "authority_id": _chosen}
