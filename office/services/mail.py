"""Let letters leave by mail: gathered into mails first, sent then, tried again, given up.

Two steps, so that a process may die between any two lines: a mail and its letters are written
and committed before it leaves, and it leaves as often as it must under the same Message-ID.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from smtplib import SMTPException
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts import selectors as accounts
from ledger import services as record
from livecompliance.kernel import clock, crypto, tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7
from office.models import Letter, LetterHabit, Mail
from office.rules import letters as rules
from office.selectors import letter as letters

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=120)
WAITS_S = (60, 300, 1800, 7200, 21600)  # after the first failure, the second, …
NO_ADDRESS = "no address"
DIGEST = {
    "zh": ("你有 {count} 条新消息", "静默时段内收到的消息："),
    "en": ("You have {count} new messages", "What came during your quiet hours:"),
}
FOOT = {
    "zh": "登录平台即可在“消息”中查看，并调整接收方式。",
    "en": "Sign in to see it under Messages, and to change what you are sent.",
}


@transaction.atomic
def mails_gather(*, actor: Actor, most: int = 200) -> int:
    """Put the letters that are due into mails: what had to wait in one, all else in its own.

    Returns:
        How many mails were made.
    """
    now = clock.now()
    due = Letter.objects.of(actor).filter(mail_at__lte=now, mail__isnull=True)
    found = list(due.select_for_update(skip_locked=True).order_by("recipient_id", "id")[:most])
    return sum(
        _put(actor, group)
        for _, own in groupby(found, key=lambda one: one.recipient_id)
        for group in _groups(list(own))
    )


def _groups(own: list[Letter]) -> list[list[Letter]]:
    """Return one person's letters as they are mailed: together only what waited together."""
    waited = [one for one in own if _has_waited(one)]
    return [[one] for one in own if not _has_waited(one)] + ([waited] if waited else [])


def _has_waited(letter: Letter) -> bool:
    return letter.mail_at is not None and letter.mail_at > letter.created_at


def _put(actor: Actor, group: list[Letter]) -> int:
    now = clock.now()
    mail = Mail.objects.create(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        recipient_id=group[0].recipient_id,
        created_at=now,
        available_at=now,
    )
    return int(bool(Letter.objects.filter(pk__in=[one.pk for one in group]).update(mail=mail)))


def mails_send(*, actor: Actor, most: int = 20) -> int:
    """Send what is due of one tenant; return how many mails were tried.

    Safe to run twice and at the same time: a mail is leased before it leaves. A process that
    dies loses its lease, and the mail leaves again under the same Message-ID.
    """
    mails = _lease(actor, most)
    if not mails:
        return 0
    connection = get_connection(timeout=15) if _speaks_smtp() else get_connection()
    for mail in mails:
        fault = _sent(actor, mail, connection)
        with transaction.atomic():
            _conclude(actor, mail, fault)
    return len(mails)


def _speaks_smtp() -> bool:
    return settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")


@transaction.atomic
def _lease(actor: Actor, most: int) -> list[Mail]:
    now = clock.now()
    due = Mail.objects.of(actor).filter(state=Mail.State.WAITING, available_at__lte=now)
    found = list(due.select_for_update(skip_locked=True).order_by("id")[:most])
    for mail in found:
        mail.attempts += 1
        mail.available_at = now + LEASE
    Mail.objects.bulk_update(found, ["attempts", "available_at"])
    return found


class _Fault(NamedTuple):
    words: str
    is_final: bool = False


def _sent(actor: Actor, mail: Mail, connection: BaseEmailBackend) -> _Fault | None:
    """Send one mail; return what went wrong, in words without any address, or None."""
    with transaction.atomic():
        message = _message(actor, mail)
    if message is None:
        return _Fault(NO_ADDRESS, is_final=True)
    message.connection = connection
    try:
        message.send()
    except (SMTPException, OSError, ValueError) as fault:  # the last: a header it cannot hold
        return _Fault(type(fault).__name__, is_final=isinstance(fault, ValueError))
    return None


def _message(actor: Actor, mail: Mail) -> EmailMessage | None:
    """Return a mail as it leaves: the same each time it does."""
    own = list(Letter.objects.of(actor).filter(mail=mail).order_by("id"))
    habit = letters.habit_of(actor, mail.recipient_id) if mail.recipient_id else None
    address = _address(actor, mail, own, habit)
    if not address:
        return None
    language = habit.language if habit else "zh"
    written = [one.written for one in letters.shown_all(own, language)]
    subject, body = _whole(written, language)
    return EmailMessage(
        subject=subject,
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        headers={"Message-ID": message_id(mail.pk), "Auto-Submitted": "auto-generated"},
    )


