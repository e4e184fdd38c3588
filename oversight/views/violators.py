"""Lists of serious violators: who stands on them, who of them is here, how they came."""

from typing import BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from filings.forms import Field, Form, the_date
from filings.views.page import bound, pressed, saved
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid
from livecompliance.kernel.pages import page
from oversight import policies
from oversight.models import ViolatorList
from oversight.rules import violators as rules
from oversight.selectors import violator as asks
from oversight.selectors import violator_words as words
from oversight.services import violator as services
from oversight.services import violator_import as imports

SECTION, MOST, MOST_LISTS = "violators", 200, 20
Faults = dict[str, DomainError]


@page
@require_GET
def violators(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the entries that stand or that ended, and how the lists came."""
    return _all(request, actor)


@page
@require_POST
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Enter one entry by hand."""
    policies.require_keep_violators(actor)
    return saved(
        request,
        lambda: services.violator_add(
            actor=actor,
            listed=_listed(request),
            name=request.POST.get("list", ""),
            effect=request.POST.get("effect", ""),
        ),
        _("已登记。"),
        lambda _made: reverse("violators"),
        lambda fault: _all(request, actor, {"add": fault}),
    )


def _listed(request: HttpRequest) -> rules.Listed:
    given = request.POST
    texts = {one: given.get(one, "") for one in ("authority", "uscc", "name", "basis", "number")}
    until = the_date(given, "until") if given.get("until") else None
    return rules.Listed(**texts, since=the_date(given, "since"), until=until)


@page
@require_POST
def bring(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take a table in."""
    policies.require_keep_violators(actor)
    given = request.POST

    def run() -> ViolatorList:
        sent = request.FILES.get("file")
        if sent is None or sent.file is None or not sent.name:
            raise Invalid(_("请选择文件。"), field="file")
        table = imports.violators_table(
            actor=actor, stream=cast(BinaryIO, sent.file), name=sent.name
        )
        return imports.violators_import(
            actor=actor,
            file_id=table.pk,
            name=given.get("list", ""),
            effect=given.get("effect", ""),
            is_whole="is_whole" in given,
        )

    return saved(
        request,
        run,
        _("已开始导入，完成后在下面可以看到结果。"),
        lambda _made: reverse("violators"),
        lambda fault: _all(request, actor, {"bring": fault}),
    )


@page
@require_POST
def lift(request: HttpRequest, actor: Actor, violator_id: UUID) -> HttpResponse:
    """Take an entry off."""
    policies.require_keep_violators(actor)
    given = request.POST
    return pressed(
        request,
        lambda: services.violator_lift(
            actor=actor, violator_id=violator_id, why=given.get("why", ""),
            note=given.get("note", ""),
        ),
        _("已移出，相应的限制一并解除。"),
        reverse("violators"),
    )  # fmt: skip


def _all(request: HttpRequest, actor: Actor, faults: Faults | None = None) -> HttpResponse:
    is_standing = request.GET.get("show") != "ended"
    wanted = " ".join(request.GET.get("q", "").split())[:100]
    rows = list(asks.violator_list(actor, is_standing=is_standing, wanted=wanted)[:MOST])
    here = asks.violators_here(actor, rows)
    can_keep = policies.can_keep_violators(actor)
    forms = _forms() if can_keep else {}
    shown = {
        "section": SECTION,
        "is_standing": is_standing,
        "wanted": wanted,
        "rows": [
            {
                "row": one,
                "party": here.get(one.pk),
                "effect": words.EFFECTS[one.effect],
                "tone": words.TONES[one.effect],
                "lifted": words.LIFTED.get(one.lifted_why, ""),
            }
            for one in rows
        ],
        "lists": [
            {"row": one, "effect": words.EFFECTS[one.effect]}
            for one in asks.lists_of(actor)[:MOST_LISTS]
        ],
        "can_keep": can_keep,
        "reasons": [(one, words.LIFTED[one]) for one in ("removed", "mistaken")],
        "forms": {
            name: bound(form, request, (faults or {}).get(name)) for name, form in forms.items()
        },
    }
    return render(request, "oversight/violators.html", shown, status=422 if faults else 200)


def _forms() -> dict[str, Form]:
    shared = [
        Field("list", _("名单名称"), required=True, most=120,
              help=_("例如：市场监督管理严重违法失信名单。同一名称的各次导入是它的各个版本。")),
        Field("effect", _("效力"), "select", rules.DENY, options=words.EFFECTS.items()),
    ]  # fmt: skip
    bring_in = [
        *shared,
        Field("file", _("表格"), "table",
              help=_("CSV 或 Excel，首行为列名：列入机关、统一社会信用代码、名称、列入依据、文号、"
                     "列入日期、截止日期。没有截止日期的一直有效，直到移出。")),
        Field("is_whole", _("这是完整名单"), "check", False,
              help=_("不在表中的视为已被列入机关移出，限制一并解除；有一行读不出时不移出任何人。")),
    ]  # fmt: skip
    one = [
        *(Field(each.name, each.label, each.kind, each.value, each.help, each.options,
                each.required, each.most) for each in shared),
        Field("authority", _("列入机关"), required=True, most=120),
        Field("uscc", _("统一社会信用代码"), required=True, most=18),
        Field("name", _("名称"), required=True, most=200),
        Field("basis", _("列入依据"), required=True, most=300),
        Field("number", _("文号"), most=60),
        Field("since", _("列入日期"), "date", required=True, latest=f"{clock.today()}"),
        Field("until", _("截止日期"), "date"),
    ]  # fmt: skip
    return {
        "bring": Form(bring_in, reverse("violators-bring"), _("导入"), "bring"),
        "add": Form(one, reverse("violator-add"), _("登记"), "one"),
    }
