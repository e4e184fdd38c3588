"""Let letters leave by mail: gathered into mails first, sent then, tried again, given up.

Two steps, so that a process may die between any two lines: a mail and its letters are written
and committed before it leaves, and it leaves as often as it must under the same Message-ID.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from accounts import selectors as accounts
from ledger import services as record
from livecompliance.kernel import clock, crypto, tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.pg import hot
from office.models import Letter, LetterHabit, Mail
from office.rules import letters as rules
from office.selectors import letter as letters
from office.services.smtp import Fault, Line

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


MAILED = hot.Reading(
    """
    WITH done AS (
        UPDATE office_mail SET state = 'sent', sent_at = %s, last_error = ''
        WHERE id = %s AND tenant_id = %s AND state = 'waiting' RETURNING id
    )
    UPDATE office_letter l SET mailed_at = %s, address_sealed = '',
        state = CASE WHEN l.state IN ('queued', 'failed') THEN 'sent' ELSE l.state END
    FROM done WHERE l.mail_id = done.id RETURNING {l}
    """,
    l=Letter,
)
FAILED = hot.Reading(
    """
    WITH done AS (
        UPDATE office_mail SET state = 'dead', last_error = %s
        WHERE id = %s AND tenant_id = %s AND state = 'waiting' RETURNING id
    )
    UPDATE office_letter l SET failed_at = %s, address_sealed = '',
        state = CASE WHEN l.state = 'queued' THEN 'failed' ELSE l.state END
    FROM done WHERE l.mail_id = done.id RETURNING {l}
    """,
    l=Letter,
)


@transaction.atomic
def mails_gather(*, actor: Actor, most: int = 200) -> int:
    """Put the letters that are due into mails: what had to wait in one, all else in its own.

    Returns:
        How many mails were made.
    """
    now = clock.now()
    due = Letter.objects.of(actor).filter(mail_at__lte=now, mail__isnull=True)
    found = list(due.select_for_update(skip_locked=True).order_by("recipient_id", "id")[:most])
    groups = [
        group
        for _, own in groupby(found, key=lambda one: one.recipient_id)
        for group in _groups(list(own))
    ]
    mails = [_gathered(actor, group, now) for group in groups]
    if mails:
        hot.insert(*mails)
        hot.update_each(found, "mail")
    return len(mails)


def _groups(own: list[Letter]) -> list[list[Letter]]:
    """Return one person's letters as they are mailed: together only what waited together."""
    waited = [one for one in own if _has_waited(one)]
    return [[one] for one in own if not _has_waited(one)] + ([waited] if waited else [])


def _has_waited(letter: Letter) -> bool:
    return letter.mail_at is not None and letter.mail_at > letter.created_at


def _gathered(actor: Actor, group: list[Letter], now: datetime) -> Mail:
    """Return the mail of some letters, which refer to it from now on."""
    mail = Mail(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        recipient_id=group[0].recipient_id,
        created_at=now,
        available_at=now,
    )
    for letter in group:
        letter.mail = mail
    return mail


def mails_send(*, actor: Actor, most: int = 20) -> int:
    """Send what is due of one tenant; return how many mails were tried.

    Safe to run twice and at the same time: a mail is leased before it leaves. A process that
    dies loses its lease, and the mail leaves again under the same Message-ID.
    """
    mails = _lease(actor, most)
    if not mails:
        return 0
    with transaction.atomic():
        messages = _messages(actor, mails)
    line = Line()
    for mail in mails:
        if clock.now() >= mail.available_at:
            break  # a server so slow that the lease is over: whoever leases it next sends it
        message = messages[mail.pk]
        fault = line.send(message) if message else Fault(NO_ADDRESS, is_final=True)
        with transaction.atomic():
            _conclude(actor, mail, fault)
    line.close()
    return len(mails)


