"""The buttons of a quarter's page: its package made, sent, answered, taken; flaws, extensions."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import stepup
from accounts.stepup import stepped_up
from accounts.views.answers import Act, back
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import page
from tax import forms, policies, selectors, services
from tax.models import Period

HERE = "tax"


def _quarter_of(actor: Actor, quarter_id: UUID) -> Period:
    policies.require_settle(actor)
    return selectors.period_get(actor, quarter_id, "quarter")


def _here(quarter_id: UUID) -> str:
    return reverse("tax-quarter", args=[quarter_id])


def _done(
    request: HttpRequest, actor: Actor, package_id: UUID, act: Act, said: str
) -> HttpResponse:
    """Do something with a package, and go back to its quarter."""
    policies.require_settle(actor)
    package = selectors.package_get(actor, package_id)
    return back(request, _here(package.period_id), act, said)


@page
@require_POST
def make(request: HttpRequest, actor: Actor, quarter_id: UUID) -> HttpResponse:
    """Order that the package is made."""
    period = _quarter_of(actor, quarter_id)

    def act() -> Any:
        return services.package_make(actor=actor, first_on=period.first_on)

    return back(request, _here(quarter_id), act, _("已开始生成，完成后在这里核对。"))


@page
@require_POST
def excel(request: HttpRequest, actor: Actor, package_id: UUID) -> HttpResponse:
    """Order the package as Excel, too."""
    policies.require_settle(actor)
    package = selectors.package_get(actor, package_id)

    def act() -> Any:
        return services.package_excel(actor=actor, package_id=package_id)

    said = _("已开始生成 Excel 文件，完成后在这里下载。")
    return back(request, _here(package.period_id), act, said)


@page
@require_POST
def send(request: HttpRequest, actor: Actor, package_id: UUID) -> HttpResponse:
    """Note that a package was sent."""
    given = request.POST

    def act() -> Any:
        return services.package_send(
            actor=actor,
            package_id=package_id,
            sent_on=forms.day_of(given, "sent_on"),
            channel=given.get("channel", ""),
            lacking=given.get("lacking", ""),
        )

    return _done(request, actor, package_id, act, _("已记录报送。收到回执后登记编号。"))


@page
@require_POST
def receipt(request: HttpRequest, actor: Actor, package_id: UUID) -> HttpResponse:
    """Enter the number of the receipt."""

    def act() -> Any:
        said = request.POST.get("receipt", "")
        return services.package_receipt(actor=actor, package_id=package_id, receipt=said)

    return _done(request, actor, package_id, act, _("已登记回执编号。"))


@page
@require_POST
def answer(request: HttpRequest, actor: Actor, package_id: UUID) -> HttpResponse:
    """Note what the authority answered."""
    given = request.POST

    def act() -> Any:
        day = forms.day_of(given, "answered_on")
        if given.get("verdict") == "accepted":
            return services.package_accept(actor=actor, package_id=package_id, answered_on=day)
        return services.package_return(
            actor=actor, package_id=package_id, answered_on=day, answer=given.get("answer", "")
        )

    return _done(request, actor, package_id, act, _("已记录税务机关的回复。"))


@page
@require_POST
@stepped_up("unmask", after=policies.require_settle)
def take(request: HttpRequest, actor: Actor, package_id: UUID, sheet_id: UUID) -> HttpResponseBase:
    """Take one file, having said why."""
    grant = stepup.require(request, purpose="unmask")
    ticket = services.package_take(
        actor=actor, package_id=package_id, file_id=sheet_id, reason=grant.reason,
        step_up=grant.entry,
    )  # fmt: skip
    return redirect("file-download", ticket=ticket)


@page
@require_POST
def flaw(request: HttpRequest, actor: Actor, quarter_id: UUID) -> HttpResponse:
    """Note an error that was found."""
    period, given = _quarter_of(actor, quarter_id), request.POST

    def act() -> Any:
        return services.flaw_note(
            actor=actor,
            period=period,
            source=given.get("source", ""),
            found_on=forms.day_of(given, "found_on"),
            said=given.get("said", ""),
            is_omission=given.get("is_omission") == "yes",
            order=_order(given),
        )

    return back(request, _here(quarter_id), act, _("已记录。更正期限自发现之日起计算。"))


def _order(given: QueryDict) -> services.Order | None:
    """Return by what the authority ordered the correction, where it did."""
    if not given.get("ordered_until_on") and not given.get("order_number"):
        return None
    return services.Order(forms.day_of(given, "ordered_until_on"), given.get("order_number", ""))


@page
@require_POST
def extension(request: HttpRequest, actor: Actor, quarter_id: UUID) -> HttpResponse:
    """Note that more time was asked for."""
    period, given = _quarter_of(actor, quarter_id), request.POST

    def act() -> Any:
        wanted = forms.day_of(given, "wanted_on")
        said = given.get("said", "")
        return services.extension_ask(actor=actor, period=period, wanted_on=wanted, said=said)

    return back(request, _here(quarter_id), act, _("已记录延期申请。在准予之前期限照常计算。"))


@page
@require_POST
def extended(request: HttpRequest, actor: Actor, quarter_id: UUID) -> HttpResponse:
    """Note what was answered to it."""
    period, given = _quarter_of(actor, quarter_id), request.POST

    def act() -> Any:
        return services.extension_answer(
            actor=actor,
            period=period,
            until_on=_until(given),
            notice=given.get("notice", ""),
        )

    return back(request, _here(quarter_id), act, _("已记录税务机关的回复。"))


def _until(given: QueryDict) -> date | None:
    return forms.day_of(given, "until_on") if given.get("verdict") == "granted" else None