def message_id(mail_id: UUID) -> str:
    """Return the Message-ID of a mail, by which mailboxes tell repetitions."""
    return f"<{mail_id.hex}@{settings.MAIL_DOMAIN}>"


def _address(actor: Actor, mail: Mail, own: Sequence[Letter], habit: LetterHabit | None) -> str:
    """Return where a mail goes: its letter's own address, or the person's as it is now."""
    if mail.recipient_id is not None:
        member = accounts.membership_list(actor).filter(user_id=mail.recipient_id, is_active=True)
        if not member.exists():
            return ""
    if own and own[0].address_sealed:
        return letters.address_of(own[0])
    return letters.address_of(habit) if habit else ""


def _whole(written: Sequence[rules.Written], language: str) -> tuple[str, str]:
    """Return subject and body of one letter, or the digest of several."""
    foot = f"\n\n--\n{FOOT[language]}\n"
    if len(written) == 1:
        return written[0].subject, written[0].body + foot
    title, head = DIGEST[language]
    parts = [f"■ {one.subject}\n\n{one.body}" for one in written]
    return title.format(count=len(written)), "\n\n\n".join([head, *parts]) + foot


def _conclude(actor: Actor, mail: Mail, fault: _Fault | None) -> None:
    """Write down how a mail fared, with its letters; the sender sees it there."""
    now = clock.now()
    waiting = Mail.objects.of(actor).filter(pk=mail.pk, state=Mail.State.WAITING)
    if fault is None:
        if waiting.update(state=Mail.State.SENT, sent_at=now, last_error=""):
            _letters_mailed(actor, mail, now)
        return
    log.warning("mail %s: %s", mail.pk, fault.words)
    if not fault.is_final and mail.attempts <= len(WAITS_S):
        again = now + timedelta(seconds=WAITS_S[mail.attempts - 1])
        waiting.update(available_at=again, last_error=fault.words)
    elif waiting.update(state=Mail.State.DEAD, last_error=fault.words):
        _letters_failed(actor, mail, now, fault.words)


def _letters_mailed(actor: Actor, mail: Mail, now: datetime) -> None:
    own = list(Letter.objects.of(actor).filter(mail=mail))
    for letter in own:
        letter.mailed_at = now
        letter.params_sealed, letter.address_sealed = _without_secrets(letter), b""
        if letter.state in (Letter.State.QUEUED, Letter.State.FAILED):
            letter.state = Letter.State.SENT
        letter.save(update_fields=["mailed_at", "params_sealed", "address_sealed", "state"])
    _note(actor, own, "office.letter_mailed", {"message": mail.pk.hex})


def _letters_failed(actor: Actor, mail: Mail, now: datetime, words: str) -> None:
    own = list(Letter.objects.of(actor).filter(mail=mail))
    for letter in own:
        letter.failed_at = now
        letter.params_sealed, letter.address_sealed = _without_secrets(letter), b""
        if letter.state == Letter.State.QUEUED:
            letter.state = Letter.State.FAILED
        letter.save(update_fields=["failed_at", "params_sealed", "address_sealed", "state"])
    _note(actor, own, "office.letter_failed", {"message": mail.pk.hex, "fault": words})


def _without_secrets(letter: Letter) -> bytes:
    """Return the parameters without what only the mail was to carry: a link that opens once."""
    template = rules.templates().get(letter.topic)
    if template is None or not template.secret:
        return bytes(letter.params_sealed)
    key = letters.keys_of([letter]).get(letter.recipient_id)
    try:
        values = letters.unseal(letter, letters.PARAMS, key)
    except crypto.KeyLost:
        return bytes(letter.params_sealed)
    kept = {name: value for name, value in values.items() if name not in template.secret}
    return letters.seal(letter, letters.PARAMS, kept, key)


def _note(actor: Actor, own: Sequence[Letter], action: str, data: dict[str, str]) -> None:
    templates = rules.templates()
    legal = [one for one in own if one.is_legal]
    record.entries_append(
        actor=tenancy.require(actor),
        acts=[
            {
                "action": action,
                "subject": ("letter", one.pk),
                "clause": templates[one.topic].clause if one.topic in templates else "",
                "data": data,
            }
            for one in legal
        ],
    )
