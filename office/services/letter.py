"""Write a letter in the transaction of the act; show it, have it read, have it acknowledged."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts import services as accounts_keys
from ledger import services as record
from livecompliance.kernel import clock, events, live, nudges
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.personal import DataKey
from livecompliance.kernel.pg import hot
from office import policies
from office.events import LetterAcknowledged
from office.models import Letter, LetterHabit
from office.rules import letters as rules
from office.rules.quiet import leaves_at
from office.selectors import letter as letters


@dataclass(frozen=True, slots=True)
class About:
    """What a letter is about, by kind and id, and on whose behalf it is written.

    A person is told once of one thing under one topic: a second letter is the first.
    """

    kind: str = ""
    ref: str = ""
    sender: UUID | None = None


class NotShown(Conflict):
    code = "not_shown"


NOTHING = About()
PAGE = 100  # letters in one statement


@transaction.atomic
def message_send(
    *,
    actor: Actor,
    to: Collection[UUID],
    topic: str,
    context: Mapping[str, Any] | None = None,
    is_legal: bool = False,
    about: About = NOTHING,
) -> list[Letter]:
    """Write one letter to each person, in the running transaction; mail leaves after the commit.

    Args:
        to: people of the actor's tenant; one who is named twice is told once.
        topic: one of the templates in office/letters.
        context: exactly the parameters of the template, in no language: texts, instants in
            ISO form, {"zh", "en"} pairs.
        is_legal: a notice that the law asks for, even if its template does not say so.

    Returns:
        The letters that were written; none for who wants none of this topic, or has it already.

    Raises:
        Forbidden: streamers and programs send no letters.
        Invalid: no such topic, or the context does not fit it.
        NotFound: somebody is no active member of the tenant.

    Law: M-risk-measures
    """
    policies.require_send(actor)
    template = _template(topic, context or {})
    people = set(to)
    known = accounts.members_active(actor, people)
    if {one.user_id for one in known} != people:
        raise NotFound(_("没有这个成员。"))
    habits, keys = letters.habits_of(actor, people), _keys_of(actor, people)
    legal = template.legal or is_legal
    drafts = {one: _drafted(actor, template, one, about, legal) for one in sorted(people)}
    made = [one for who, one in drafts.items() if _wanted(actor, template, habits[who], one)]
    kept = _kept(made, context or {}, keys)
    _announce(actor, kept)
    told = {one.recipient_id for one in kept}
    if any(one.user_id in told and policies.hears_the_wall(one.roles) for one in known):
        live.ring_on_commit(actor.tenant_id, "wall", "all")
    return kept


def _keys_of(actor: Actor, people: Collection[UUID]) -> dict[Any, DataKey]:
    """Return the key of every person; who has been destroyed is nobody to write to."""
    try:
        keys = accounts_keys.person_keys(actor, people, make=True)
    except accounts_keys.PersonShredded:
        keys = {}
    if set(keys) != set(people):
        raise NotFound(_("没有这个成员。"))
    return keys


@transaction.atomic
def mail_send(
    *, actor: Actor, address: str, topic: str, context: Mapping[str, Any], about: About = NOTHING
) -> Letter:
    """Write a letter to somebody who is no member yet: by mail only, to a sealed address.

    Raises:
        Forbidden: streamers and programs send no letters.
        Invalid: no such topic, or the context does not fit it.
    """
    policies.require_send(actor)
    template = _template(topic, context)
    return _mail(actor, _drafted(actor, template, None, about, template.legal), address, context)


def letter_mail(
    *, actor: Actor, address: str, key: DataKey, topic: str, context: Mapping[str, Any]
) -> Letter:
    """Write a letter from the product to the actor himself, by mail to an address that he gave."""
    person = policies.require_person(actor)
    letter = _drafted(actor, _template(topic, context), person, NOTHING, False)
    letter.sender_id = None
    return _mail(actor, letter, address, context, key)


def _mail(
    actor: Actor,
    letter: Letter,
    address: str,
    context: Mapping[str, Any],
    key: DataKey | None = None,
) -> Letter:
    letter.in_inbox, letter.mail_at = False, clock.now()
    letter.address_sealed = letters.seal(letter, letters.ADDRESS, address, key)
    _kept([letter], context, {letter.recipient_id: key})
    _announce(actor, [letter])
    return letter


def _template(topic: str, context: Mapping[str, Any]) -> rules.Template:
    template = rules.templates().get(topic)
    if template is None:
        raise Invalid(_("没有这种消息。"), field="topic")
    wrong = rules.misfits(template, context)
    if wrong:
        raise Invalid(_("消息的内容不完整。"), field=wrong[0])
    return template


def _drafted(
    actor: Actor, template: rules.Template, person: UUID | None, about: About, legal: bool
) -> Letter:
    return Letter(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        recipient_id=person,
        sender_id=about.sender or actor.user_id,
        topic=template.topic,
        subject_kind=about.kind,
        subject_ref=about.ref,
        is_legal=legal,
        created_at=clock.now(),
    )


def _wanted(actor: Actor, template: rules.Template, habit: LetterHabit, letter: Letter) -> bool:
    """Send a letter the ways its person wants; tell whether there is any."""
    letter.in_inbox = letter.is_legal or letter.topic not in habit.off_inbox
    if habit.address_sealed and (letter.is_legal or letter.topic not in habit.off_mail):
        waits = template.waits and not letter.is_legal
        spans = letters.quiet_of(actor, habit) if waits else []
        letter.mail_at = leaves_at(letter.created_at, spans)
    return letter.in_inbox or letter.mail_at is not None


def _kept(
    made: Sequence[Letter], context: Mapping[str, Any], keys: Mapping[Any, DataKey | None]
) -> list[Letter]:
    """Write letters, except to who was told of this before; return those that were written."""
    for letter in made:
        key = keys[letter.recipient_id]
        letter.params_sealed = letters.seal(letter, letters.PARAMS, dict(context), key)
        letter.state = Letter.State.QUEUED if letter.mail_at else Letter.State.SENT
    pages = [made[at : at + PAGE] for at in range(0, len(made), PAGE)]
    return [letter for page in pages for letter in hot.insert_new(*page)]


def _announce(actor: Actor, kept: Sequence[Letter]) -> None:
    said = [_told(one, "office.letter_sent", {"topic": one.topic}) for one in kept if one.is_legal]
    record.entries_append(actor=actor, acts=said)
    now = clock.now()
    if any(one.mail_at and one.mail_at <= now for one in kept):
        tenant = str(actor.tenant_id)
        nudge = partial(nudges.nudge_once, "office.mails_send", queue="bulk", tenant_id=tenant)
        transaction.on_commit(nudge, robust=True)


def _note(actor: Actor, letter: Letter, action: str, data: Mapping[str, Any]) -> None:
    record.entries_append(actor=actor, acts=[_told(letter, action, data)])


def _told(letter: Letter, action: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the record keeps of a step of a notice."""
    template = rules.templates().get(letter.topic)
    return {
        "action": action,
        "subject": ("letter", letter.pk),
        "clause": template.clause if template else "",
        "data": {**data, "about": [letter.subject_kind, letter.subject_ref]},
    }


