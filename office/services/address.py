"""Where a person's mail goes: nothing is sent there before he showed that he reads it."""

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as tenants
from accounts import services as accounts
from ledger import services as record
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Busy, Invalid, NotFound
from office import policies
from office.models import Letter, LetterHabit
from office.selectors import letter as letters
from office.services.letter import letter_mail

SALT, TOPIC = "office.address", "address"
LINK_VALID = timedelta(hours=24)
MOST_A_DAY = 5  # links that one person may have sent to addresses that may be others'


class LinkGone(NotFound):
    """No such link, used, too old, or of an address given before; one answer for all."""

    code = "link_gone"


@transaction.atomic
def address_set(*, actor: Actor, address: str, link: str = "") -> str:
    """Take an address that the actor says is his, and send a link there; "" takes his own away.

    Until he has confirmed the new one, mail goes where it went before.

    Args:
        link: what stands before the token in the link.

    Returns:
        The token in the link, which is kept nowhere.

    Raises:
        Invalid: that is no address.
        Busy: he asked too often today.
    """
    person, wanted = policies.require_person(actor), _checked(address)
    LetterHabit.objects.get_or_create(
        tenant_id=actor.tenant_id, user_id=person, defaults={"language": letters.tongue()}
    )
    habit = LetterHabit.objects.of(actor).select_for_update().get(user_id=person)
    nonce = secrets.token_urlsafe(24) if wanted else ""
    key = accounts.person_key(actor, person)
    habit.wanted_sealed = letters.seal(habit, letters.WANTED, wanted, key) if wanted else b""
    habit.asked_at, habit.asked_digest = clock.now() if wanted else None, _digest(habit, nonce)
    if not wanted:
        habit.address_sealed, habit.confirmed_at = b"", None
        habit.save()
        _note(actor, "office.address_removed")
        return ""
    _require_patience(actor, person)
    habit.save()
    token = signing.Signer(salt=SALT).sign(nonce)
    said = {
        "platform": tenants.tenant_get(actor).name,
        "until": (clock.now() + LINK_VALID).isoformat(),
        "link": link + token,
    }
    letter_mail(actor=actor, address=wanted, key=key, topic=TOPIC, context=said)
    _note(actor, "office.address_given")
    return token


def _checked(address: str) -> str:
    wanted = address.strip()
    try:
        if wanted:
            validate_email(wanted)
    except ValidationError:
        raise Invalid(_("请填写有效的邮箱地址。"), field="address") from None
    return wanted


def _require_patience(actor: Actor, person: UUID) -> None:
    since = clock.now() - timedelta(days=1)
    sent = Letter.objects.of(actor).filter(recipient_id=person, topic=TOPIC, created_at__gt=since)
    if sent.count() >= MOST_A_DAY:
        raise Busy(_("今天发送的确认邮件太多，请明天再试。"), retry_after=3600)


def _digest(habit: LetterHabit, nonce: str) -> str:
    key = crypto.keyring().derive(f"{SALT}|{habit.tenant_id}")
    return crypto.keyed_digest(key, f"{habit.pk.hex}|{nonce}".encode()).hex() if nonce else ""


@transaction.atomic
def address_confirm(*, actor: Actor, token: str) -> None:
    """Take an address as the actor's own: he opened the link that was sent there.

    Raises:
        LinkGone: no such link of his, used, too old, or he gave another address since.
    """
    habit = _asked(actor, token, lock=True)
    keys = letters.keys_of([habit])
    try:
        wanted = letters.unseal(habit, letters.WANTED, keys.get(habit.user_id))
    except crypto.KeyLost:
        raise LinkGone(_("链接无效、已使用或已过期。")) from None
    habit.address_sealed = letters.seal(habit, letters.ADDRESS, wanted, keys[habit.user_id])
    habit.confirmed_at, habit.asked_at = clock.now(), None
    habit.wanted_sealed, habit.asked_digest = b"", ""
    habit.save()
    _note(actor, "office.address_confirmed")


def link_check(*, actor: Actor, token: str) -> None:
    """Raise LinkGone unless a link would confirm the actor's address now; it stays unused."""
    _asked(actor, token)


def _asked(actor: Actor, token: str, *, lock: bool = False) -> LetterHabit:
    person = policies.require_person(actor)
    rows = LetterHabit.objects.of(actor).filter(user_id=person, asked_at__isnull=False)
    habit = (rows.select_for_update() if lock else rows).first()
    try:
        nonce = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        nonce = ""
    if habit is None or habit.asked_at is None or clock.now() > habit.asked_at + LINK_VALID:
        raise LinkGone(_("链接无效、已使用或已过期。"))
    if not nonce or not hmac.compare_digest(_digest(habit, nonce), habit.asked_digest):
        raise LinkGone(_("链接无效、已使用或已过期。"))
    return habit


def _note(actor: Actor, action: str) -> None:
    record.entry_append(actor=actor, action=action, subject=("user", actor.user_id or ""))
