"""One month of withholding: what was booked, what each way came to, what was filed; its buttons."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import stepup
from accounts.views.answers import back, told
from charter.selectors.words import cited
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from office import selectors as office
from tax import forms, policies, selectors, services
from tax.models import Run
from tax.selectors import words
from tax.selectors.taken import EXPORTED
from tax.services.filing import CLAUSE, SUBJECT

HERE = "tax"


@page
@require_GET
def month(request: HttpRequest, actor: Actor, period_id: UUID) -> HttpResponse:
    """Show one month."""
    period = selectors.period_get(actor, period_id, "month")
    runs = list(selectors.run_list(actor, period)[:20])
    run = selectors.run_last(actor, period)
    returns = list(selectors.return_list(actor, period)[:20])
    is_settler = policies.can_settle(actor)
    is_waiting = run is not None and run.number not in {one.number for one in returns}
    shown = {
        "section": HERE,
        "period": period,
        "name": selectors.named(period),
        "state": words.STATES[period.state],
        "tallies": [
            {"row": one, "kind": words.INCOMES[one.kind], "net": one.paid_fen - one.refunded_fen}
            for one in selectors.sums_of(actor, [period.first_on])
        ],
        "run": run,
        "sums": _sums(run),
        "runs": [{"row": one, "state": words.RUN_STATES[one.state]} for one in runs],
        "returns": returns,
        "taken": selectors.taken_list(actor, EXPORTED, [period.pk]),
        "clocks": office.countdowns(actor, (SUBJECT, period.pk)),
        "clause": cited(CLAUSE),
        "can_run": is_settler and period.state == "closed",
        "can_file": is_settler and is_waiting,
        "can_export": is_settler and run is not None,
        "today": clock.today(),
    }
    return render(request, "tax/month.html", shown)


def _sums(run: Run | None) -> list[dict[str, Any]]:
    return [
        one
        | {"name": words.PATHS[one["path"]], "levied_fen": one["vat_fen"] + one["surcharge_fen"]}
        for one in (run.sums if run else [])
    ]


@page
@require_POST
def compute(request: HttpRequest, actor: Actor, period_id: UUID) -> HttpResponse:
    """Order that the month is computed."""
    policies.require_settle(actor)
    period = selectors.period_get(actor, period_id, "month")
    made = told(
        request,
        lambda: services.month_run(actor=actor, first_on=period.first_on),
        _("已开始计算。"),
    )
    return redirect("jobs") if made else redirect("tax-month", period_id)


@page
@require_POST
def file(request: HttpRequest, actor: Actor, period_id: UUID) -> HttpResponse:
    """Note that the month was filed and paid."""
    policies.require_settle(actor)
    period = selectors.period_get(actor, period_id, "month")

    def act() -> Any:
        return services.month_file(
            actor=actor,
            first_on=period.first_on,
            receipt=request.POST.get("receipt", ""),
            filed_on=forms.day_of(request.POST, "filed_on"),
            paid_on=forms.day_of(request.POST, "paid_on"),
        )

    return back(request, reverse("tax-month", args=[period_id]), act, _("已记录申报和缴款。"))


@page
@require_POST
def export(request: HttpRequest, actor: Actor, period_id: UUID) -> HttpResponse:
    """Order the month's lines as a file, once he has proved again who he is, and said why."""
    policies.require_settle(actor)
    period = selectors.period_get(actor, period_id, "month")
    grant = stepup.require(request, purpose="unmask")

    def act() -> Any:
        return services.month_export(
            actor=actor,
            first_on=period.first_on,
            form=request.POST.get("form", "csv"),
            reason=grant.reason,
        )

    made = told(request, act, _("已开始导出，完成后在任务里取出。"))
    return redirect("jobs") if made else redirect("tax-month", period_id)
