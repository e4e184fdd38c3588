"""Who must sign or learn again soon is told in time; once of each thing and each time."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import override

from accounts import selectors as accounts
from accounts.models import Role
from charter import selectors
from charter.models import Agreement, Training, Version
from charter.rules import items
from charter.selectors.words import KINDS
from charter.services.training import CLAUSES
from charter.services.wording import cited, pair
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office import services as office

AHEAD = timedelta(days=30)
TIMES = (0, 7, 30)  # days before the end
WHAT_AGREEMENT = {"zh": "协议", "en": "agreement"}
WHAT_TRAINING = {"zh": "培训", "en": "training"}
NOT_SAID = {"zh": "见全文", "en": "see the text"}


@transaction.atomic
def reminders_send(*, actor: Actor) -> int:
    """Write to everybody whose agreement or training ends soon, or changes; return how many.

    Each is told a month, a week and a day before, once; officers once a week how many there are;
    those who signed a text, once, that a later one was published. Safe to run twice.

    Law: ECL-rules-changed
    """
    today = clock.today()
    members = _members(actor)
    agreements = selectors.agreements_ending(actor, today, today + AHEAD)
    trainings = selectors.trainings_ending(actor, today, today + AHEAD)
    sent = sum(_agreement(actor, one, today, members) for one in agreements)
    sent += sum(_training(actor, one, today, members) for one in trainings)
    sent += _officers(actor, len(agreements), len(trainings), today)
    return sent + sum(_changed(actor, one, members) for one in _coming(actor))


def _members(actor: Actor) -> set[UUID]:
    active = accounts.membership_list(actor).filter(is_active=True)
    return set(active.values_list("user_id", flat=True))


def _agreement(actor: Actor, one: Agreement, today: date, members: set[UUID]) -> int:
    sides = [side for side in (one.party, one.counterpart) if side is not None]
    clause = "M-agreements" if one.counterpart_id is None else "M-agency-agreement"
    context = {
        "what": WHAT_AGREEMENT,
        "thing": _kind(one.kind),
        "until": f"{one.ends_on}",
        "clause": cited(clause),
    }
    about = ("agreement", one.pk, one.ends_on or today)
    return _tell(actor, (side.user_id for side in sides), members, context, about)


def _training(actor: Actor, one: Training, today: date, members: set[UUID]) -> int:
    context = {
        "what": WHAT_TRAINING,
        "thing": pair(one.course.title),
        "until": f"{one.valid_until}",
        "clause": cited(CLAUSES[one.course.audience]),
    }
    about = ("training", one.pk, one.valid_until or today)
    return _tell(actor, [one.party.user_id], members, context, about)


def _tell(
    actor: Actor,
    people: Iterable[UUID | None],
    members: set[UUID],
    context: Mapping[str, Any],
    about: tuple[str, UUID, date],
) -> int:
    kind, ref, end = about
    left = (end - clock.today()).days
    time = next(days for days in TIMES if left <= days)
    to = {one for one in people if one is not None} & members
    if not to:
        return 0
    told = office.About(kind, f"{ref}:{time}")
    topic = "charter_lapsing"
    return len(office.message_send(actor=actor, to=to, topic=topic, context=context, about=told))


def _officers(actor: Actor, agreements: int, trainings: int, today: date) -> int:
    officers = accounts.membership_list(actor).filter(
        is_active=True, roles__contains=[Role.OFFICER]
    )
    to = list(officers.values_list("user_id", flat=True))
    if not to or not agreements + trainings:
        return 0
    context = {
        "agreements": f"{agreements}",
        "trainings": f"{trainings}",
        "until": f"{today + AHEAD}",
    }
    monday = today - timedelta(days=today.weekday())
    about = office.About("charter_due", f"{monday}")
    return len(
        office.message_send(actor=actor, to=to, topic="charter_due", context=context, about=about)
    )


def _coming(actor: Actor) -> list[Version]:
    """Return the later texts of agreements that will hold."""
    found = selectors.shelves(actor, items.AGREEMENTS)
    return [one for shelf in found if shelf.current for one in shelf.coming]


def _changed(actor: Actor, version: Version, members: set[UUID]) -> int:
    to = set(selectors.signers_of_kind(actor, version.kind)) & members
    if not to:
        return 0
    context = {
        "title": pair(version.title),
        "changes": pair(version.changes) if version.changes.get("zh") else NOT_SAID,
        "effective": f"{version.effective_on}",
        "until": f"{version.objections_until}",
    }
    about = office.About("charter_version", f"{version.pk}")
    return len(
        office.message_send(
            actor=actor, to=to, topic="charter_published", context=context, about=about
        )
    )


def _kind(kind: str) -> dict[str, str]:
    pair = {}
    for tongue, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            pair[tongue] = str(KINDS[kind])
    return pair
