"""Pages of goods: what there is, what waits for an officer, one product with its verdicts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import back, told
from catalog import policies, selectors, services
from catalog.models import Product, ProductVerdict
from catalog.rules.goods import yuan
from catalog.rules.pack import CLASSES, Entry
from catalog.selectors import goods_words as words
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid
from livecompliance.kernel.pages import number, page
from office import selectors as office
from office.services.kinds import TABLES

PAGE, FILES = 50, 30


@page
@require_GET
def goods(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what rooms want to sell, by where it stands and by name or number."""
    policies.require_see(actor)
    standing, wanted = request.GET.get("standing", ""), request.GET.get("q", "")
    standing = standing if standing in words.STANDINGS else ""
    start = number(request, "from")
    rows = selectors.products_found(actor, wanted, standing, start, PAGE + 1)
    counts = selectors.product_counts(actor)
    entries = _entries(actor, rows)
    can_review = policies.can_review(actor)
    first = selectors.products_free(actor).first()
    shown = {
        "section": "goods",
        "rows": [_line(one, entries) for one in rows[:PAGE]],
        "standing": standing,
        "wanted": wanted,
        "standings": [(key, name, counts.get(key, 0)) for key, (name, _t) in _standings()],
        "total": sum(counts.values()),
        "first": first,
        "offers": selectors.offers_waiting(actor).count(),
        "can_submit": policies.can_submit(actor),
        "can_review": can_review,
        "can_pick": can_review and standing == Product.Standing.WAITING,
        **_undoable(actor),
        "files": _files(actor),
        "before": max(0, start - PAGE) if start else None,
        "next": start + PAGE if len(rows) > PAGE else None,
    }
    return render(request, "catalog/goods.html", shown)


def _undoable(actor: Actor) -> dict[str, Any]:
    """Return what the officer decided last and can still take back, and for how long."""
    if not policies.can_review(actor):
        return {}
    return {"undoable": selectors.decisions_undoable(actor), "undo_s": selectors.undo_s(actor)}


def _standings() -> Any:
    return words.STANDINGS.items()


def _files(actor: Actor) -> list[tuple[UUID, str]]:
    """Return the tables on the officer's own shelf, by name, for an import."""
    if not policies.can_submit(actor) or actor.user_id is None:
        return []
    rows = office.file_shelf(actor).filter(kind__in=TABLES)[:FILES]
    return [(one.pk, office.file_name(one)) for one in rows]


def _entries(actor: Actor, rows: list[Product]) -> dict[str, Entry]:
    kept = {one["entry"] for row in rows for one in (*row.grounds, *row.nearest)}
    return dict(selectors.entries_of(actor, kept))


def _line(one: Product, entries: dict[str, Entry]) -> dict[str, Any]:
    tongue = get_language() or ""
    named = [entries[each["entry"]] for each in one.grounds if each["entry"] in entries]
    near = next((each for each in one.nearest if each["why"] != "shares"), None)
    close = entries.get(near["entry"]) if near and not named else None
    return {
        "row": one,
        "price": yuan(one.price_fen),
        "standing": words.STANDINGS[one.standing],
        "entries": [each.name(tongue) for each in named],
        "near": close.name(tongue) if close else "",
    }


@page
@require_GET
def product(request: HttpRequest, actor: Actor, product_id: UUID) -> HttpResponse:
    """Show one product: what the catalogue says of it and why, what is near, who decided what."""
    row = selectors.product_get(actor, product_id)
    return render(request, "catalog/product.html", _said(actor, row))


