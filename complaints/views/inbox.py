"""What officers have in hand: the list, its clocks counting down; one complaint, whole."""

from collections.abc import Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors as accounts
from accounts.stepup import stepped_up
from accounts.templatetags.settings import named
from accounts.views.holds import form_shown
from complaints import policies, selectors
from complaints.models import Complaint, Message
from complaints.rules import receipts
from complaints.selectors import cluster, inbox, names, particulars, phrases, sharing, words
from complaints.services.export import inbox_export
from complaints.views import deeds_shown, held, seller
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import is_fragment, number, page
from office import selectors as office
from office.rules.policies import Policy
from parties import selectors as parties
from rooms import selectors as rooms

HERE, PAGE = "complaints", 50
FIELDS = ("name", "phone", "email", "order_ref")
SIDES = {
    Message.Side.COMPLAINANT: deeds_shown.COMPLAINANT,
    Message.Side.PLATFORM: deeds_shown.PLATFORM,
    Message.Side.OPERATOR: deeds_shown.OPERATOR,
}


def sought_of(given: Any) -> inbox.Sought:
    """Return what somebody asked to see, whatever he wrote."""
    tab, kind, channel = (given.get(name, "") for name in ("tab", "kind", "channel"))
    assignee = given.get("assignee", "")
    return inbox.Sought(
        tab=tab if tab in inbox.TABS else inbox.OPEN,
        kind=kind if kind in words.KINDS else "",
        channel=channel if channel in words.CHANNELS else "",
        assignee=assignee if assignee == inbox.NOBODY or _uuid(assignee) else "",
        text=given.get("q", "").strip()[:20],
        room_id=_uuid(given.get("room", "")),
        respondent_id=_uuid(given.get("respondent", "")),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def line_of(
    row: Complaint,
    told: list[office.Countdown],
    merged: list[tuple[str, office.Countdown]] | None = None,
) -> dict[str, Any]:
    """Return a complaint as a list shows it, with its clocks in words."""
    under = merged or []
    tones = {one.tone for one in (*told, *(clock for _number, clock in under))}
    return {
        "row": row,
        "number": receipts.shown(row.number),
        "kind": words.KINDS[row.kind],
        "state": words.STATES[row.state],
        "tone": phrases.TONES.get(row.state, ""),
        "outcome": words.OUTCOMES.get(row.outcome, ""),
        "channel": words.CHANNELS[row.channel],
        "clocks": told,
        "under": under,
        "edge": next((one for one in ("act", "watch", "ok") if one in tones), "quiet"),
    }


@page
@require_GET
def every(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show a tab of the complaints, what ends first in front."""
    policies.require_see(actor)
    sought, start = sought_of(request.GET), number(request, "from")
    rows = list(inbox.inbox_list(actor, sought)[start : start + PAGE + 1])
    narrowed = {
        "kind": sought.kind,
        "channel": sought.channel,
        "assignee": sought.assignee,
        "q": sought.text,
        "room": sought.room_id,
        "respondent": sought.respondent_id,
    }
    kept = {name: value for name, value in narrowed.items() if value}
    shown: dict[str, Any] = {
        "section": HERE,
        "sought": sought,
        "lines": lines_of(actor, rows[:PAGE]),
        "narrowed": urlencode(kept),
        "kept": kept,
        "next": start + PAGE if len(rows) > PAGE else None,
        "before": max(0, start - PAGE) if start else None,
        "here": request.get_full_path(),
    }
    if is_fragment(request):
        return render(request, "complaints/_inbox_list.html", shown)
    counts = inbox.inbox_counts(actor, sought)
    shown |= {
        "tabs": [(tab, deeds_shown.TABS[tab], counts[tab]) for tab in inbox.TABS],
        "kinds": words.KINDS.items(),
        "channels": words.CHANNELS.items(),
        "officers": inbox.officers(actor),
        "me": str(actor.user_id),
        "of": _of(actor, sought),
        "clusters": cluster.clusters_standing(actor).count(),
        "can_find": policies.can_handle(actor),
    }
    return render(request, "complaints/inbox.html", shown)


@page
@require_POST
@stepped_up("export", after=policies.require_see)
def export(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Let the list, as it was narrowed down, be taken away: at once, or as a job."""
    made = inbox_export(actor=actor, sought=sought_of(request.POST))
    if not isinstance(made, bytes):
        return redirect("jobs")
    answer = HttpResponse(made, content_type="text/csv; charset=utf-8")
    name = f"complaints-{clock.today():%Y%m%d}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def lines_of(actor: Actor, rows: list[Complaint]) -> list[dict[str, Any]]:
    """Return complaints as the list shows them, each with its open clocks and those of what was
    merged into it, told all at once."""
    under = selectors.merged_under(actor, [one.pk for one in rows])
    every = [*rows, *(one for held in under.values() for one in held)]
    found = office.clocks_by_subject(actor, selectors.SUBJECT, [one.pk for one in every])
    told = iter(office.told(clock for clocks in found.values() for clock in clocks))
    each = {ref: list(islice(told, len(clocks))) for ref, clocks in found.items()}
    heard = selectors.subjects_answered(actor, [one.pk for one in rows])
    begins = selectors.excerpts_of(actor, rows) if policies.can_read(actor) else {}
    return [
        line_of(one, each[str(one.pk)], _merged(under.get(one.pk, []), each))
        | {"is_heard": one.pk in heard, "begins": begins.get(one.pk, "")}
        for one in rows
    ]


def _merged(
    rows: list[Complaint], each: Mapping[str, list[office.Countdown]]
) -> list[tuple[str, office.Countdown]]:
    """Return of what was merged the clock of each that ends first, with its number."""
    firsts = ((receipts.shown(one.number), each[str(one.pk)]) for one in rows)
    return [(number, clocks[0]) for number, clocks in firsts if clocks]


def _of(actor: Actor, sought: inbox.Sought) -> str:
    """Return what the room or the operator is called that the list is narrowed to.

    Raises:
        NotFound: it is not the actor's.
    """
    if sought.room_id:
        return rooms.room_get(actor, sought.room_id).title
    if sought.respondent_id:
        return parties.party_get(actor, sought.respondent_id).public_name
    return ""


@page
@require_GET
def one(request: HttpRequest, actor: Actor, complaint_id: UUID) -> HttpResponse:
    """Show one complaint: what was written and said, its clocks, what may be done."""
    return shown_one(request, actor, complaint_id)


def shown_one(
    request: HttpRequest,
    actor: Actor,
    complaint_id: UUID,
    fault: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show one complaint, with what was refused and what had been typed, if anything was."""
    policies.require_see(actor)
    row = selectors.complaint_get(actor, complaint_id)
    can_read = policies.can_read(actor)
    can_handle = policies.can_handle(actor) and row.destroyed_at is None
    if can_handle and held.sent_if_due(actor, row):
        row = selectors.complaint_get(actor, complaint_id)
    fault = fault or (held.again(request, actor, row) if can_handle else None)
    clocks = selectors.clocks_of(actor, row)
    told = office.told(clocks)
    merged = selectors.merged_with(actor, row)
    (line,) = lines_of(actor, [row])
    shown = line_of(row, told, line["under"]) | {
        "section": HERE,
        "can_read": can_read,
        "can_handle": can_handle,
        "is_held": can_read and accounts.hold_list(actor, "complaint", str(row.pk)).exists(),
        **form_shown(),
        "clocks": [_clock(actor, one) for one in told],
        "attachments": _attachments(actor, row),
        "steps": [
            (phrases.STEPS.get(one.act, one.act), one) for one in selectors.steps_of(actor, row)
        ],
        "clusters": [(names.cluster_about(one), one) for one in cluster.clusters_of(actor, row)],
        "others": inbox.others_count(actor, row),
        "merged": [(receipts.shown(one.number), one) for one in merged],
        "is_notice": selectors.complaint_is_notice(actor, row),
        "particulars": particulars.panel_of(actor, row),
        "into": receipts.shown(row.merged_into.number) if row.merged_into else "",
        "fault": fault,
    }
    if can_read:
        shown |= _read(actor, row)
    rounds = selectors.referrals_of(actor, row)
    shown["rounds"] = seller.rounds_of(actor, rounds, reads=can_read)
    shown["became"] = selectors.became_of(actor, row)
    shown["reports"] = [
        (words.AUTHORITIES[each.authority], each, selectors.report_body(actor, each))
        for each in (selectors.reports_of(actor, row) if can_read else ())
    ]
    if can_handle:
        extra = seller.able(row, rounds, shown["rounds"])
        shown |= held.told(actor, row)
        if shown["held"]:
            extra.add(deeds_shown.HELD)
        if shown["became"] is None:
            extra.add("case")
        is_drafted = any(each.state == "draft" for _name, each, _body in shown["reports"])
        if is_drafted or any(one.is_open and one.kind == inbox.REPORTING for one in clocks):
            extra.add("report")
        shown |= deeds_shown.choices(actor, row, extra) | {"sellers": seller.chances(row)}
        if fault:  # what cannot be done any more has no form in which to say so
            fault["is_offered"] = any(one.name == fault["deed"] for one, _ready in shown["deeds"])
    return render(request, "complaints/inbox_one.html", shown, status=status)


def _read(actor: Actor, row: Complaint) -> dict[str, Any]:
    """Return what was written and said; who wrote it is masked."""
    said = selectors.messages_of(actor, row)
    texts, who = selectors.texts_of(actor, row, said), selectors.who_of(actor, row)
    told: list[dict[str, Any]] = [
        {"row": one, "side": SIDES[Message.Side(one.side)], "text": texts.get(one.pk, ""),
         "channel": words.CHANNELS[one.channel]}
        for one in said
    ]  # fmt: skip
    return {
        "words": selectors.words_of(actor, row),
        "who": [
            (named(name, "field"), f"complaints.complaint.{name}", who[name])
            for name in FIELDS
            if who[name]
        ],
        "public": [one for one in told if not one["row"].is_internal],
        "notes": [one for one in told if one["row"].is_internal],
    }


def _attachments(actor: Actor, row: Complaint) -> list[dict[str, Any]]:
    """Return the files as the page lists them, each with who else sees it now."""
    seen: dict[UUID, list[object]] = {}
    for one in sharing.shared_of(actor, row):
        if one.ended_at is None:
            seen.setdefault(one.attachment_id, []).append(sharing.TO[one.to])
    return [
        {
            "row": one,
            "form": one.kind.rpartition("/")[2].upper(),
            "side": SIDES[Message.Side(one.side)],
            "seen_by": seen.get(one.pk, []),
        }
        for one in selectors.attachments_of(actor, row)
    ]


def _clock(actor: Actor, told: office.Countdown) -> dict[str, Any]:
    """Return a clock with its term and everything it was held up for."""
    policy = Policy.of(told.clock.policy)
    pauses = office.clock_standing(actor, told.clock).pauses
    return {
        "one": told,
        "term": office.long_of(policy.amount, policy.unit),
        "law": office.long_of(policy.law.amount, policy.law.unit) if policy.law else "",
        "pauses": [(office.word(one.reason), one) for one in pauses],
    }
