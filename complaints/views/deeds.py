"""What the buttons of a complaint do; a refusal keeps what was typed and says what can be done."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from complaints import policies, selectors, services
from complaints.forms import uuid_of
from complaints.selectors import inbox, linking, phrases
from complaints.views import seller
from complaints.views.inbox import shown_one
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid
from livecompliance.kernel.pages import page


class Deed(NamedTuple):
    """One button: what it does with the form, what is said when it was done, where it leads."""

    act: Callable[[Actor, UUID, QueryDict], Any]
    done: Any
    to: Callable[[Any], str] | None = None


def _acknowledge(actor: Actor, pk: UUID, given: QueryDict) -> object:
    return services.complaint_acknowledge(
        actor=actor, complaint_id=pk, channel=given.get("channel", "web"), at=_at(given)
    )


def _take(actor: Actor, pk: UUID, given: QueryDict) -> object:
    chosen = given.get("assignee", "")
    if chosen not in dict(inbox.officers(actor)):
        raise Invalid(_("请选择一位在职的合规专员。"), field="assignee")
    return services.complaint_take(actor=actor, complaint_id=pk, assignee_id=UUID(chosen))


def _answer(actor: Actor, pk: UUID, given: QueryDict) -> object:
    answer = services.Answer(
        outcome=given.get("outcome", ""),
        text=given.get("text", ""),
        channel=given.get("channel", "web"),
        at=_at(given),
    )
    return services.answer_hold(actor=actor, complaint_id=pk, answer=answer)


def _answered(made: Any) -> Any:
    """Say that it was answered; of what waits, the page itself says that it does."""
    return _("已答复，投诉人会看到结果。") if made is None else ""


def _take_back(actor: Actor, pk: UUID, _given: QueryDict) -> UUID:
    return services.answer_undo(actor=actor, complaint_id=pk).complaint_id


def _again(pk: Any) -> str:
    """Return where what was taken back stands in its form again."""
    return f"{reverse('complaint', args=[pk])}?again=1#deed-answer"


def _merge(actor: Actor, pk: UUID, given: QueryDict) -> object:
    typed = given.get("number", "").strip() or given.get("into", "").strip()
    if not typed:
        raise Invalid(_("请选择或填写要并入的投诉编号。"), field="into")
    into = inbox.complaint_of_number(actor, typed)
    return services.complaint_merge(actor=actor, complaint_id=pk, into_id=into.pk)


def _link(actor: Actor, pk: UUID, given: QueryDict) -> object:
    """Link to what was chosen; another room than before lets go of what was of the old one."""
    typed, row = given.get("room", "").strip(), selectors.complaint_get(actor, pk)
    room = row.room if row.room is not None and typed == row.room.title else None
    if typed and room is None:
        room = linking.room_typed(actor, typed)
    is_same = room is not None and row.room_id == room.pk
    chosen = {
        f"{name}_id": uuid_of(given.get(name, "")) if is_same else None
        for name in ("session", "offer", "finding")
    }
    links = services.Links(room_id=room.pk if room else None, **chosen)
    return services.complaint_link(actor=actor, complaint_id=pk, links=links)


def _said(name: str, *, by_channel: bool = True) -> Callable[[Actor, UUID, QueryDict], object]:
    """Return what sends a text to a service, with the channel that it went or came by."""

    def act(actor: Actor, pk: UUID, given: QueryDict) -> object:
        through = {"channel": given.get("channel", "web")} if by_channel else {}
        found: object = getattr(services, f"complaint_{name}")(
            actor=actor, complaint_id=pk, text=given.get("text", ""), **through
        )
        return found

    return act


def _plain(name: str) -> Callable[[Actor, UUID, QueryDict], object]:
    def act(actor: Actor, pk: UUID, _given: QueryDict) -> object:
        found: object = getattr(services, f"complaint_{name}")(actor=actor, complaint_id=pk)
        return found

    return act


def _at(given: QueryDict) -> datetime | None:
    """Return when something was told, if that was typed.

    Raises:
        Invalid: it is no time.
    """
    typed = given.get("at", "").strip()
    if not typed:
        return None
    try:
        found = parse_datetime(typed)
    except ValueError:
        found = None
    if found is None:
        raise Invalid(_("请填写完整的日期和时间，或留空表示现在。"), field="at")
    return make_aware(found) if is_naive(found) else found


def _case(actor: Actor, pk: UUID, _given: QueryDict) -> object:
    return services.case_open(actor=actor, complaint_id=pk)


def _sanction(actor: Actor, pk: UUID, _given: QueryDict) -> str:
    """Return where a decision about the complaint is made, or stands already."""
    case = services.case_open(actor=actor, complaint_id=pk)
    found = selectors.became_of(actor, selectors.complaint_get(actor, pk))
    if found is not None and found.sanctions:
        return reverse("sanction", args=[found.sanctions[0].pk])
    return f"{reverse('sanction-new')}?finding={case.finding_id}"


def _draft(actor: Actor, pk: UUID, given: QueryDict) -> object:
    return services.report_draft(
        actor=actor,
        complaint_id=pk,
        authority=given.get("authority", ""),
        text=given.get("text", ""),
    )


def _relay(actor: Actor, pk: UUID, given: QueryDict) -> object:
    return seller.relay(actor, pk, given, _at(given))


DEEDS = {
    "refer": Deed(seller.refer, gettext_lazy("已转交，答复时限开始计算。")),
    "case": Deed(_case, gettext_lazy("已转为案件，进入审核队列。")),
    "sanction": Deed(_sanction, "", str),
    "draft": Deed(_draft, gettext_lazy("报告草稿已保存。")),
    "link": Deed(_link, gettext_lazy("已指明对象。")),
    "relay": Deed(_relay, gettext_lazy("已记下被投诉方的答复。")),
    "accept": Deed(seller.accept, gettext_lazy("已采纳被投诉方的答复。")),
    "send_back": Deed(seller.send_back, gettext_lazy("已退回，答复时限重新计算。")),
    "excuse": Deed(seller.excuse, gettext_lazy("已认定情有可原，发现不成立。")),
    "acknowledge": Deed(_acknowledge, gettext_lazy("已受理，投诉人会看到。")),
    "take": Deed(_take, gettext_lazy("已安排经办人，时限随之转交。")),
    "handle": Deed(_said("handle", by_channel=False), gettext_lazy("已记录采取的措施。")),
    "ask": Deed(_said("ask"), gettext_lazy("已发送，等待投诉人补充。")),
    "answer": Deed(_answer, _answered),
    "take_back": Deed(_take_back, gettext_lazy("已撤回，投诉人没有看到。"), _again),
    "reply": Deed(_said("reply"), gettext_lazy("已留言，投诉人会看到。")),
    "note": Deed(_said("note", by_channel=False), gettext_lazy("备注已保存，投诉人看不到。")),
    "heard": Deed(_said("heard"), gettext_lazy("已记下，等待补充的时限已恢复。")),
    "merge": Deed(_merge, gettext_lazy("已并案，由并入的那一件答复。")),
    "part": Deed(_plain("part"), gettext_lazy("已分案，由你经办。")),
    "reopen": Deed(_said("reopen"), gettext_lazy("已重新处理，按现行期限重新计时。")),
    "close": Deed(_plain("close"), gettext_lazy("已办结。")),
    "report": Deed(_plain("report_made"), gettext_lazy("已记录报告，报告时限完成。")),
}


@page
@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, actor: Actor, complaint_id: UUID, deed: str) -> HttpResponse:
    """Do one thing to a complaint, and say on its page how it went.

    Asked for plainly (another language was chosen after a refusal), it is the complaint's page.
    """
    policies.require_handle(actor)
    selectors.complaint_get(actor, complaint_id)
    if request.method == "GET":
        return redirect("complaint", complaint_id)
    wanted = DEEDS[deed]
    try:
        made = wanted.act(actor, complaint_id, request.POST)
    except DomainError as refusal:
        now = selectors.complaint_get(actor, complaint_id)
        is_late = isinstance(refusal, services.NotNow)
        fault = {
            "deed": deed,
            "message": refusal.message,
            "next": phrases.NEXT[now.state] if is_late else "",
            "given": request.POST,
        }
        return shown_one(request, actor, complaint_id, fault, refusal.status)
    done = wanted.done(made) if callable(wanted.done) else wanted.done
    if done:
        messages.success(request, str(done))
    return redirect(wanted.to(made)) if wanted.to else redirect("complaint", complaint_id)
