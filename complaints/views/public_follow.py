"""Following a complaint with its receipt: what stands there, and what its holder does with it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, BinaryIO, cast

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from accounts.adapters import client_ip
from complaints import forms, selectors, services
from complaints.models import Complaint
from complaints.rules import receipts, states
from complaints.rules import terms as rules
from complaints.rules.receipts import Receipt
from complaints.selectors import phrases, sharing, words
from complaints.views import files
from complaints.views import public_notice as notices
from complaints.views import public_particulars as particulars
from complaints.views import public_receipt as kept
from complaints.views import public_upload as uploads
from complaints.views.public_form import Values, busy, form_shown
from livecompliance.kernel import clock, limits
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.downloads import download_of
from livecompliance.kernel.exceptions import DomainError, Invalid, NotFound
from livecompliance.kernel.public import Shown
from livecompliance.kernel.tenancy import acting
from office.services import Opened

LOOKED_A_MINUTE, HELD_A_MINUTE, SENT_A_MINUTE = 12, 60, 6
UNSENT = ("text", "where", "proof", "evidence")
BACK = "back"


def unsent_of(given: Values) -> dict[str, str]:
    """Return what was typed for a complaint, to be put back once its receipt is given again."""
    typed = {name: given[name] for name in UNSENT if given.get(name, "").strip()}
    return typed | {BACK: _meant(given)} if typed else {}


def _meant(given: Values) -> str:
    return given.get(BACK) or given.get("act", "")


def follow(request: HttpRequest, actor: Actor, given: Values) -> Shown | HttpResponseBase:
    """Show the complaint that a receipt, or a page's pass, opens; do what is asked with it.

    Whoever has a pass guesses nothing: only what was typed by hand counts as a guess.
    """
    again = partial(form_shown, request, actor, {}, field="follow", unsent=unsent_of(given))
    who, is_held = f"{actor.tenant_id}|{limits.caller(client_ip(request))}", bool(given.get("pass"))
    try:
        receipt = _given_receipt(actor, given)
    except NotFound as refusal:
        wait = busy("complaint-receipt", who, LOOKED_A_MINUTE)
        return again(wait or refusal.message, status=429 if wait else 404)
    wait = _wait(who, is_held=is_held)
    if wait:
        return again(wait, status=429)
    try:
        with transaction.atomic():
            row = selectors.complaint_opened(actor, receipt)
    except NotFound as refusal:
        return again(refusal.message, status=404)
    with transaction.atomic():
        services.declaration_shown(actor=actor, receipt=receipt)  # he sees it now
        row = _answered(actor, row)
    return _done(request, actor, row, receipt, given)


def _answered(actor: Actor, row: Complaint) -> Complaint:
    """Send what has waited long enough before it is read, whatever became of its task."""
    product = system_actor(actor.tenant_id)
    with acting(product):
        if services.answers_send_due(actor=product, complaint_id=row.pk):
            return selectors.complaint_get(product, row.pk)
    return row


def _wait(who: str, *, is_held: bool) -> str:
    if is_held:
        return busy("complaint-held", who, HELD_A_MINUTE)
    return busy("complaint-receipt", who, LOOKED_A_MINUTE)


def _done(
    request: HttpRequest, actor: Actor, row: Complaint, receipt: Receipt, given: Values
) -> Shown | HttpResponseBase:
    act = given.get("act", "")
    if act in kept.ACTS:
        return kept.ACTS[act](request, actor, row, receipt)
    if act in TAKEN:
        return _taken(actor, row, receipt, given)
    if act in particulars.READS:
        return particulars.read(actor, receipt, given, partial(_told, actor, row, receipt))
    done = (ACTS | notices.ACTS | particulars.ACTS).get(act)
    if done is None:
        return _told(actor, row, receipt, given=unsent_of(given))
    try:
        said = done(request, actor, receipt, given)
    except DomainError as refusal:
        return _told(actor, row, receipt, fault=refusal.message, given=given)
    with transaction.atomic():
        row = selectors.complaint_opened(actor, receipt)
    return _told(actor, row, receipt, done=said)


def upload(request: HttpRequest, actor: Actor) -> Shown:
    """Take a file that came by itself, once its pass was looked at."""
    who = f"{actor.tenant_id}|{limits.caller(client_ip(request))}"
    wait = busy("complaint-file", who, SENT_A_MINUTE)
    if wait:
        return form_shown(request, actor, {}, wait, "follow", 429)
    try:
        with transaction.atomic():
            receipt = uploads.receipt_of(request, actor)
    except NotFound as refusal:
        return form_shown(request, actor, {}, refusal.message, "follow", 404)
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
    read: dict[str, Any] | None = None,
) -> Shown:
    """Show how a complaint stands, and what can be done with it."""
    said = selectors.messages_of(actor, row)
    texts = selectors.texts_of(actor, row, said)
    until, typed = services.contestable_until(row), dict(given or {})
    is_contest = can_contest(row) and _meant(typed) == "reopen"
    shown = {
        "row": row,
        "number": receipts.shown(row.number),
        "kind": words.KINDS[row.kind],
        "state": words.STATES[row.state],
        "outcome": words.OUTCOMES.get(row.outcome, ""),
        "statement": selectors.words_of(actor, row)["statement"],
        "talk": [(one, texts[one.pk]) for one in said],
        "files": [
            (one, files.form_of(one.kind))
            for one in selectors.attachments_of(actor, row)
            if one.side == "complainant"
        ],
        "track": phrases.track_of(row.state),
        "shared": files.shared_lines(list(sharing.shared_with(actor, row, sharing.COMPLAINANT))),
        "clocks": kept.clocks_shown(actor, row),
        "pass": services.pass_issue(actor.tenant_id, receipt),
        "can_say": states.can(states.SAY, row.state),
        "can_withdraw": states.can(states.WITHDRAW, row.state),
        "can_close": states.can(states.CLOSE, row.state),
        "can_reopen": can_contest(row),
        "until": until,
        "can_have_evidence": services.can_have_evidence(row),
        "evidence": services.evidence_offered(row),
        "notice": notices.told(actor, row),
        "particulars": particulars.told(actor, row, read),
        "arranged": selectors.arranged_for(row),
        "has_email": row.email is not None,
        "needs_place": _needs_place(row),
        "given": typed,
        "done": done,
        "fault": fault,
        "text": "" if is_contest else typed.get("text", ""),
        "contest": typed.get("text", "") if is_contest else "",
    }
    status = 409 if fault else 200
    return Shown("complaints/public_follow.html", shown, max_age_s=0, status=status)


def can_contest(row: Complaint) -> bool:
    """Tell whether the complainant may still ask to have it looked at again."""
    is_time = clock.now() <= services.contestable_until(row)
    return states.can(states.REOPEN, row.state) and is_time


def _needs_place(row: Complaint) -> bool:
    """Tell whether evidence could be had, were it known where and when he was led elsewhere."""
    is_dispute = row.kind == rules.DISPUTE and states.is_open(row.state)
    return is_dispute and not services.can_have_evidence(row)


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
