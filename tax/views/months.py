"""One month of withholding: what was booked, what each way came to, what was filed; its buttons."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import stepup
from accounts.views.answers import back
from charter.selectors.words import cited
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import is_fragment, page
from office import selectors as office
from tax import forms, policies, selectors, services
from tax.models import Period, Return, Run
from tax.rules import calendar, paths
from tax.selectors import words
from tax.selectors.taken import EXPORTED
from tax.services.export import KIND as EXPORT
from tax.services.filing import CLAUSE, SUBJECT
from tax.services.run import KIND as RUN
from tax.views import going

HERE = "tax"


@page
@require_GET
def month(request: HttpRequest, actor: Actor, period_id: UUID) -> HttpResponse:
    """Show one month."""
    period = selectors.period_get(actor, period_id, "month")
    held = {"month": f"{period.first_on}"}
    work = going.going_of(request, actor, dict.fromkeys((RUN, EXPORT), held))
    if is_fragment(request):
        return going.told(request, work)
    runs = list(selectors.run_list(actor, period)[:20])
    run = selectors.run_last(actor, period)
    returns = list(selectors.return_list(actor, period)[:20])
    is_settler = policies.can_settle(actor)
    is_waiting = run is not None and run.number not in {one.number for one in returns}
    shown = {
        "section": HERE,
        **work,
        "period": period,
        "steps": _steps(period, run, is_filed=not is_waiting),
        "name": selectors.named(period),
        "state": words.STATES[period.state],
        "tallies": [
            {"row": one, "kind": words.INCOMES[one.kind], "net": one.paid_fen - one.refunded_fen}
            for one in selectors.sums_of(actor, [period.first_on])
        ],
        "run": run,
        "sums": _sums(run),
        "invoices": _invoices(run),
        "invoice_clause": cited("IIT-business"),
        "runs": [{"row": one, "state": words.RUN_STATES[one.state]} for one in runs],
        "returns": returns,
        "taken": selectors.taken_list(actor, EXPORTED, [period.pk]),
        "clocks": office.countdowns(actor, (SUBJECT, period.pk)),
        "clause": cited(CLAUSE),
        "is_over": calendar.last_of(period.first_on) < clock.today(),
        "is_waiting": is_waiting,
        "to_pay_fen": _to_pay(run, returns),
        "can_close": is_settler,
        "can_run": is_settler and period.state == "closed",
        "can_file": is_settler and is_waiting,
        "can_export": is_settler and run is not None,
        "today": clock.today(),
    }
    return render(request, "tax/month.html", shown)


def _to_pay(run: Run | None, returns: Sequence[Return]) -> int:
    """Return what a month comes to and is not filed yet: all of it, or what changed since."""
    if run is None:
        return 0
    filed = sum(one.tax_fen + one.levied_fen for one in returns)
    return run.withheld_fen + run.levied_fen - filed


def _steps(period: Period, run: Run | None, *, is_filed: bool) -> list[dict[str, Any]]:
    """Return how far a month is: each step, whether it is done, and which is next."""
    is_closed = period.state == Period.State.CLOSED
    return words.steps_of(
        [
            (_("月份结束"), calendar.last_of(period.first_on) < clock.today()),
            (_("关账"), is_closed),
            (_("计算扣缴"), run is not None),
            (_("申报和缴款"), run is not None and is_filed),
        ]
    )


def _sums(run: Run | None) -> list[dict[str, Any]]:
    return [
        one
        | {
            "name": words.PATHS[one["path"]],
            "levied_fen": one["vat_fen"] + one["surcharge_fen"],
            "needs_invoice": one["path"] in paths.invoiced(),
        }
        for one in (run.sums if run else [])
    ]


def _invoices(run: Run | None) -> dict[str, int]:
    """Return how many give an invoice instead of being withheld from, and over how much."""
    found = [one for one in (run.sums if run else []) if one["path"] in paths.invoiced()]
    return {
        "payees": sum(one["payees"] for one in found),
        "income_fen": sum(one["income_fen"] - one["refunded_fen"] for one in found),
    }


@page
@require_POST
def compute(request: HttpRequest, actor: Actor, period_id: UUID) -> HttpResponse:
    """Order that the month is computed."""
    policies.require_settle(actor)
    period = selectors.period_get(actor, period_id, "month")

    def act() -> Any:
        return services.month_run(actor=actor, first_on=period.first_on)

    return back(request, reverse("tax-month", args=[period_id]), act, _("已开始计算。"))


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
    here = reverse("tax-month", args=[period_id])

    def act() -> Any:
        return services.month_export(
            actor=actor,
            first_on=period.first_on,
            form=request.POST.get("form", "csv"),
            reason=grant.reason,
        )

    return back(request, here, act, _("已开始导出，完成后在这里下载。"))
