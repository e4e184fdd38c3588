"""Ask about letters: what stands in a person's inbox, and how what was sent fared."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts import services as accounts_keys
from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock, crypto, personal, tenancy
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.personal import DataKey
from livecompliance.kernel.pg import hot
from office import policies
from office.models import Letter, LetterHabit
from office.rules import letters as rules
from office.rules.quiet import Span

FILTERS = ("all", "unread", "legal")
PARAMS, ADDRESS, WANTED = "params_sealed", "address_sealed", "wanted_sealed"
HABITS = hot.Reading(
    "SELECT {h} FROM office_letterhabit h WHERE h.tenant_id = ANY(%s::uuid[]) "
    "AND h.user_id = ANY(%s::uuid[])",
    h=LetterHabit,
)
QUIET_FROM_H, QUIET_TO_H = 22, 8
Keys = Mapping[Any, DataKey]


class Shown(NamedTuple):
    """A letter with its words in one language; without any once they cannot be read."""

    letter: Letter
    template: rules.Template | None
    written: rules.Written


def tongue() -> str:
    """Return the language of the page, as the templates name it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def seal(row: Letter | LetterHabit, field: str, value: Any, key: DataKey | None) -> bytes:
    """Return a value sealed for one field of one row.

    Args:
        key: of the person whose row it is: with it the value is destroyed. None for somebody
            who is no member yet: what is written to him is sealed with a key of the tenant.
    """
    plain, place = json.dumps(value, ensure_ascii=False), crypto.place(row, field)
    if key is not None:
        return personal.seal(key, plain, place).body
    return crypto.seal(_key(row.tenant_id), plain.encode(), place.encode())


def unseal(row: Letter | LetterHabit, field: str, key: DataKey | None) -> Any:
    """Return what `seal` sealed.

    Raises:
        KeyLost: the bytes do not fit the row, or the person's key was destroyed.
    """
    sealed, place = bytes(getattr(row, field)), crypto.place(row, field)
    if _person(row) is None:
        return json.loads(crypto.unseal(_key(row.tenant_id), sealed, place.encode()))
    if key is None:
        raise crypto.KeyLost("the person's key was destroyed")
    return json.loads(personal.unseal(key, personal.Sealed(sealed), place))


def keys_of(rows: Iterable[Letter | LetterHabit]) -> dict[Any, DataKey]:
    """Return the keys of the persons that rows of one tenant belong to, as far as they have one."""
    found = {_person(row): row.tenant_id for row in rows}
    people = [one for one in found if one is not None]
    if not people:
        return {}
    of_tenant = system_actor(found[people[0]])
    return accounts_keys.person_keys(of_tenant, people)


def _person(row: Letter | LetterHabit) -> UUID | None:
    return row.user_id if isinstance(row, LetterHabit) else row.recipient_id


def address_of(row: Letter | LetterHabit, field: str = ADDRESS, keys: Keys | None = None) -> str:
    """Return the mail address that a row keeps; "" without one, or once it cannot be read.

    Args:
        keys: of the row's person, where they are at hand.
    """
    if not getattr(row, field):
        return ""
    held = keys_of([row]) if keys is None else keys
    try:
        return str(unseal(row, field, held.get(_person(row))))
    except crypto.KeyLost:
        return ""


def _key(tenant_id: UUID) -> bytes:
    return crypto.keyring().derive(f"office.letter|{tenant_id}")


def digest_of(letter: Letter, written: rules.Written) -> str:
    """Return the keyed digest of what was shown: it can be proved, not guessed."""
    shown = hashlib.sha256(f"{written.subject}\0{written.body}".encode()).digest()
    return crypto.keyed_digest(_key(letter.tenant_id), letter.pk.bytes + shown).hex()


def language_of(actor: Actor, user_id: UUID) -> str:
    """Return the language in which a member wants to be told: zh unless he chose another."""
    habit = LetterHabit.objects.of(actor).filter(user_id=user_id).first()
    return habit.language if habit else "zh"


def shown(letter: Letter, language: str = "") -> Shown:
    """Return a letter with its words in a language; the page's when none is named."""
    return shown_all([letter], language)[0]


def shown_all(found: Sequence[Letter], language: str = "", keys: Keys | None = None) -> list[Shown]:
    """Return letters of one tenant with their words; every person's key is opened once."""
    held = keys_of(found) if keys is None else keys
    return [_shown(one, held.get(one.recipient_id), language or tongue()) for one in found]


def _shown(letter: Letter, key: DataKey | None, language: str) -> Shown:
    template = rules.templates().get(letter.topic)
    try:
        values: Mapping[str, Any] = unseal(letter, PARAMS, key)
        if template is None:
            raise crypto.KeyLost("no such topic any more")
    except crypto.KeyLost:
        return Shown(letter, template, rules.Written(_("这条消息已无法读取"), ""))
    return Shown(letter, template, rules.write(template, values, language))


