"""Suppliers: the list, one file with its papers, what ends soon, lists of recalls."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors as accounts
from accounts.views.answers import back, told
from accounts.views.holds import form_shown
from catalog import forms, policies, selectors, services
from catalog.models import Supplier, SupplierPaper
from catalog.rules.kinds import CHAIN, kind_name, kinds
from catalog.rules.papers import CHECK
from catalog.selectors import supplier_words as words
from charter.selectors.words import cited
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import number, page
from office import selectors as office

HERE, PAGE = "suppliers", 50


@page
@require_GET
def suppliers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who supplies what is sold, by state and name."""
    policies.require_see_suppliers(actor)
    state, wanted = request.GET.get("state", ""), request.GET.get("q", "")
    state = state if state in words.STATES else ""
    start = number(request, "from")
    rows = selectors.supplier_page(actor, wanted, state, start, PAGE + 1)
    counts = selectors.supplier_counts(actor)
    shown = {
        "section": HERE,
        "tab": "suppliers",
        "rows": [_line(one) for one in rows[:PAGE]],
        "state": state,
        "wanted": wanted,
        "states": [(code, name, counts.get(code, 0)) for code, (name, _t) in words.STATES.items()],
        "total": sum(counts.values()),
        "can_file": policies.can_file(actor),
        "before": max(0, start - PAGE) if start else None,
        "next": start + PAGE if len(rows) > PAGE else None,
    }
    return render(request, "catalog/suppliers.html", shown)


def _line(one: Supplier) -> dict[str, Any]:
    return {
        "row": one,
        "state": words.STATES[one.state],
        "credit": words.CREDITS[one.credit],
        "is_due": one.recheck_on is not None and one.recheck_on < clock.today(),
    }


@page
@require_POST
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """File a supplier and open its file."""
    policies.require_file(actor)

    def act() -> Supplier:
        return services.supplier_file(actor=actor, filed=forms.filed_of(request.POST))

    made = told(request, act, _("已登记，请核验后使用。"))
    return redirect("supplier", made.pk) if made else redirect("suppliers")


@page
@require_GET
def supplier(request: HttpRequest, actor: Actor, supplier_id: UUID) -> HttpResponse:
    """Show one supplier's file: who it is, its papers, the chains of its brands."""
    row = selectors.supplier_get(actor, supplier_id)
    can_review = policies.can_review(actor)
    papers = list(selectors.paper_list(actor, row.pk)[:200])
    shown = {
        "section": HERE,
        "one": row,
        "line": _line(row),
        "sealed": selectors.supplier_masked(actor, row),
        "papers": [_paper(one) for one in papers if one.kind not in CHAIN],
        "chains": _chains(actor, row, papers),
        "links": [_paper(one) for one in papers if one.kind in CHAIN],
        "clocks": office.countdowns(actor, (services.SUPPLIER, row.pk)),
        "clause": cited(CHECK),
        "people": selectors.merchants_of(actor, row.pk)[:50],
        "kinds": [(code, _name(code)) for code in kinds()],
        "credits": [(code, name) for code, (name, _t) in words.CREDITS.items()],
        "files": shelf(actor),
        "can_file": policies.can_file(actor) and row.state != Supplier.State.CLOSED,
        "can_review": can_review,
        "today": clock.today(),
        "usual": selectors.look_due(actor),
        **form_shown(),
        "is_held": row.pk in held_of(actor, services.SUPPLIER),
        "can_hold": can_review,
    }
    return render(request, "catalog/supplier.html", shown)


def _name(kind: str) -> str:
    return kind_name(kind, get_language() or "zh-hans")


def _paper(one: SupplierPaper) -> dict[str, Any]:
    today, until = clock.today(), one.valid_until
    ends = one.state == "approved" and until is not None and until <= today + selectors.SOON
    return {
        "row": one,
        "name": _name(one.kind),
        "state": words.PAPER_STATES[one.state],
        "is_ending": ends and until is not None and until >= today,
        "is_over": ends and until is not None and until < today,
        "is_link": one.kind == "brand-authorisation",
        "is_to_look": _is_to_look(one),
        "is_unlooked": one.recheck_on is not None and one.recheck_on < today,
    }


def held_of(actor: Actor, kind: str) -> set[UUID]:
    """Return which things of a kind are held; whoever may hold none is told of none."""
    if not policies.can_review(actor):
        return set()
    return {UUID(one.subject_ref) for one in accounts.hold_list(actor).filter(subject_kind=kind)}


def _is_to_look(one: SupplierPaper) -> bool:
    """Tell whether somebody looks at a paper without a last day, soon or at last."""
    if one.state != "approved" or one.valid_until is not None:
        return False
    return one.recheck_on is None or one.recheck_on <= clock.today() + selectors.SOON


def _chains(actor: Actor, row: Supplier, papers: list[SupplierPaper]) -> list[dict[str, Any]]:
    """Return, for each brand of a supplier, the chain as it stands today."""
    brands = {one.brand_key: one.brand for one in papers if one.kind in CHAIN}
    return selectors.chains_of(actor, row, brands, clock.today()) if brands else []


def shelf(actor: Actor) -> list[tuple[UUID, str]]:
    """Return the files on an officer's shelf, by id and name."""
    if actor.user_id is None or not policies.can_file(actor):
        return []
    return [(one.pk, office.file_name(one)) for one in office.file_shelf(actor)[:50]]


