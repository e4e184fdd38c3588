"""The inbox: one's own messages, how one wants to be told, and how what one sent fared."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.pages import is_fragment, page
from office import policies, selectors, services
from office.rules import letters as rules
from office.selectors import letter as letters

PAGE = 30
HOURS = range(24)


@page
@require_GET
def inbox(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show one's own messages; what is listed here is delivered."""
    wanted = request.GET.get("show", "all")
    wanted = wanted if wanted in letters.FILTERS else "all"
    topic = request.GET.get("topic", "")
    found = selectors.letter_list(actor, wanted, topic)
    before = _uuid(request.GET.get("before", ""))
    listed = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
    services.letters_deliver(actor=actor, found=listed[:PAGE])
    shown = {
        "section": "inbox",
        "letters": letters.shown_all(listed[:PAGE]),
        "next": listed[PAGE - 1].pk if len(listed) > PAGE else None,
        "wanted": wanted,
        "topic": topic,
        "topics": _topics(),
        "unread": selectors.unread_count(actor),
        "can_send": policies.can_send(actor),
    }
    template = "_inbox.html" if is_fragment(request) else "inbox.html"
    return render(request, f"office/{template}", shown)


def _topics() -> list[tuple[str, str]]:
    return [(one.topic, letters.topic_name(one.topic)) for one in _for_members()]


def _for_members() -> list[rules.Template]:
    return [one for one in rules.templates().values() if not one.mail_only]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@page
@require_GET
def bell(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show how much is unread, for the navigation of every page."""
    return _bell(request, actor)


def _bell(request: HttpRequest, actor: Actor) -> HttpResponse:
    return render(request, "office/_bell.html", {"count": selectors.unread_count(actor)})


@page
@require_GET
def letter(request: HttpRequest, actor: Actor, letter_id: UUID) -> HttpResponse:
    """Show one message, and note that it was shown."""
    found = services.letter_show(actor=actor, letter_id=letter_id)
    shown = {"section": "inbox", "one": found, "topic_name": letters.topic_name(found.letter.topic)}
    return render(request, "office/letter.html", shown)


@page
@require_POST
def letter_read(request: HttpRequest, actor: Actor, letter_id: UUID) -> HttpResponse:
    """Mark one message as read; a page that stayed in view does so by itself."""
    services.letter_read(actor=actor, letter_id=letter_id)
    if is_fragment(request):
        return _bell(request, actor)
    return redirect("inbox")


@page
@require_POST
def letter_acknowledge(request: HttpRequest, actor: Actor, letter_id: UUID) -> HttpResponse:
    """Take the person's word that he took note."""
    services.letter_acknowledge(actor=actor, letter_id=letter_id)
    messages.success(request, _("已记录：你已知悉本通知。"))
    return redirect("letter", letter_id)


@page
@require_POST
def inbox_read(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Mark all ordinary messages as read."""
    services.letters_read(actor=actor)
    return redirect("inbox")


@page
@require_GET
def sent(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show how what the actor sent fared, failures first in colour."""
    kind, _colon, ref = request.GET.get("about", "").partition(":")
    failed = request.GET.get("show") == "failed"
    found = selectors.sent_list(actor, (kind, ref) if ref else None, failed=failed)
    before = _uuid(request.GET.get("before", ""))
    listed = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
    shown = {
        "section": "inbox",
        "letters": letters.shown_all(listed[:PAGE]),
        "next": listed[PAGE - 1].pk if len(listed) > PAGE else None,
        "about": request.GET.get("about", ""),
        "failed": failed,
    }
    return render(request, "office/sent.html", shown)


@page
@require_GET
def proof(request: HttpRequest, actor: Actor, letter_id: UUID) -> HttpResponse:
    """Show the proof of delivery of one message to whoever sent it."""
    found = letters.shown(selectors.sent_get(actor, letter_id))
    shown = {"section": "inbox", "one": found, "topic_name": letters.topic_name(found.letter.topic)}
    return render(request, "office/proof.html", shown)


@page
def preferences(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show and keep how one wants to be told."""
    person = policies.require_person(actor)
    if request.method == "POST":
        return _preferences_kept(request, actor)
    habit = letters.habit_of(actor, person)
    shown = {
        "section": "inbox",
        "habit": habit,
        "can_send": policies.can_send(actor),
        "has_address": bool(habit.address_sealed),
        "address": _masked(letters.address_of(habit)),
        "wanted": _masked(letters.address_of(habit, letters.WANTED)),
        "is_late": habit.asked_at is not None
        and clock.now() > habit.asked_at + services.LINK_VALID,
        "hours": HOURS,
        "tenant_quiet": letters.quiet_of(actor, habit)[0],
        "topics": [_choice(one, habit) for one in _for_members()],
    }
    return render(request, "office/preferences.html", shown)


def _masked(address: str) -> str:
    name, at, domain = address.partition("@")
    return f"{name[:1]}****{at}{domain}" if at else ""


def _choice(template: rules.Template, habit: Any) -> dict[str, Any]:
    return {
        "topic": template.topic,
        "name": letters.topic_name(template.topic),
        "is_legal": template.legal,
        "waits": template.waits,
        "by_inbox": template.topic not in habit.off_inbox,
        "by_mail": template.topic not in habit.off_mail,
    }


def _preferences_kept(request: HttpRequest, actor: Actor) -> HttpResponse:
    try:
        services.habit_set(actor=actor, wishes=_wishes(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("接收方式已保存。"))
    return redirect("inbox-preferences")


def _wishes(request: HttpRequest) -> services.Wishes:
    given = request.POST
    free = [one.topic for one in _for_members() if not one.legal]
    first, last = given.get("quiet_from", ""), given.get("quiet_to", "")
    quiet = (_hour(first), _hour(last)) if first and last else None
    return services.Wishes(
        language=given.get("language", "zh"),
        quiet=quiet,
        off_inbox=[one for one in free if one not in given.getlist("inbox")],
        off_mail=[one for one in free if one not in given.getlist("mail")],
    )


def _hour(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else -1


@page
@require_POST
@sensitive_post_parameters("address")
def address(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep where one's mail goes."""
    try:
        token = services.address_set(
            actor=actor,
            address=request.POST.get("address", ""),
            link=request.build_absolute_uri("/inbox/address/"),
        )
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        said = _("确认邮件已发出，请在 24 小时内打开其中的链接。") if token else _("邮箱已移除。")
        messages.success(request, said)
    return redirect("inbox-preferences")


@page
def address_confirm(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """Ask once more on opening a link, since machines open links too; take the address then."""
    if request.method != "POST":
        services.link_check(actor=actor, token=token)
        return render(request, "office/address.html", {"section": "inbox", "token": token})
    services.address_confirm(actor=actor, token=token)
    messages.success(request, _("邮箱已确认，邮件从现在起发到这里。"))
    return redirect("inbox-preferences")