def _said(actor: Actor, row: Product) -> dict[str, Any]:
    entries = _entries(actor, [row])
    waits = list(selectors.products_free(actor).values_list("pk", flat=True)[:200])
    place = waits.index(row.pk) + 1 if row.pk in waits else 0
    others = [one for one in waits if one != row.pk]
    following = waits[place] if place and place < len(waits) else (others[0] if others else None)
    verdicts = selectors.verdicts_of(actor, row)
    latest = list(verdicts[0].decisions.all()) if verdicts else []
    standing = [one for one in latest if not hasattr(one, "undo")]
    first = next((one for one in standing if one.is_allowed and not one.is_final), None)
    lease = selectors.lease_of(actor, row.pk)
    is_held = lease is not None and lease.officer_id != actor.user_id
    return {
        "section": "goods",
        "one": row,
        "line": _line(row, entries),
        "verdict": words.VERDICTS[row.verdict],
        "grounds": [_ground(one, entries) for one in row.grounds if one["entry"] in entries],
        "nearest": [_near(one, entries) for one in row.nearest if one["entry"] in entries],
        "doubts": selectors.doubts_said(row),
        "history": [_past(one) for one in verdicts],
        "offers": [
            (one, words.OFFERS[one.may_be_sold_as])
            for one in selectors.offers_of_product(actor, row.pk)
        ],
        "place": place,
        "count": len(waits),
        "following": following,
        "first": first,
        "is_own_word": first is not None and first.decided_by_id == actor.user_id,
        "needs_second": row.verdict in ("gate", "block"),
        "can_decide": policies.can_review(actor),
        "holder": lease.officer.display_name if lease and is_held else "",
        **_undoable(actor),
    }


def _ground(kept: dict[str, Any], entries: dict[str, Entry]) -> dict[str, Any]:
    entry, tongue = entries[kept["entry"]], get_language() or ""
    place = 1 if tongue.startswith("en") else 0
    return {
        "id": entry.id,
        "name": entry.name(tongue),
        "basis": entry.basis,
        "classes": [CLASSES[one][place] for one in entry.classes],
        "action": words.VERDICTS[entry.action],
        "words": kept["words"],
        "exception": entry.except_en if place else entry.except_zh,
        "papers": [selectors.paper_name(one) for one in kept["documents"]],
    }


def _near(kept: dict[str, Any], entries: dict[str, Entry]) -> dict[str, Any]:
    entry = entries[kept["entry"]]
    return {
        "id": entry.id,
        "name": entry.name(get_language() or ""),
        "basis": entry.basis,
        "word": kept["word"],
        "why": words.NEAR[kept["why"]],
        "is_ambiguous": kept["why"] != "shares",
        "percent": round(kept["score"] * 100),
    }


def _past(one: ProductVerdict) -> dict[str, Any]:
    return {
        "row": one,
        "cause": words.CAUSES[one.cause],
        "verdict": words.VERDICTS[one.verdict],
        "decisions": [
            {"row": each, "is_undone": hasattr(each, "undo")} for each in one.decisions.all()
        ],
    }


@page
@require_POST
def decide(request: HttpRequest, actor: Actor, product_id: UUID) -> HttpResponse:
    """Let a product be sold, or not, and go on to the next that waits."""
    policies.require_judge(actor)
    row, given = selectors.product_get(actor, product_id), request.POST
    try:
        services.product_decide(
            actor=actor,
            product_id=row.pk,
            is_allowed=given.get("is_allowed") == "yes",
            reason=given.get("reason", ""),
            revision=_whole(given.get("revision", "")),
        )
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("goods-product", row.pk)
    following = selectors.products_free(actor).exclude(pk=row.pk).first()
    return redirect("goods-product", following.pk) if following else redirect("goods")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@page
@require_POST
def bring(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Order an import of a table on the officer's own shelf."""
    policies.require_submit(actor)

    def act() -> Any:
        try:
            file_id = UUID(request.POST.get("file", ""))
        except ValueError:
            raise Invalid(_("请选择表格。"), field="file") from None
        return services.products_import(actor=actor, file_id=file_id)

    made = told(request, act, _("已开始导入，进度见“任务”。"))
    return redirect("jobs") if made else redirect("goods")


@page
@require_POST
def recheck(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Order that all goods are judged by the catalogue of now."""
    return back(
        request,
        "goods",
        lambda: services.products_recheck(actor=actor),
        _("已开始按现行目录重判，进度见“任务”。"),
    )
