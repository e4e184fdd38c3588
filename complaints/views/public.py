"""The public page of complaints: what is promised, the form, and following with a receipt.

Nobody is signed in, no cookie is read or set, nothing personal stands in an address. All that is
handed in is posted to one address; `act` says what it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO, cast

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from accounts.adapters import client_ip
from complaints import forms, selectors, services
from complaints.models import Complaint
from complaints.rules import challenge as puzzles
from complaints.rules import receipts, states
from complaints.rules import terms as rules
from complaints.rules.challenge import Challenge, Verdict
from complaints.rules.receipts import Receipt
from complaints.selectors import sharing, words
from complaints.views import files
from complaints.views import public_notice as notices
from complaints.views import public_upload as uploads
from livecompliance.kernel import clock, crypto, limits
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.downloads import download_of
from livecompliance.kernel.exceptions import DomainError, Invalid, NotFound
from livecompliance.kernel.public import Shown
from livecompliance.kernel.tenancy import acting
from office import selectors as office
from office.services import Opened
from rooms import selectors as rooms

KEY = "complaints|challenge"
FILED_A_MINUTE, LOOKED_A_MINUTE, UNPROVED_A_MINUTE, SENT_A_MINUTE = 6, 12, 20, 6
TEXTS = ("statement", "wish", "about", "order_ref", "name", "phone", "email")
FIELDS = ("kind", *TEXTS, "happened_at", "room", "mail", "passes_on")
SHOWN_CLOCKS = frozenset(f"complaint_{one}" for one in (*rules.FROM_FILING, rules.OPERATOR))
Values = Mapping[str, str]


def complaint(request: HttpRequest, actor: Actor) -> Shown | HttpResponseBase:
    """Show what a platform promises and its form; take what is handed in.

    Law: M-complaints, O117-complaints
    """
    if request.method != "POST":
        about = {name: request.GET.get(name, "")[:300] for name in ("room", "about")}
        return _form(request, actor, about, is_notice=notices.is_asked(request))
    if uploads.is_file(request):
        return _upload(request, actor)
    try:
        given = {name: str(value) for name, value in request.POST.items()}
    except RequestDataTooBig:
        return _form(request, actor, {}, _("文件太大：每次最多 2.5 MB。请缩小后再传。"), status=413)
    if given.get("act") in ("file", notices.ACT):
        return _file(request, actor, given)
    return _follow(request, actor, given)


def _busy(what: str, who: str, most: int) -> str:
    wait = limits.wait_s(what, who, most)
    return _("操作太频繁，请 %(wait)s 秒后再试。") % {"wait": wait} if wait else ""


def _file(request: HttpRequest, actor: Actor, given: Values) -> Shown:
    who, is_notice = client_ip(request), given.get("act") == notices.ACT
    if given.get("kind") == rules.PROPERTY and not is_notice:
        said = _("知识产权侵权通知还须写明权利和初步证据。已填写的内容还在，请补全后提交。")
        return _form(request, actor, given, said, status=422, is_notice=True)
    show = partial(_form, request, actor, given, is_notice=is_notice)
    busy = _busy("complaint", f"{actor.tenant_id}|{limits.caller(who)}", FILED_A_MINUTE)
    if busy:
        return show(busy, status=429)
    verdict = _verdict(actor, given)
    fault = _refused(actor, verdict)
    if fault:
        return show(fault, status=422)
    try:
        filed = _handed_in(request, actor, given, verdict.form)
    except DomainError as refusal:
        named = str(refusal.extra.get("field", ""))
        return show(refusal.message, named, int(refusal.status))
    return _receipt(request, actor, filed.complaint, filed.receipt)


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
        return _busy("complaint-unproved", tenant, UNPROVED_A_MINUTE)
    return ""


def _filing(actor: Actor, given: Values) -> services.Filing:
    room = _room(actor, given.get("room", ""))
    texts: dict[str, Any] = {name: given.get(name, "") for name in TEXTS}
    return services.Filing(
        kind=given.get("kind", ""),
        happened_at=_moment(given.get("happened_at", "")),
        room_id=room.pk if room else None,
        language=forms.tongue(),
        tells_by_mail=given.get("mail") == "yes",
        passes_on=given.get("passes_on") == "on",
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


def _room(actor: Actor, text: str) -> Any:
    """Return the room that a link named; none where there is no such room."""
    found = forms.uuid_of(text)
    if found is None:
        return None
    product = system_actor(actor.tenant_id)
    with acting(product):
        try:
            return rooms.room_get(product, found)
        except NotFound:
            return None


def _form(
    request: HttpRequest,
    actor: Actor,
    given: Values,
    fault: str = "",
    field: str = "",
    status: int = 200,
    is_notice: bool = False,
) -> Shown:
    """Show the page with a new challenge and whatever was typed."""
    held = selectors.terms_in_force(actor).body
    key = crypto.keyring().derive(KEY)
    room = _room(actor, given.get("room", ""))
    shown = {
        "given": {name: given.get(name, "") for name in FIELDS},
        "room": room,
        "kinds": [
            {"code": code, "name": words.KINDS[code], "needs": code in rules.NAMED}
            for code in rules.KINDS
        ],
        "table": forms.table_of(held),
        "reopen": office.long_of(held.reopen_days, "day"),
        "fault": fault,
        "field": field,
        "challenge": puzzles.challenge_new(key, actor.tenant_id, clock.now()),
        "most": puzzles.MOST,
        "now": clock.now(),
    }
    if is_notice:
        shown |= notices.asked(request, given)
    name = "complaints/public_notice.html" if is_notice else "complaints/public.html"
    return Shown(name, shown, max_age_s=0, status=status)


def _receipt(request: HttpRequest, actor: Actor, row: Complaint, receipt: Receipt) -> Shown:
    shown = {
        "number": receipts.shown(receipt.number),
        "secret": receipts.shown(receipt.secret, 4),
        "pass": services.pass_issue(actor.tenant_id, receipt),
        "kind": words.KINDS[row.kind],
        "clocks": _clocks(actor, row),
    }
    return Shown("complaints/public_receipt.html", shown, max_age_s=0)


def _clocks(actor: Actor, row: Complaint) -> list[office.Countdown]:
    found = office.countdowns(actor, (selectors.SUBJECT, row.pk))
    return [one for one in found if one.clock.kind in SHOWN_CLOCKS]


def _follow(request: HttpRequest, actor: Actor, given: Values) -> Shown | HttpResponseBase:
    who = f"{actor.tenant_id}|{limits.caller(client_ip(request))}"
    busy = _busy("complaint-receipt", who, LOOKED_A_MINUTE)
    if busy:
        return _form(request, actor, {}, busy, "follow", 429)
    try:
        receipt = _given_receipt(actor, given)
        with transaction.atomic():
            row = selectors.complaint_opened(actor, receipt)
    except NotFound as refusal:
        return _form(request, actor, {}, refusal.message, "follow", 404)
    with transaction.atomic():
        services.declaration_shown(actor=actor, receipt=receipt)  # he sees it now
    if given.get("act") in TAKEN:
        return _taken(actor, row, receipt, given)
    done = (ACTS | notices.ACTS).get(given.get("act", ""))
    if done is None:
        return _told(actor, row, receipt)
    try:
        said = done(request, actor, receipt, given)
    except DomainError as refusal:
        return _told(actor, row, receipt, fault=refusal.message, given=given)
    with transaction.atomic():
        row = selectors.complaint_opened(actor, receipt)
    return _told(actor, row, receipt, done=said)


def _upload(request: HttpRequest, actor: Actor) -> Shown:
    """Take a file that came by itself, once its pass was looked at."""
    who = f"{actor.tenant_id}|{limits.caller(client_ip(request))}"
    busy = _busy("complaint-file", who, SENT_A_MINUTE)
    if busy:
        return _form(request, actor, {}, busy, "follow", 429)
    try:
        with transaction.atomic():
            receipt = uploads.receipt_of(request, actor)
    except NotFound as refusal:
        return _form(request, actor, {}, refusal.message, "follow", 404)
    fault, done = "", _("附件已收到。")
    try:
        uploads.take(request, actor, receipt)
    except DomainError as refusal:
        fault, done = refusal.message, ""
    with transaction.atomic():
        row = selectors.complaint_opened(actor, receipt)
    return _told(actor, row, receipt, fault=fault, done=done)


def _given_receipt(actor: Actor, given: Values) -> Receipt:
    if given.get("pass"):
        return services.pass_open(actor.tenant_id, given["pass"])
    return Receipt(receipts.plain(given.get("receipt", "")), receipts.plain(given.get("code", "")))


def _told(
    actor: Actor,
    row: Complaint,
    receipt: Receipt,
    *,
    done: str = "",
    fault: str = "",
    given: Values | None = None,
) -> Shown:
    """Show how a complaint stands, and what can be done with it."""
    said = selectors.messages_of(actor, row)
    texts = selectors.texts_of(actor, row, said)
    until = services.contestable_until(row)
    shown = {
        "row": row,
        "number": receipts.shown(row.number),
        "kind": words.KINDS[row.kind],
        "state": words.STATES[row.state],
        "outcome": words.OUTCOMES.get(row.outcome, ""),
        "statement": selectors.words_of(actor, row)["statement"],
        "talk": [(one, texts[one.pk]) for one in said],
        "files": [one for one in selectors.attachments_of(actor, row) if one.side == "complainant"],
        "shared": files.shared_lines(list(sharing.shared_with(actor, row, sharing.COMPLAINANT))),
        "clocks": _clocks(actor, row),
        "pass": services.pass_issue(actor.tenant_id, receipt),
        "can_say": states.can(states.SAY, row.state),
        "can_withdraw": states.can(states.WITHDRAW, row.state),
        "can_close": states.can(states.CLOSE, row.state),
        "can_reopen": states.can(states.REOPEN, row.state) and clock.now() <= until,
        "until": until,
        "can_have_evidence": services.can_have_evidence(row),
        "evidence": services.evidence_offered(row),
        "notice": notices.told(actor, row),
        "has_email": row.email is not None,
        "given": dict(given or {}) if fault else {},
        "done": done,
        "fault": fault,
        "text": (given or {}).get("text", ""),
    }
    status = 409 if fault else 200
    return Shown("complaints/public_follow.html", shown, max_age_s=0, status=status)


def _say(request: HttpRequest, actor: Actor, receipt: Receipt, given: Values) -> str:
    services.receipt_say(actor=actor, receipt=receipt, text=given.get("text", ""))
    return _("已转给平台。")


def _attach(request: HttpRequest, actor: Actor, receipt: Receipt, given: Values) -> str:
    sent = request.FILES.get("file")
    if sent is None or sent.file is None or not sent.name:
        raise Invalid(_("请选择文件。"), field="file")
    services.attachment_add(
        actor=actor, receipt=receipt, stream=cast(BinaryIO, sent.file), name=sent.name
    )
    return _("附件已收到。")


def _withdraw(request: HttpRequest, actor: Actor, receipt: Receipt, given: Values) -> str:
    services.receipt_withdraw(actor=actor, receipt=receipt)
    return _("投诉已撤回。")


def _reopen(request: HttpRequest, actor: Actor, receipt: Receipt, given: Values) -> str:
    services.receipt_reopen(actor=actor, receipt=receipt, text=given.get("text", ""))
    return _("平台将重新处理。")


def _close(request: HttpRequest, actor: Actor, receipt: Receipt, given: Values) -> str:
    services.receipt_close(actor=actor, receipt=receipt)
    return _("感谢确认，投诉已办结。")


def _evidence(request: HttpRequest, actor: Actor, receipt: Receipt, given: Values) -> str:
    services.receipt_evidence_order(actor=actor, receipt=receipt)
    return _("正在生成证据包，几分钟后用回执再来下载。")


def _taken(
    actor: Actor, row: Complaint, receipt: Receipt, given: Values
) -> Shown | HttpResponseBase:
    """Let a package of evidence, or a file that was shared, leave to whoever holds the receipt."""
    try:
        opened = TAKEN[given["act"]](actor, receipt, given)
    except NotFound as refusal:
        return _told(actor, row, receipt, fault=refusal.message)
    file = opened.file
    return download_of(opened.pieces(), name=opened.name, kind=file.kind, size=file.size)


def _package(actor: Actor, receipt: Receipt, given: Values) -> Opened:
    return services.receipt_evidence_take(
        actor=actor, receipt=receipt, package_id=given.get("package", "")
    )


def _shared(actor: Actor, receipt: Receipt, given: Values) -> Opened:
    opened = services.shared_take(
        actor=actor, receipt=receipt, shared_id=forms.uuid_of(given.get("shared", ""))
    )
    return replace(opened, name=files.name_of(opened.file.kind))


TAKEN: dict[str, Callable[[Actor, Receipt, Values], Opened]] = {
    "evidence-take": _package,
    "shared": _shared,
}


def _mail(request: HttpRequest, actor: Actor, receipt: Receipt, given: Values) -> str:
    row = services.receipt_mail(actor=actor, receipt=receipt, wanted=given.get("mail") == "yes")
    return _("有进展时会发邮件告诉你。") if row.tells_by_mail else _("不再发邮件。")


Act = Callable[[HttpRequest, Actor, Receipt, Values], str]
ACTS: dict[str, Act] = {
    "say": _say,
    "attach": _attach,
    "withdraw": _withdraw,
    "reopen": _reopen,
    "close": _close,
    "evidence": _evidence,
    "mail": _mail,
}