def letters_deliver(*, actor: Actor, found: Collection[Letter]) -> None:
    """Note that these letters stand in their person's own list before him."""
    fresh = [one.pk for one in found if one.delivered_at is None]
    if not fresh:
        return
    mine = Letter.objects.of(actor).filter(pk__in=fresh, recipient_id=actor.user_id)
    mine.filter(delivered_at__isnull=True).update(delivered_at=clock.now())
    unread = mine.filter(read_at__isnull=True)
    unread.exclude(state=Letter.State.READ).update(state=Letter.State.DELIVERED)


@transaction.atomic
def letter_show(*, actor: Actor, letter_id: UUID) -> letters.Shown:
    """Return a letter with its words, and note that they were shown, the first time.

    Of a legal notice the record keeps a digest of exactly what was shown, and in which language.

    Raises:
        NotFound: no such letter of this person's.

    Law: M-risk-measures
    """
    letter = letters.letter_get(actor, letter_id, lock=True)
    found = letters.shown(letter)
    if letter.shown_at is not None:
        return found
    now = clock.now()
    letter.shown_at, letter.delivered_at = now, letter.delivered_at or now
    letter.shown_language = letters.tongue()
    letter.shown_digest = letters.digest_of(letter, found.written)
    if letter.state != Letter.State.READ:
        letter.state = Letter.State.DELIVERED
    letter.save(
        update_fields=["shown_at", "delivered_at", "shown_language", "shown_digest", "state"]
    )
    if letter.is_legal:
        _note(actor, letter, "office.letter_shown", _seen(letter))
    return found


