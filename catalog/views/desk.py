"""The desk of an officer who reviews goods: in hand, several at once, taken back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.views.answers import back, told
from catalog import policies, selectors, services
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.pages import page

TOLD = 5


@page
@require_POST
def take(request: HttpRequest, actor: Actor, product_id: UUID) -> HttpResponse:
    """Take goods in hand, or say who has them; the page asks every minute."""
    policies.require_judge(actor)
    row = selectors.product_get(actor, product_id)
    try:
        services.product_take(actor=actor, product_id=row.pk)
    except services.ProductHeld as held:
        return render(request, "catalog/_lease.html", {"held": held.message})
    return render(request, "catalog/_lease.html", {"held": ""})


@page
@require_POST
def decide(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Say the same of several goods; what could not be decided is named."""
    policies.require_judge(actor)
    given = request.POST

    def act() -> Any:
        return services.products_decide(
            actor=actor,
            picks=[_pick(one) for one in given.getlist("product")],
            is_allowed=given.get("is_allowed") == "yes",
            reason=given.get("reason", ""),
        )

    done = told(request, act, "")
    if done:
        _say(request, done)
    standing = given.get("standing", "")
    return redirect(f"/goods?standing={standing}" if standing.isalpha() else "goods")


def _pick(text: str) -> services.Pick:
    """Read `ID:REVISION`."""
    name, _colon, revision = text.partition(":")
    try:
        return services.Pick(UUID(name), int(revision[:9]))
    except ValueError:
        raise Invalid(_("请重新选择商品。"), field="product") from None


def _say(request: HttpRequest, done: services.Done) -> None:
    if done.decided:
        said = ngettext("已决定 %(n)d 件商品。", "已决定 %(n)d 件商品。", done.decided)
        messages.success(request, said % {"n": done.decided})
    for title, why in done.refused[:TOLD]:
        messages.error(request, f"{title[:40]}：{why}")
    if len(done.refused) > TOLD:
        left = len(done.refused) - TOLD
        messages.error(request, _("另有 %(n)d 件没有决定。") % {"n": left})


@page
@require_POST
def undo(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take back what was decided last."""
    policies.require_judge(actor)
    found = selectors.decisions_undoable(actor)
    where = found[0].product_id if len(found) == 1 else None

    def act() -> Any:
        return services.products_undo(actor=actor)

    answer = back(request, "goods", act, _("已撤销，商品回到原来的状态。"))
    return redirect("goods-product", where) if where else answer
