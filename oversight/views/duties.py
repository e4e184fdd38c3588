"""The duty board: all articles at a glance, one article, the board taken away."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors as accounts
from accounts.views.answers import back
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.downloads import disposition
from livecompliance.kernel.exceptions import Invalid, NotFound
from livecompliance.kernel.pages import page
from office import selectors as office
from office.services.tables import csv_part
from oversight import policies, selectors, services
from oversight.forms import charging_of, day_of
from oversight.models import DutyReading
from oversight.rules.articles import article_of
from oversight.rules.boards import Standing
from oversight.selectors.duty import TREND_DAYS
from oversight.templatetags.dutyboard import standing, tone

HERE, MOST_TURNS = "duties", 60
OLDEST = date(2021, 5, 25)  # nobody had these duties before


def day_shown(request: HttpRequest) -> date | None:
    """Return the past day that is asked for; None for now.

    Raises:
        Invalid: no day, or not one of the past.
    """
    day = day_of(request.GET.get("day", ""), "day")
    if day is None or day == clock.today():
        return None
    if not OLDEST <= day < clock.today():
        raise Invalid(_("请选择今天以前的日期。"), field="day")
    return day


@page
@require_GET
def duties(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show how every duty of both instruments stands, now or on a past day."""
    policies.require_see_board(actor)
    tenant, day = accounts.tenant_get(actor), day_shown(request)
    shown = selectors.board(actor, tenant, day)
    answer = {
        "section": HERE,
        "board": shown,
        "day": day,
        "today": clock.today(),
        "yesterday": (day or clock.today()) - timedelta(days=1),
        "tomorrow": day + timedelta(days=1) if day and day < clock.today() else None,
        "oldest": OLDEST,
        "counts": _counts(shown.counts),
        "bar": selectors.bar_of(shown.counts),
        **_kept(day),
        "only": _only(request),
        "week": [] if day else office.told(selectors.due_this_week(actor), actor),
        "can_charge": policies.can_charge(actor),
    }
    return render(request, "oversight/duties.html", answer)


def _kept(day: date | None) -> dict[str, str]:
    """Return what links keep of the question: the day."""
    return {"query": f"?day={day}", "keep_day": f"&day={day}"} if day else {}


def _only(request: HttpRequest) -> str:
    wanted = request.GET.get("state", "")
    return wanted if wanted in list(Standing) else ""


def _counts(held: Any) -> list[tuple[str, str, str, int]]:
    return [(state, standing(state), tone(state), n) for state, n in held.items()]


@page
@require_GET
def duty(request: HttpRequest, actor: Actor, instrument: str, article: int) -> HttpResponse:
    """Show one article: the text, its controls with their evidence, what happened to it."""
    policies.require_see_board(actor)
    placed = article_of(instrument, str(article))
    if placed is None:
        raise NotFound(_("没有这一条。"))
    tenant, day = accounts.tenant_get(actor), day_shown(request)
    row = selectors.row_of(selectors.board(actor, tenant, day), placed.key)
    if row is None:
        raise NotFound(_("没有这一条。"))
    names = [control.name for control, _seen in row.seen]
    past = list(selectors.readings_since(actor, tenant.pk, names, TREND_DAYS))
    answer = {
        "section": HERE,
        "row": row,
        "platform": tenant,
        "day": day,
        **_kept(day),
        "clauses": clauses_of(placed),
        "controls": [
            (
                control,
                seen,
                selectors.history_plot([one for one in past if one.control == control.name]),
            )
            for control, seen in row.seen
        ],
        "turns": selectors.turns_of(past)[:MOST_TURNS],
        "charges": selectors.charge_history(actor, tenant.pk, placed.key)[:20],
        "members": _members(actor) if policies.can_charge(actor) else [],
        "can_charge": policies.can_charge(actor) and placed.whose == "platform",
        "today": clock.today(),
        "days": TREND_DAYS,
    }
    return render(request, "oversight/duty.html", answer)


def _of(past: list[DutyReading], name: str) -> list[DutyReading]:
    return [one for one in past if one.control == name]


def _members(actor: Actor) -> list[Any]:
    return list(accounts.membership_list(actor).filter(is_active=True))


def clauses_of(placed: Any) -> list[dict[str, Any]]:
    english = (get_language() or "").startswith("en")
    return [
        {"clause": one, "cited": law.citation(one, "en" if english else "zh")}
        for one in law.register(clock.today()).values()
        if one.instrument == placed.instrument and placed.holds(one.article)
    ]


@page
@require_POST
def charge(request: HttpRequest, actor: Actor, instrument: str, article: int) -> HttpResponse:
    """Say who answers for an article, or why it does not apply."""
    policies.require_charge(actor)
    placed = article_of(instrument, str(article))
    key = placed.key if placed is not None else ""
    return back(
        request,
        reverse("duty", args=[instrument, article]),
        lambda: services.charge_set(actor=actor, article=key, charging=charging_of(request.POST)),
        _("已记下。"),
    )


@page
@require_POST
def look(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Have every control look now, and keep what differs."""
    policies.require_charge(actor)
    done = _("已重新查看并留存。")
    return back(request, HERE, lambda: services.duties_look(actor=actor), done)


@page
@require_GET
def taken(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Let the board be taken away as a table."""
    policies.require_see_board(actor)
    tenant, day = accounts.tenant_get(actor), day_shown(request)
    shown = selectors.board(actor, tenant, day)
    name = f"duties-{tenant.slug}-{day or clock.today():%Y%m%d}.csv"
    lines = [[str(cell) for cell in row] for row in _rows(shown)]
    return HttpResponse(
        b"\xef\xbb\xbf" + csv_part(lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": disposition(name)},
    )


def _rows(shown: selectors.Board) -> Iterator[list[object]]:
    yield [
        *(_("法规"), _("条"), _("名称"), _("状态"), _("数字"), _("共"), _("依据")),
        *(_("责任人"), _("下次日期")),
    ]
    for row in shown.rows():
        held = row.shown.reading if row.shown else None
        owner = row.charge.owner if row.charge else None
        yield [
            *(row.article.instrument, row.article.number, row.name, standing(row.standing)),
            *(("" if held is None or held.figure is None else held.figure),),
            *(("" if held is None or held.of is None else held.of), row.said),
            *(owner or "", row.due or ""),
        ]