@transaction.atomic
def _lease(actor: Actor, most: int) -> list[Mail]:
    now = clock.now()
    due = Mail.objects.of(actor).filter(state=Mail.State.WAITING, available_at__lte=now)
    found = list(due.select_for_update(skip_locked=True).order_by("id")[:most])
    for mail in found:
        mail.attempts += 1
        mail.available_at = now + LEASE
    if found:
        hot.update_each(found, "attempts", "available_at")
    return found


def _messages(actor: Actor, mails: Sequence[Mail]) -> dict[UUID, EmailMessage | None]:
    """Return mails as they leave, the same each time they do; None for one without an address."""
    of_mail: dict[UUID | None, list[Letter]] = {mail.pk: [] for mail in mails}
    for letter in Letter.objects.of(actor).filter(mail__in=mails).order_by("id"):
        of_mail[letter.mail_id].append(letter)
    people = {mail.recipient_id for mail in mails if mail.recipient_id}
    habits = letters.habits_of(actor, people)
    around = _Around(
        members={one.user_id for one in accounts.members_active(actor, people)},
        habits=habits,
        keys=letters.keys_of(habits.values()),
    )
    return {mail.pk: _message(mail, of_mail[mail.pk], around) for mail in mails}


class _Around(NamedTuple):
    """What is known of the people whom some mails go to."""

    members: Collection[UUID]
    habits: Mapping[UUID, LetterHabit]
    keys: letters.Keys


def _message(mail: Mail, own: Sequence[Letter], around: _Around) -> EmailMessage | None:
    habit = around.habits[mail.recipient_id] if mail.recipient_id else None
    address = _address(mail, own, habit, around)
    if not address:
        return None
    language = habit.language if habit else "zh"
    written = [one.written for one in letters.shown_all(own, language, around.keys)]
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


def _address(mail: Mail, own: Sequence[Letter], habit: LetterHabit | None, around: _Around) -> str:
    """Return where a mail goes: its letter's own address, or the person's as it is now."""
    if mail.recipient_id is not None and mail.recipient_id not in around.members:
        return ""
    if own and own[0].address_sealed:
        return letters.address_of(own[0], keys=around.keys)
    return letters.address_of(habit, keys=around.keys) if habit else ""


def _whole(written: Sequence[rules.Written], language: str) -> tuple[str, str]:
    """Return subject and body of one letter, or the digest of several."""
    foot = f"\n\n--\n{FOOT[language]}\n"
    if len(written) == 1:
        return written[0].subject, written[0].body + foot
    title, head = DIGEST[language]
    parts = [f"■ {one.subject}\n\n{one.body}" for one in written]
    return title.format(count=len(written)), "\n\n\n".join([head, *parts]) + foot


def _conclude(actor: Actor, mail: Mail, fault: Fault | None) -> None:
    """Write down how a mail fared, with its letters; the sender sees it there."""
    now, said = clock.now(), {"message": mail.pk.hex}
    if fault is None:
        own = MAILED.all([now, mail.pk, actor.tenant_id, now])
        _forget(actor, [one for (one,) in own], "office.letter_mailed", said)
        return
    log.warning("mail %s: %s", mail.pk, fault.words)
    if not fault.is_final and mail.attempts <= len(WAITS_S):
        waiting = Mail.objects.of(actor).filter(pk=mail.pk, state=Mail.State.WAITING)
        again = now + timedelta(seconds=WAITS_S[mail.attempts - 1])
        waiting.update(available_at=again, last_error=fault.words)
        return
    own = FAILED.all([fault.words, mail.pk, actor.tenant_id, now])
    said["fault"] = fault.words
    _forget(actor, [one for (one,) in own], "office.letter_failed", said)


def _forget(actor: Actor, own: Sequence[Letter], action: str, said: dict[str, str]) -> None:
    """Record what became of letters, and keep nothing that only their mail was to carry."""
    for letter in own:
        kept = _without_secrets(letter)
        if kept != bytes(letter.params_sealed):
            letter.params_sealed = kept
            letter.save(update_fields=["params_sealed"])
    _note(actor, own, action, said)


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