@page
@require_POST
def act(request: HttpRequest, actor: Actor, supplier_id: UUID, move: str) -> HttpResponse:
    """Change a supplier's file, verify it, let it go, or hand in a paper."""
    selectors.supplier_get(actor, supplier_id)
    given = request.POST

    def change() -> Any:
        return services.supplier_change(
            actor=actor, supplier_id=supplier_id, filed=forms.filed_of(given)
        )

    def look() -> Any:
        return services.supplier_look(
            actor=actor, supplier_id=supplier_id, looked=forms.looked_of(given)
        )

    def close() -> Any:
        return services.supplier_close(
            actor=actor, supplier_id=supplier_id, reason=given.get("reason", "")
        )

    def give() -> Any:
        return services.paper_give(
            actor=actor, supplier_id=supplier_id, paper=forms.paper_of(given)
        )

    def tie() -> Any:
        return services.merchant_tie(
            actor=actor, supplier_id=supplier_id, login=given.get("login", "")
        )

    does = {
        "tie": (tie, _("已关联，他登录后看到这个供应商的事项。")),
        "change": (change, _("已修改，请重新核验。")),
        "look": (look, _("已记录核验结果。")),
        "close": (close, _("已停止合作。")),
        "give": (give, _("已提交，待审核。")),
    }[move]
    return back(request, reverse("supplier", args=[supplier_id]), *does)


@page
@require_POST
def untie(request: HttpRequest, actor: Actor, merchant_id: UUID) -> HttpResponse:
    """Let an account see nothing of a supplier any more."""
    row = selectors.merchant_get(actor, merchant_id)
    policies.require_review(actor)

    def act() -> Any:
        return services.merchant_untie(actor=actor, merchant_id=merchant_id)

    return back(request, reverse("supplier", args=[row.supplier_id]), act, _("已解除关联。"))


@page
@require_POST
def decide(request: HttpRequest, actor: Actor, paper_id: UUID, move: str) -> HttpResponse:
    """Approve, refuse or withdraw a paper, or say that it was looked at and holds."""
    paper = selectors.paper_get(actor, paper_id)
    reason = request.POST.get("reason", "")

    def act() -> Any:
        if move == "withdraw":
            return services.paper_withdraw(actor=actor, paper_id=paper_id, reason=reason)
        if move == "look":
            return services.paper_look(actor=actor, paper_id=paper_id)
        return services.paper_decide(
            actor=actor, paper_id=paper_id, is_approved=move == "approve", reason=reason
        )

    to = request.POST.get("to", "")
    where = reverse("supplier-papers") if to == "papers" else reverse(
        "supplier", args=[paper.supplier_id]
    )  # fmt: skip
    return back(request, where, act, _("已记录决定。"))


@page
@require_GET
def papers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show papers that wait for an officer, and those that end soon or have ended."""
    policies.require_see_suppliers(actor)
    ending = selectors.papers_ending(actor, clock.today() + selectors.SOON)
    shown = {
        "section": HERE,
        "tab": "papers",
        "waiting": [_paper(one) for one in selectors.papers_waiting(actor)],
        "ending": [_paper(one) for one in ending],
        "to_look": [
            _paper(one) for one in selectors.papers_to_look(actor, clock.today() + selectors.SOON)
        ],
        "today": clock.today(),
        "can_review": policies.can_review(actor),
    }
    return render(request, "catalog/papers.html", shown)


@page
@require_GET
def recalls(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the lists of recalls and failed samplings."""
    wanted, start = request.GET.get("q", ""), number(request, "from")
    rows = list(selectors.recalls_found(actor, wanted)[start : start + PAGE + 1])
    shown = {
        "section": HERE,
        "tab": "recalls",
        "rows": [{"row": one, "kind": words.RECALLS[one.kind]} for one in rows[:PAGE]],
        "wanted": wanted,
        "kinds": [(code, name) for code, (name, _t) in words.RECALLS.items()],
        "files": shelf(actor),
        "today": clock.today(),
        "can_file": policies.can_file(actor),
        "can_review": policies.can_review(actor),
        "before": max(0, start - PAGE) if start else None,
        "next": start + PAGE if len(rows) > PAGE else None,
    }
    return render(request, "catalog/recalls.html", shown)


@page
@require_POST
def recall_add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Enter one recall or failed sampling."""
    policies.require_file(actor)
    return back(
        request,
        "supplier-recalls",
        lambda: services.recall_add(actor=actor, named=forms.named_of(request.POST)),
        _("已登记，名单上的商品不能再销售。"),
    )


@page
@require_POST
def recall_import(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Order that a table on the shelf is taken into the lists."""
    policies.require_file(actor)

    def act() -> Any:
        file_id = forms.id_of(request.POST, "file")
        return services.recalls_import(actor=actor, file_id=file_id or UUID(int=0))

    made = told(request, act, _("已开始导入，有误的行会列在结果文件里。"))
    return redirect("jobs") if made else redirect("supplier-recalls")


@page
@require_POST
def recall_lift(request: HttpRequest, actor: Actor, recall_id: UUID) -> HttpResponse:
    """Take an entry off the lists."""
    policies.require_review(actor)
    reason = request.POST.get("reason", "")
    return back(
        request,
        "supplier-recalls",
        lambda: services.recall_lift(actor=actor, recall_id=recall_id, reason=reason),
        _("已移出名单。"),
    )