def _seen(letter: Letter) -> dict[str, str]:
    return {"digest": letter.shown_digest, "language": letter.shown_language}


@transaction.atomic
def letter_read(*, actor: Actor, letter_id: UUID) -> Letter:
    """Note that a person read a letter. Twice is once.

    Raises:
        NotFound: no such letter of this person's.
        NotShown: a legal notice whose words were never shown to him.

    Law: M-risk-measures
    """
    letter = letters.letter_get(actor, letter_id, lock=True)
    if letter.read_at is not None:
        return letter
    if letter.is_legal and letter.shown_at is None:
        raise NotShown(_("请先打开通知，再标记为已读。"))
    now = clock.now()
    letter.read_at, letter.delivered_at = now, letter.delivered_at or now
    letter.state = Letter.State.READ
    letter.save(update_fields=["read_at", "delivered_at", "state"])
    if letter.is_legal:
        _note(actor, letter, "office.letter_read", _seen(letter))
    return letter


@transaction.atomic
def letter_acknowledge(*, actor: Actor, letter_id: UUID) -> Letter:
    """Note that a person says he took note of a legal notice. Twice is once.

    Raises:
        NotFound: no such letter of this person's.
        Invalid: it is no legal notice.
        NotShown: its words were never shown to him.

    Law: M-risk-measures
    """
    letter = letter_read(actor=actor, letter_id=letter_id)
    if not letter.is_legal:
        raise Invalid(_("这条消息不需要确认。"))
    if letter.acknowledged_at is None:
        letter.acknowledged_at = clock.now()
        letter.save(update_fields=["acknowledged_at"])
        _note(actor, letter, "office.letter_acknowledged", _seen(letter))
        about = (letter.subject_kind, letter.subject_ref)
        events.publish(LetterAcknowledged(actor=actor, about=about))
    return letter


@transaction.atomic
def letters_acknowledge_about(*, actor: Actor, about: tuple[str, str]) -> int:
    """Note that a person took note of what his notices tell of, somewhere else than in them.

    That their own words were shown is not claimed: they can still be opened. A letter that is
    being acknowledged at this moment is left to whoever does that.

    Args:
        about: what they tell of, by kind and id.

    Returns:
        How many notices that was; none for whoever has no inbox.

    Law: M-risk-measures
    """
    if not policies.can_receive(actor):
        return 0
    open_ones = letters.letter_list(actor, "legal").filter(
        acknowledged_at__isnull=True, subject_kind=about[0], subject_ref=about[1]
    )
    found = list(open_ones.select_for_update(of=("self",), skip_locked=True))
    now = clock.now()
    for letter in found:
        letter.acknowledged_at, letter.read_at = now, letter.read_at or now
        letter.delivered_at, letter.state = letter.delivered_at or now, Letter.State.READ
        letter.save(update_fields=["acknowledged_at", "read_at", "delivered_at", "state"])
        _note(actor, letter, "office.letter_acknowledged", _seen(letter) | {"where": about[0]})
    return len(found)


@transaction.atomic
def letters_read(*, actor: Actor) -> int:
    """Mark everything as read that may be without being opened; return how many that was."""
    unread = letters.letter_list(actor, "unread").filter(is_legal=False)
    now = clock.now()
    done = Letter.objects.of(actor).filter(pk__in=[one.pk for one in unread[:1000]])
    return done.update(read_at=now, state=Letter.State.READ)
