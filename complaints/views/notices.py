"""Right holders' notices, for officers: the list, one with its papers, and what may be done."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from catalog import selectors as catalog
from complaints import forms, policies, selectors, services
from complaints.models import Notice
from complaints.rules import notices as rules
from complaints.selectors import linking
from complaints.selectors import notice_words as words
from complaints.selectors import words as plain
from complaints.views.inbox import HERE
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid
from livecompliance.kernel.pages import page
from moderation.selectors.show import cited
from office import selectors as office

MOST = 50
LAW = {
    "take": "ECL-ip-measures",
    "declare": "ECL-ip-declaration",
    "arrive": "ECL-ip-wait",
    "sue": "ECL-ip-wait",
    "end": "ECL-ip-measures",
    "resume": "ECL-ip-measures",
    "fault": "ECL-ip-wrong",
}


def line_of(row: Notice, told: list[office.Countdown]) -> dict[str, Any]:
    """Return a notice as a list shows it."""
    return {
        "row": row,
        "number": selectors.notice_number(row),
        "mark": selectors.mark_of(row),
        "right": words.RIGHTS[row.right],
        "capacity": words.CAPACITIES[row.capacity],
        "wanted": [words.MEASURES[one] for one in row.wanted],
        "state": words.STATES[row.state],
        "tone": words.TONES.get(row.state, ""),
        "end": words.ENDS.get(row.end, ""),
        "fault_name": words.FAULTS.get(row.fault, ""),
        "clocks": told,
    }


@page
@require_GET
def every(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the notices, the newest first."""
    state, after = request.GET.get("state", ""), forms.uuid_of(request.GET.get("after", ""))
    state = state if state in words.STATES else ""
    rows = list(selectors.notice_list(actor, state=state, after=after)[: MOST + 1])
    found = office.clocks_by_subject(actor, rules.SUBJECT, [one.pk for one in rows])
    shown = {
        "section": HERE,
        "lines": [line_of(one, office.told(found.get(str(one.pk), []))) for one in rows[:MOST]],
        "states": words.STATES.items(),
        "chosen": state,
        "next": rows[MOST - 1].pk if len(rows) > MOST else None,
    }
    return render(request, "complaints/notices.html", shown)


@page
@require_GET
def one(request: HttpRequest, actor: Actor, complaint_id: UUID) -> HttpResponse:
    """Show one notice: its papers, measures, time, and what may be done."""
    return shown_one(request, actor, complaint_id)


