"""What authorities ask: all of it, one request with every step, one entered from a letter."""

from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.stepup import stepped_up
from filings.forms import Field, Form, a_date, an_id, the_date
from filings.views.page import bound, link, owner_field, pressed, saved
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid
from livecompliance.kernel.pages import page
from office import selectors as office
from office import services as files
from office.models import File
from oversight import policies
from oversight.models import Inspection, InspectionPackage
from oversight.rules import inspections as rules
from oversight.selectors import inspection as asks
from oversight.selectors import inspection_words as words
from oversight.selectors import words as packs
from oversight.services import inspection as services
from oversight.services import inspection_step as steps
from oversight.services.place import number_of

SECTION, MOST, MOST_SESSIONS = "inspections", 200, 12
Faults = dict[str, DomainError]


@page
@require_GET
def inspections(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what authorities ask: what is open, the nearest day in front, or what is over."""
    is_open = request.GET.get("show") != "ended"
    rows = list(asks.inspection_list(actor, is_open=is_open)[:MOST])
    shown = {
        "section": SECTION,
        "is_open": is_open,
        "rows": [_line(actor, one) for one in rows],
        "can_answer": policies.can_answer_inspections(actor),
    }
    return render(request, "oversight/inspections.html", shown)


def _line(actor: Actor, row: Inspection) -> dict[str, Any]:
    running = office.countdowns(actor, (services.SUBJECT, row.pk))
    return _words(row) | {"clocks": [one for one in running if one.clock.is_open]}


def _words(row: Inspection) -> dict[str, Any]:
    return {
        "row": row,
        "kind": words.KINDS[row.kind],
        "matters": [words.MATTERS[one] for one in row.matters],
        "state": words.STATES[row.state],
        "tone": words.TONES[row.state],
        "is_theirs_now": row.state == rules.ANSWERED or row.asked_until is not None,
    }


@page
@require_GET
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask for what stands in an authority's letter."""
    policies.require_answer_inspections(actor)
    return _new(request, actor)


@page
@require_POST
def enter(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Write down what an authority asks in its letter."""
    policies.require_answer_inspections(actor)
    return saved(
        request,
        lambda: _entered(request, actor),
        _("已登记，期限开始计算，负责人会收到通知。"),
        lambda made: link("inspection", made.pk),
        lambda fault: _new(request, actor, fault),
    )


def _entered(request: HttpRequest, actor: Actor) -> Inspection:
    given = request.POST
    names = asks.names_read(actor, given.get("names", "").splitlines())
    asked = services.Request(
        kind=given.get("kind", ""),
        authority=given.get("authority", ""),
        matters=given.getlist("matters"),
        title=given.get("title", ""),
        asked=given.get("asked", ""),
        document_number=given.get("document_number", ""),
        due_on=a_date(given, "due_on"),
        rooms=names.rooms,
        sessions=names.sessions,
        parties=names.parties,
        since_on=a_date(given, "since_on"),
        until_on=a_date(given, "until_on"),
    )
    return services.inspection_enter(
        actor=actor,
        request=asked,
        received_on=the_date(given, "received_on"),
        paper=paper_of(request),
        owner_id=an_id(given, "owner"),
    )


def paper_of(request: HttpRequest) -> services.Paper | None:
    """Return the paper that a form sends; None where none was chosen."""
    sent = request.FILES.get("paper")
    if sent is None or sent.file is None or not sent.name:
        return None
    return services.Paper(cast(BinaryIO, sent.file), sent.name)


def _new(request: HttpRequest, actor: Actor, fault: DomainError | None = None) -> HttpResponse:
    form = Form(
        [
            *asked_fields(),
            Field("received_on", _("收文日期"), "date", f"{clock.today()}", required=True,
                  latest=f"{clock.today()}"),
            owner_field(actor, actor.user_id),
        ],
        reverse("inspection-enter"),
        _("登记"),
        "letter",
    )  # fmt: skip
    form.fields.insert(0, Field("authority", _("来函部门"), required=True, most=120))
    shown = {"section": SECTION, "form": bound(form, request, fault)}
    status = 422 if fault else 200
    return render(request, "oversight/inspection_new.html", shown, status=status)


def asked_fields() -> list[Field]:
    """Return what is asked for of every request, whoever writes it down."""
    today = f"{clock.today()}"
    return [
        Field("kind", _("种类"), "select", rules.ROUTINE, options=words.KINDS.items(),
              help=_("调查、侦查须附法律文书；登记后，点名的直播和人员资料立即依法留存。")),
        Field("document_number", _("文号"), most=60),
        Field("paper", _("来函或法律文书"), "upload",
              help=_("PDF、PNG 或 JPEG，最大 20 MB；加密保存，打开会留痕。")),
        Field("title", _("事由"), required=True, most=120,
              help=_("一句话写明，不要写任何人的证件号、手机号。")),
        Field("matters", _("事项"), "checks", [], options=words.MATTERS.items()),
        Field("asked", _("要求提供什么"), "area", required=True, most=4000),
        Field("names", _("涉及的直播间、场次、人员"), "area", most=20000,
              help=_("每行一个：页面地址、编号，或平台自己的编号。不点名的留空。")),
        Field("since_on", _("所涉时段，从"), "date"),
        Field("until_on", _("到"), "date"),
        Field("due_on", _("答复期限"), "date", least=today,
              help=_("按来函填写。来函没有写明的留空，按平台自定的工作日计算。")),
    ]  # fmt: skip


@page
@require_GET
def inspection(request: HttpRequest, actor: Actor, inspection_id: UUID) -> HttpResponse:
    """Show one request: what is asked, what was done, what can be done now."""
    return _one(request, actor, inspection_id)


@page
@require_POST
def step(request: HttpRequest, actor: Actor, inspection_id: UUID) -> HttpResponse:
    """Take one step."""
    policies.require_answer_inspections(actor)
    asks.inspection_get(actor, inspection_id)
    given = request.POST
    kind = given.get("kind", "")

    def run() -> Inspection:
        said = steps.Said(
            note=given.get("note", ""),
            until_on=a_date(given, "until_on"),
            document_number=given.get("document_number", ""),
            packages=_ids(given.getlist("packages")),
            owner_id=an_id(given, "owner"),
        )
        return steps.inspection_step(actor=actor, inspection_id=inspection_id, kind=kind, said=said)

    return saved(
        request,
        run,
        str(words.DONE.get(kind, "")),
        lambda made: link("inspection", made.pk),
        lambda fault: _one(request, actor, inspection_id, {given.get("form", kind): fault}),
    )


def _ids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in texts]
    except ValueError:
        raise Invalid(_("请从列出的选项中选择。"), field="packages") from None


@page
@require_POST
@stepped_up("package", after=policies.require_answer_inspections)
def order(request: HttpRequest, actor: Actor, inspection_id: UUID) -> HttpResponse:
    """Order a package for the authority of a request."""
    asks.inspection_get(actor, inspection_id)
    about, ref = request.POST.get("about", ""), an_id(request.POST, "ref")
    return pressed(
        request,
        lambda: steps.inspection_package_order(
            actor=actor, inspection_id=inspection_id, about=about, ref=ref or UUID(int=0)
        ),
        _("已开始制作证据包，制成后可以随答复提供。"),
        link("inspection", inspection_id),
    )


@page
@require_POST
def package(request: HttpRequest, actor: Actor, inspection_id: UUID) -> HttpResponse:
    """Link a package that is there."""
    policies.require_answer_inspections(actor)
    asks.inspection_get(actor, inspection_id)

    def run() -> InspectionPackage:
        package_id = an_id(request.POST, "package")
        if package_id is None:
            raise Invalid(_("请从列出的选项中选择。"), field="package")
        return steps.inspection_package_link(
            actor=actor, inspection_id=inspection_id, package_id=package_id
        )

    return pressed(
        request,
        run,
        _("已关联。"),
        link("inspection", inspection_id),
    )


@page
@require_POST
def paper(request: HttpRequest, actor: Actor, inspection_id: UUID) -> HttpResponse:
    """Let the authority's paper be opened; that somebody did is recorded."""
    row = asks.inspection_get(actor, inspection_id)
    if row.paper_id is None:
        return redirect("inspection", inspection_id=inspection_id)
    return redirect(
        "file-download", ticket=files.file_ticket_issue(actor=actor, file_id=row.paper_id)
    )


def _one(
    request: HttpRequest, actor: Actor, inspection_id: UUID, faults: Faults | None = None
) -> HttpResponse:
    row = asks.inspection_get(actor, inspection_id)
    can_answer = policies.can_answer_inspections(actor)
    linked = [_pack(one) for one in asks.packages_of(actor, row)]
    rooms, sessions, people = asks.named(actor, row)
    forms = _forms(row, linked, actor) if can_answer else {}
    shown = _words(row) | {
        "section": SECTION,
        "steps": [_step(one) for one in asks.steps_of(actor, row)],
        "packs": linked,
        "linkable": [_named(one) for one in asks.packages_linkable(actor, row)],
        "rooms": rooms,
        "sessions": asks.sessions_shown(actor, row, MOST_SESSIONS) or sessions,
        "people": people,
        "clocks": office.countdowns(actor, (services.SUBJECT, row.pk)),
        "can_answer": can_answer,
        "is_to_do": row.state in rules.TO_DO,
        "is_open": row.state in rules.OPEN,
        "forms": {
            name: bound(form, request, (faults or {}).get(name)) for name, form in forms.items()
        },
    }
    status = 422 if faults else 200
    return render(request, "oversight/inspection.html", shown, status=status)


def _step(one: Any) -> dict[str, Any]:
    return {"row": one, "name": words.STEPS[one.kind], "numbers": len(one.packages)}


def _pack(one: InspectionPackage) -> dict[str, Any]:
    state = "made" if one.package.made_at else "waiting"
    if one.package.file is not None and one.package.file.state == File.State.GONE:
        state = "gone"
    return _named(one.package) | {"link": one, "state": state}


def _named(row: Any) -> dict[str, Any]:
    return {
        "package": row,
        "name": packs.ABOUTS[row.about],
        "number": number_of(row.pk, row.ordered_at),
    }


def _forms(row: Inspection, linked: list[dict[str, Any]], actor: Actor) -> dict[str, Form]:
    """Return the forms for what can be done now, by their names."""
    able = [one for one in rules.STEPS if rules.may_follow(one, row.state, row.asked_until)]
    to, found = link("inspection-step", row.pk), {}
    today = f"{clock.today()}"
    if "answered" in able:
        made = [
            (str(one["package"].pk), f"{one['name']} {one['number']}")
            for one in linked
            if one["state"] == "made"
        ]
        found["answered"] = Form(
            [
                Field("kind", "", "hidden", "answered"),
                Field("note", _("答复"), "area", required=True, most=4000,
                      help=_("说明提供了什么；材料以证据包提供，主管部门可以自行核验。")),
                *([Field("packages", _("随附的证据包"), "checks",
                         [one for one, _name in made], options=made)] if made else []),
            ],
            to, _("提交答复"), "answered",
        )  # fmt: skip
    if "longer_asked" in able:
        found["longer_asked"] = Form(
            [
                Field("kind", "", "hidden", "longer_asked"),
                Field("until_on", _("申请延至"), "date", required=True, least=f"{row.due_on}"),
                Field("note", _("理由"), "area", required=True, most=1000),
            ],
            to, _("申请延期"), "longer",
        )  # fmt: skip
    theirs = [(one, words.STEPS[one]) for one in able if one in rules.THEIRS]
    if theirs:
        found["theirs"] = Form(
            [
                Field("form", "", "hidden", "theirs"),
                Field("kind", _("主管部门的决定"), "select", theirs[0][0], options=theirs),
                Field("document_number", _("来函文号"), required=True, most=60),
                Field("until_on", _("新的期限"), "date", least=today,
                      help=_("同意延期、退回补充时填写。")),
                Field("note", _("内容"), "area", most=4000, help=_("退回、撤回时写明要求或原因。")),
            ],
            to, _("登记来函"), "theirs",
        )  # fmt: skip
    if "handed" in able:
        found["handed"] = Form(
            [Field("kind", "", "hidden", "handed"), owner_field(actor, row.owner_id)],
            to, _("转交"), "handed",
        )  # fmt: skip
    return found
