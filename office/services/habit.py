"""A person says how he wants to be told; legal notices reach him all the same."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from office import policies
from office.models import LetterHabit
from office.rules import letters as rules

LAST_HOUR = 23
Hours = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person chose: language of mails, quiet hours of his own, topics he wants not."""

    language: str = "zh"
    quiet: Hours = None
    off_inbox: Collection[str] = ()
    off_mail: Collection[str] = ()


@transaction.atomic
def habit_set(*, actor: Actor, wishes: Wishes) -> LetterHabit:
    """Keep how the actor wants to be told. Nobody sets it for another.

    Raises:
        Invalid: no such language, hour or topic, or a legal notice turned off.
    """
    person = policies.require_person(actor)
    _require_sense(wishes)
    first, last = wishes.quiet or (None, None)
    habit, _made = LetterHabit.objects.update_or_create(
        tenant_id=actor.tenant_id,
        user_id=person,
        defaults={
            "language": wishes.language,
            "quiet_from_h": first,
            "quiet_to_h": last,
            "off_inbox": sorted(set(wishes.off_inbox)),
            "off_mail": sorted(set(wishes.off_mail)),
        },
    )
    return habit


def _require_sense(wishes: Wishes) -> None:
    if wishes.language not in rules.LANGUAGES:
        raise Invalid(_("没有这种语言。"), field="language")
    if wishes.quiet is not None and not all(0 <= hour <= LAST_HOUR for hour in wishes.quiet):
        raise Invalid(_("静默时段须为 0–23 点的整点。"), field="quiet")
    for topic in {*wishes.off_inbox, *wishes.off_mail}:
        template = rules.templates().get(topic)
        if template is None:
            raise Invalid(_("没有这种消息。"), field="topic")
        if template.legal:
            raise Invalid(_("法定通知不能关闭。"), field="topic", law=template.clause)
