"""What the authority asks of a platform: its requests, one filed, one followed and decided on.

The only pages of the portal from which something is written: by the inspector, who is nothing
else, once the look is written and before anybody looks.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from filings.forms import Field, Form, a_date
from filings.views.page import bound
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Conflict, DomainError, Forbidden, Invalid
from livecompliance.kernel.pg.looking import looking
from livecompliance.kernel.tenancy import acting
from oversight.models import Inspection
from oversight.rules import inspections as rules
from oversight.selectors import inspection_asked as asks
from oversight.selectors import inspection_words as words
from oversight.selectors.inspection import ID
from oversight.services import inspection as services
from oversight.services import inspection_step as steps
from oversight.views.inspections import paper_of
from portal.rules.sight import CONDUCT, INSPECTED, RECORD, inspectable
from portal.selectors.shown import packages_shown
from portal.views.frame import Looker, portal_page, shown
from rooms.selectors import supervised

HERE, MOST, MOST_ROOMS, SOON_D = "portal-inspections", 200, 50, 3
DONE: dict[str, Any] = {
    "longer_granted": words.DONE["longer_granted"],
    "longer_refused": words.DONE["longer_refused"],
    "accepted": words.DONE["accepted"],
    "returned": words.DONE["returned"],
    "withdrawn": words.DONE["withdrawn"],
}


class Came(NamedTuple):
    """What came of writing: which request stands there now, or why nothing was written."""

    row: Inspection | None
    fault: DomainError | None


class Line(NamedTuple):
    """One request in words, and how long there is."""

    row: Inspection
    kind: Any
    matters: list[Any]
    state: Any
    tone: str
    left: str
    left_tone: str
    is_mine_now: bool


def _line(row: Inspection) -> Line:
    return Line(
        row,
        words.KINDS[row.kind],
        [words.MATTERS[one] for one in row.matters],
        words.STATES[row.state],
        words.TONES[row.state],
        *_left(row),
        row.state == rules.ANSWERED or row.asked_until is not None,
    )


def _left(row: Inspection) -> tuple[str, str]:
    """Say how long the platform has to answer, and how near that is; nothing once it answered."""
    if row.state not in rules.TO_DO:
        return "", ""
    days = (row.due_on - clock.today()).days
    if days < 0:
        return _("已逾期 %(n)s 天") % {"n": -days}, "act"
    said = _("今天到期") if days == 0 else _("还有 %(n)s 天") % {"n": days}
    return said, "watch" if days <= SOON_D else ""


def _matters(looker: Looker) -> list[str]:
    return inspectable(looker.here.matters)


@require_GET
@portal_page("inspections")
def inspections(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Show what the authority asked of the platform: what is open, or what is over."""
    is_open = request.GET.get("state") != "ended"
    rows = asks.asked_list(looker.actor, _matters(looker), is_open=is_open)[:MOST]
    context = {
        "section": HERE,
        "is_open": is_open,
        "lines": [_line(one) for one in rows],
        "can_file": bool(_matters(looker)),
    }
    return shown(request, looker, "portal/inspections.html", context)