def shown_one(
    request: HttpRequest,
    actor: Actor,
    complaint_id: UUID,
    fault: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show one notice, with what was refused and what had been typed, if anything was."""
    policies.require_see(actor)
    row = selectors.notice_get(actor, complaint_id)
    can_read, can_handle = policies.can_read(actor), policies.can_handle(actor)
    shown = line_of(row, office.countdowns(actor, (rules.SUBJECT, row.pk))) | {
        "section": HERE,
        "can_read": can_read,
        "can_handle": can_handle,
        "measures": selectors.measures_of(actor, row),
        "others": selectors.others_about(actor, row),
        "steps": [(words.STEPS[each.act], each) for each in selectors.notice_steps(actor, row)],
        "fault": fault,
    }
    if can_read:
        shown |= {
            "claim": selectors.claim_of(actor, row),
            "holder": selectors.who_of(actor, row.complaint)["name"],
            "about": selectors.words_of(actor, row.complaint)["about"],
            "papers": selectors.papers_of(actor, row),
        }
    if can_handle:
        shown |= _choices(request, actor, row)
    return render(request, "complaints/notice.html", shown, status=status)


def _choices(request: HttpRequest, actor: Actor, row: Notice) -> dict[str, Any]:
    """Return what may be done now, the usual thing in front, and what its form offers."""
    wanted = " ".join(request.GET.get("q", "").split())[:60]
    may = {
        "take": rules.can(rules.TAKE, row.state) or rules.can(rules.SUE, row.state),
        "declare": rules.can(rules.DECLARE, row.state),
        "arrive": rules.can(rules.ARRIVE, row.state),
        "sue": rules.can(rules.SUE, row.state) or rules.can(rules.SUE_LATE, row.state),
        "end": rules.can(rules.SUE, row.state),
        "resume": rules.can(rules.RESUME, row.state) and row.sued_at is not None,
        "fault": True,
    }
    room_id = row.complaint.room_id if not wanted else None
    return {
        "may": may,
        "q": wanted,
        "found": catalog.offers_find(actor, wanted, room_id) if wanted or room_id else [],
        "channels": [each for each in plain.CHANNELS.items() if each[0] != "api"],
        "ends": [(code, words.ENDS[code]) for code in ("decided", "mistaken", "settled")],
        "faults": words.FAULTS.items(),
        "laws": {name: cited(clause) for name, clause in LAW.items()},
        "contents": [(code, words.TARGETS[code], words.HELPS[code]) for code in services.CONTENT],
        "sessions": linking.places_of(actor, row.complaint).sessions,
        "room_title": row.complaint.room.title if row.complaint.room else "",
    }


def _take(actor: Actor, pk: UUID, given: QueryDict) -> object:
    """Take goods off sale, or what was chosen of a room down."""
    target = given.get("target", "")
    if not target:
        return services.notice_take(actor=actor, complaint_id=pk, offer_ids=_ids(given))
    session_id = forms.uuid_of(given.get("session", "")) if target == "session" else None
    content = services.Content(
        target=target,
        room_id=linking.room_typed(actor, given.get("room", "")).pk,
        session_id=session_id,
        from_at=_at(given, "from") if session_id else None,
        until_at=_at(given, "until") if session_id else None,
    )
    return services.content_take(actor=actor, complaint_id=pk, content=content)


def _measure_done(actor: Actor, pk: UUID, given: QueryDict) -> object:
    measure_id = forms.uuid_of(given.get("measure", ""))
    if measure_id is None:
        raise Invalid(_("请选择平台已执行的措施。"), field="measure")
    return services.content_done(actor=actor, measure_id=measure_id)


def _ids(given: QueryDict) -> list[UUID]:
    found = [forms.uuid_of(each) for each in given.getlist("offer")]
    if not found or None in found:
        raise Invalid(_("请选择涉嫌侵权的选品。"), field="offer")
    return [each for each in found if each]


def _at(given: QueryDict, name: str = "at") -> datetime | None:
    typed = given.get(name, "").strip()
    if not typed:
        return None
    try:
        found = parse_datetime(typed)
    except ValueError:
        found = None
    if found is None:
        raise Invalid(_("请填写完整的日期和时间，或留空表示现在。"), field=name)
    return make_aware(found) if is_naive(found) else found


class Deed(NamedTuple):
    """One button: what it does with the form, and what is said when it was done."""

    act: Callable[[Actor, UUID, QueryDict], object]
    done: Any


DEEDS = {
    "take": Deed(
        _take,
        gettext_lazy("已采取措施，通知已转送经营者。"),
    ),
    "done": Deed(
        _measure_done,
        gettext_lazy("已登记平台的执行情况。"),
    ),
    "declare": Deed(
        lambda actor, pk, given: services.declaration_file(
            actor=actor,
            complaint_id=pk,
            text=given.get("text", ""),
            evidence=given.get("evidence", ""),
            channel=given.get("channel", "web"),
        ),
        gettext_lazy("声明已登记并转送权利人。"),
    ),
    "arrive": Deed(
        lambda actor, pk, given: services.declaration_arrive(
            actor=actor, complaint_id=pk, channel=given.get("channel", "web"), at=_at(given)
        ),
        gettext_lazy("已记录送达，法定的十五日开始计算。"),
    ),
    "sue": Deed(
        lambda actor, pk, given: services.suit_note(
            actor=actor,
            complaint_id=pk,
            where=given.get("where", ""),
            text=given.get("text", ""),
            channel=given.get("channel", "mail"),
        ),
        gettext_lazy("已登记权利人的投诉或起诉。"),
    ),
    "end": Deed(
        lambda actor, pk, given: services.notice_end(
            actor=actor, complaint_id=pk, why=given.get("why", "")
        ),
        gettext_lazy("措施已终止，双方已收到通知。"),
    ),
    "resume": Deed(
        lambda actor, pk, _given: services.notice_resume(actor=actor, complaint_id=pk),
        gettext_lazy("已再次采取措施。"),
    ),
    "fault": Deed(
        lambda actor, pk, given: services.notice_fault(
            actor=actor, complaint_id=pk, fault=given.get("fault", ""), text=given.get("text", "")
        ),
        gettext_lazy("已记录，经营者已收到通知。"),
    ),
}


@page
@require_POST
def do(request: HttpRequest, actor: Actor, complaint_id: UUID, deed: str) -> HttpResponse:
    """Do one thing to a notice, and say on its page how it went."""
    policies.require_handle(actor)
    selectors.notice_get(actor, complaint_id)
    wanted = DEEDS[deed]
    try:
        wanted.act(actor, complaint_id, request.POST)
    except DomainError as refusal:
        fault = {"deed": deed, "message": refusal.message, "given": request.POST}
        return shown_one(request, actor, complaint_id, fault, refusal.status)
    messages.success(request, str(wanted.done))
    return redirect("complaint-notice", complaint_id)