def letter_list(actor: Actor, wanted: str = "all", topic: str = "") -> TenantQuerySet[Letter]:
    """Return what stands in the actor's own inbox, newest first."""
    policies.require_person(actor)
    found = Letter.objects.of(actor).filter(recipient_id=actor.user_id, in_inbox=True)
    if wanted == "unread":
        found = found.filter(read_at__isnull=True)
    elif wanted == "legal":
        found = found.filter(is_legal=True)
    if topic:
        found = found.filter(topic=topic)
    return found.select_related("sender").order_by("-id")


def letter_get(actor: Actor, letter_id: UUID, *, lock: bool = False) -> Letter:
    """Return one letter of the actor's own inbox.

    Raises:
        NotFound: no such letter, or it is another person's.
    """
    found = letter_list(actor)
    found = found.select_for_update(of=("self",)) if lock else found
    letter = found.filter(pk=letter_id).first()
    if letter is None:
        raise NotFound(_("没有这条消息。"))
    return letter


def letters_copied(actor: Actor, user_id: UUID, most: int) -> list[Shown]:
    """Return the letters of one person with their words, for the copy of his own data.

    Who may have that copy was decided by whoever makes it. What a letter says once and never
    again, such as a code or a link, is no part of a copy: those are written to nobody's inbox.

    Law: PIPL-access
    """
    found = Letter.objects.of(actor).filter(recipient_id=user_id, in_inbox=True)
    return shown_all(list(found.order_by("-id")[:most]))


def unread_count(actor: Actor) -> int:
    """Return how many letters the actor has not read; none for whoever has no inbox."""
    return letter_list(actor, "unread").count() if policies.can_receive(actor) else 0


def sent_list(
    actor: Actor, about: tuple[str, str] | None = None, *, failed: bool = False
) -> TenantQuerySet[Letter]:
    """Return what the actor sent and, for officers, what rules sent; newest first.

    Args:
        about: only what tells of one thing.
        failed: only what could not be mailed.

    Raises:
        Forbidden: the actor sends no letters.
    """
    policies.require_send(actor)
    found = Letter.objects.of(actor)
    mine = found.filter(sender_id=actor.user_id)
    if actor.has("officer"):
        mine = mine | found.filter(topic="measure")
    if about is not None:
        mine = mine.filter(subject_kind=about[0], subject_ref=about[1])
    if failed:
        mine = mine.filter(failed_at__isnull=False)
    return mine.select_related("recipient", "sender", "mail").order_by("-id")


def sent_get(actor: Actor, letter_id: UUID) -> Letter:
    """Return one letter the actor may see the proof of.

    Raises:
        NotFound: no such letter, or somebody else's.
    """
    letter = sent_list(actor).filter(pk=letter_id).first()
    if letter is None:
        raise NotFound(_("没有这条消息。"))
    return letter


def habits_of(actor: Actor, people: Collection[UUID]) -> dict[UUID, LetterHabit]:
    """Return how people want to be told; those who never said want what is usual."""
    tenancy.require(actor)
    said = [row for (row,) in HABITS.all([list(actor.tenant_ids), list(people)])]
    usual = {one: LetterHabit(tenant_id=actor.tenant_id, user_id=one) for one in people}
    return usual | {one.user_id: one for one in said}


def habit_of(actor: Actor, user_id: UUID) -> LetterHabit:
    """Return how one person wants to be told."""
    return habits_of(actor, [user_id])[user_id]


def quiet_of(actor: Actor, habit: LetterHabit) -> list[Span]:
    """Return the quiet hours that hold for a person: the tenant's and his own."""
    first = accounts.policy_of(actor, "quiet_from_h", QUIET_FROM_H)
    spans = [(first, accounts.policy_of(actor, "quiet_to_h", QUIET_TO_H))]
    if habit.quiet_from_h is not None and habit.quiet_to_h is not None:
        spans.append((habit.quiet_from_h, habit.quiet_to_h))
    return spans


def tenants_due(at: datetime) -> list[UUID]:
    """Return the tenants, whoever they are, with a mail to make or to send."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM mails_due(%s)", [at])
        return [row[0] for row in cursor.fetchall()]


def letter_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what letters are called where their words must not stand: by topic and day."""
    found = Letter.objects.of(actor).filter(pk__in=ids)
    return {
        str(one.pk): f"{topic_name(one.topic)} {clock.to_date(one.created_at):%Y-%m-%d}"
        for one in found
    }


def topic_name(topic: str) -> str:
    """Return what a topic is called in the language of the page."""
    template = rules.templates().get(topic)
    return template.name[tongue()] if template else topic
