"""The public page of complaints: what is promised, the form, and following with a receipt.

Nobody is signed in, no cookie is read or set, nothing personal stands in an address. All that is
handed in is posted to one address; `act` says what it is.
"""

from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from accounts.adapters import client_ip
from complaints import forms, services
from complaints.rules import challenge as puzzles
from complaints.rules import terms as rules
from complaints.rules.challenge import Challenge, Verdict
from complaints.views import public_follow as follow
from complaints.views import public_notice as notices
from complaints.views import public_upload as uploads
from complaints.views.public_form import KEY, TEXTS, Values, busy, form_shown, room_named
from complaints.views.public_receipt import receipt_shown
from livecompliance.kernel import clock, crypto, limits
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, Invalid
from livecompliance.kernel.public import Shown

FILED_A_MINUTE, UNPROVED_A_MINUTE = 6, 20


def complaint(request: HttpRequest, actor: Actor) -> Shown | HttpResponseBase:
    """Show what a platform promises and its form; take what is handed in.

    Law: M-complaints, O117-complaints
    """
    if request.method != "POST":
        about = {name: request.GET.get(name, "")[:300] for name in ("room", "about")}
        return form_shown(request, actor, about, is_notice=notices.is_asked(request))
    if uploads.is_file(request):
        return follow.upload(request, actor)
    try:
        given = {name: str(value) for name, value in request.POST.items()}
    except RequestDataTooBig:
        said = _("文件太大：每次最多 2.5 MB。请缩小后再传。")
        return form_shown(request, actor, {}, said, "follow", status=413)
    if given.get("act") in ("file", notices.ACT):
        return _file(request, actor, given)
    return follow.follow(request, actor, given)


def _file(request: HttpRequest, actor: Actor, given: Values) -> Shown | HttpResponseBase:
    who, is_notice = client_ip(request), given.get("act") == notices.ACT
    if given.get("kind") == rules.PROPERTY and not is_notice:
        said = _("知识产权侵权通知还须写明权利和初步证据。已填写的内容还在，请补全后提交。")
        return form_shown(request, actor, given, said, status=422, is_notice=True)
    show = partial(form_shown, request, actor, given, is_notice=is_notice)
    wait = busy("complaint", f"{actor.tenant_id}|{limits.caller(who)}", FILED_A_MINUTE)
    if wait:
        return show(wait, status=429)
    verdict = _verdict(actor, given)
    fault = _refused(actor, verdict)
    if fault:
        return show(fault, status=422)
    try:
        filed = _handed_in(request, actor, given, verdict.form)
    except DomainError as refusal:
        named = str(refusal.extra.get("field", ""))
        return show(refusal.message, named, int(refusal.status))
    return receipt_shown(request, actor, filed.complaint, filed.receipt)


def _handed_in(request: HttpRequest, actor: Actor, given: Values, form: bytes) -> services.Filed:
    filing, address = _filing(actor, given), client_ip(request)
    if given.get("act") != notices.ACT:
        return services.complaint_file(actor=actor, filing=filing, form=form, address=address)
    said = notices.particulars(request, given)
    return services.notice_file(
        actor=actor, filing=filing, particulars=said, form=form, address=address
    )


def _verdict(actor: Actor, given: Values) -> Verdict:
    asked = Challenge(given.get("salt", ""), given.get("target", ""), given.get("seal", ""))
    key = crypto.keyring().derive(KEY)
    return puzzles.verdict_of(key, actor.tenant_id, asked, given.get("number", ""), clock.now())


def _refused(actor: Actor, verdict: Verdict) -> str:
    """Return why a form is not taken; nothing where it is."""
    if verdict.code == "early":
        return _("请再看一遍填写的内容，十几秒后再提交。")
    if verdict.code:
        return _("页面已过期，填写的内容还在，请再提交一次。")
    if not verdict.is_proved:
        tenant = str(actor.tenant_id)
        return busy("complaint-unproved", tenant, UNPROVED_A_MINUTE)
    return ""


def _filing(actor: Actor, given: Values) -> services.Filing:
    room = room_named(actor, given.get("room", ""))
    texts: dict[str, Any] = {name: given.get(name, "") for name in TEXTS}
    return services.Filing(
        kind=given.get("kind", ""),
        happened_at=_moment(given.get("happened_at", "")),
        room_id=room.pk if room else None,
        language=forms.tongue(),
        tells_by_mail=given.get("mail") == "yes",
        passes_on=given.get("passes_on") == "on",
        asks_particulars=given.get("asks_particulars") == "on",
        **texts,
    )


def _moment(text: str) -> datetime | None:
    """Return an instant that was typed as a time in Shanghai."""
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()[:16]).replace(tzinfo=clock.SHANGHAI)
    except ValueError:
        raise Invalid(_("请按“年-月-日 时:分”填写时间。"), field="happened_at") from None