@require_GET
@portal_page("")
def new(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Ask what the authority asks for."""
    return _new(request, looker)


def _new(request: HttpRequest, looker: Looker, fault: DomainError | None = None) -> HttpResponse:
    form = _form(looker, request.GET.get("room", ""))
    context = {"section": HERE, "form": bound(form, request, fault)}
    answer = shown(request, looker, "portal/inspection_new.html", context)
    answer.status_code = 422 if fault else 200
    return answer


def _form(looker: Looker, room: str) -> Form:
    today, own = f"{clock.today()}", _matters(looker)
    names = [
        Field("names", _("涉及的直播间"), "area", room if ID.fullmatch(room) else "", most=4000,
              help=_("每行一个：直播间页面的地址或编号，须在授权区域内。不限直播间的留空。")),
    ] if CONDUCT in looker.here.matters else []  # fmt: skip
    fields = [
        Field("kind", _("种类"), "select", rules.ROUTINE, options=words.KINDS.items(),
              help=_("调查、侦查须附法律文书；提出后，点名的直播立即依法留存。")),
        Field("document_number", _("文号"), required=True, most=60,
              help=_("同一文号只登记一次。")),
        Field("paper", _("法律文书或来函"), "upload",
              help=_("PDF、PNG 或 JPEG，最大 20 MB；加密保存，打开会留痕。")),
        Field("title", _("事由"), required=True, most=120,
              help=_("一句话写明，不要写任何人的证件号、手机号。")),
        Field("matters", _("事项"), "checks", own[:1] if len(own) == 1 else [],
              options=[(one, words.MATTERS[one]) for one in own]),
        Field("asked", _("要求提供什么"), "area", required=True, most=4000),
        *names,
        Field("since_on", _("所涉时段，从"), "date"),
        Field("until_on", _("到"), "date"),
        Field("due_on", _("答复期限"), "date", least=today,
              help=_("留空的，按平台自定的工作日计算。")),
    ]  # fmt: skip
    to = reverse("portal-inspection-file", args=[looker.here.tenant.slug])
    return Form(fields, to, _("提出要求"), "ask")


def _file(request: HttpRequest, looker: Looker) -> Came:
    """File a request as the authority; what it names is looked up as somebody who only reads."""
    try:
        asked = _request(request.POST, request.POST.getlist("matters"), looker)
        with acting(looker.actor):
            row = services.inspection_file(
                regulator=looker.actor,
                tenant_id=looker.here.tenant.pk,
                request=asked,
                paper=paper_of(request),
            )
    except (Invalid, Conflict) as fault:
        return Came(None, fault)
    return Came(row, None)


def _request(given: Mapping[str, str], matters: Iterable[str], looker: Looker) -> services.Request:
    wanted = list(matters)
    if not set(wanted) <= set(_matters(looker)):
        raise Invalid(_("这一事项不在授权范围内。"), field="matters")
    if len(given.get("document_number", "").split()) == 0:
        raise Invalid(_("请填写文号。"), field="document_number")
    rooms = _rooms(given.get("names", ""), looker)
    if not rooms:
        _whole_require(wanted, looker)
    return services.Request(
        kind=given.get("kind", ""),
        authority=looker.here.authority.name,
        matters=wanted,
        title=given.get("title", ""),
        asked=given.get("asked", ""),
        document_number=given["document_number"],
        due_on=a_date(given, "due_on"),
        rooms=rooms,
        since_on=a_date(given, "since_on"),
        until_on=a_date(given, "until_on"),
    )


def _rooms(text: str, looker: Looker) -> list[UUID]:
    """Return the rooms that lines name: those that may be looked at, and no others."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [ID.findall(line) for line in lines]
    if len(lines) > MOST_ROOMS or not all(found):
        raise Invalid(_("每行写一个直播间页面的地址或编号，最多 50 个。"), field="names")
    wanted = list(dict.fromkeys(UUID(one[-1]) for one in found))
    if not wanted:
        return []
    sight = looker.here
    regions = sight.regions(CONDUCT)
    with looking(looker.actor):
        seen = supervised.rooms_supervised(looker.actor, regions, sight.domicile)
        if seen.filter(pk__in=wanted).count() != len(wanted):
            raise Invalid(_("有直播间不在授权范围内，或不存在。"), field="names")
    return wanted


def _whole_require(matters: Iterable[str], looker: Looker) -> None:
    """Refuse what is asked of the whole platform by who may look at a part of it."""
    try:
        for one in matters:
            looker.here.require_whole(INSPECTED[one])
    except Forbidden:
        said = _("授权只及于部分区域：请写明涉及的直播间。")
        raise Invalid(said, field="names") from None


@require_POST
@portal_page("inspect_file", first=_file)
def file(request: HttpRequest, looker: Looker, came: Came) -> HttpResponse:
    """Tell what came of filing a request."""
    if came.row is None:
        return _new(request, looker, came.fault)
    messages.success(request, _("已提出，平台的合规专员已收到通知，期限开始计算。"))
    return _to(looker, came.row.pk)


def _to(looker: Looker, inspection_id: UUID) -> HttpResponse:
    return redirect("portal-inspection", looker.here.tenant.slug, inspection_id)


@require_GET
@portal_page("inspection", thing="inspection_id")
def inspection(request: HttpRequest, looker: Looker, inspection_id: UUID) -> HttpResponse:
    """Show one request: what was asked, what was answered, what can be decided now."""
    return _one(request, looker, inspection_id)


def _one(
    request: HttpRequest, looker: Looker, inspection_id: UUID, fault: DomainError | None = None
) -> HttpResponse:
    row = asks.asked_get(looker.actor, inspection_id, _matters(looker))
    done = asks.asked_steps(looker.actor, row)
    has_record = RECORD in looker.here.matters
    given = asks.asked_packages(looker.actor, done, looker.here.authority.pk) if has_record else []
    kind = request.POST.get("kind", "")
    context = {
        "section": HERE,
        "one": _line(row),
        "steps": [(each, words.STEPS[each.kind]) for each in done],
        "packages": packages_shown(looker.actor, given),
        "has_record": has_record,
        "rooms": _named(looker, row),
        "forms": [
            bound(form, request, fault if name == kind else None)
            for name, form in _forms(looker, row).items()
        ],
    }
    answer = shown(request, looker, "portal/inspection.html", context)
    answer.status_code = 422 if fault else 200
    return answer


def _named(looker: Looker, row: Inspection) -> list[Any]:
    """Return the rooms that are named, as far as they may be looked at."""
    sight = looker.here
    if not row.rooms or CONDUCT not in sight.matters:
        return []
    seen = supervised.rooms_supervised(looker.actor, sight.regions(CONDUCT), sight.domicile)
    return list(seen.filter(pk__in=row.rooms).order_by("title", "id"))


def _forms(looker: Looker, row: Inspection) -> dict[str, Form]:
    """Return a form for every decision that is the authority's now, by its kind."""
    to = reverse("portal-inspection-rule", args=[looker.here.tenant.slug, row.pk])
    today, found = f"{clock.today()}", {}
    for kind in rules.THEIRS:
        if not rules.may_follow(kind, row.state, row.asked_until):
            continue
        fields = [Field("kind", "", "hidden", kind)]
        if kind in rules.WITH_DAY:
            day = f"{row.asked_until}" if kind == "longer_granted" else ""
            fields.append(Field("until_on", _("新的期限"), "date", day, required=True, least=today))
        fields.append(
            Field("note", _("内容"), "area", required=bool(rules.STEPS[kind].least), most=4000)
        )
        found[kind] = Form(fields, to, _ruling(kind), kind, danger=kind == "withdrawn")
    return found


def _ruling(kind: str) -> str:
    return {
        "longer_granted": _("同意延期"),
        "longer_refused": _("不同意延期"),
        "accepted": _("接受答复，办结"),
        "returned": _("退回补充"),
        "withdrawn": _("撤回要求"),
    }[kind]


def _rule(request: HttpRequest, looker: Looker, inspection_id: UUID) -> Came:
    """Decide as the authority, on a request that may be looked at."""
    given = request.POST
    with looking(looker.actor):
        asks.asked_get(looker.actor, inspection_id, _matters(looker))
    try:
        said = steps.Said(note=given.get("note", ""), until_on=a_date(given, "until_on"))
        with acting(looker.actor):
            row = steps.inspection_rule(
                regulator=looker.actor,
                tenant_id=looker.here.tenant.pk,
                inspection_id=inspection_id,
                kind=given.get("kind", ""),
                said=said,
            )
    except (Invalid, Conflict) as fault:
        return Came(None, fault)
    return Came(row, None)


@require_POST
@portal_page("inspect_rule", thing="inspection_id", first=_rule)
def rule(request: HttpRequest, looker: Looker, inspection_id: UUID, came: Came) -> HttpResponse:
    """Tell what came of a decision."""
    if isinstance(came.fault, Conflict):
        messages.error(request, came.fault.message)
    elif came.fault is not None:
        return _one(request, looker, inspection_id, came.fault)
    else:
        messages.success(request, str(DONE[request.POST["kind"]]))
    return _to(looker, inspection_id)
