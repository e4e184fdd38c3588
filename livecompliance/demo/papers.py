"""What the demo's platforms have published, and who signed and learned it."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from charter import selectors, services
from charter.models import Course, Version
from charter.rules import items
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from parties.models import Party

SHEET = Path(__file__).with_name("papers.yaml")
ALL_RIGHT = 100


def publish(actor: Actor, only: Collection[str] = ()) -> None:
    """Publish what a tenant has by the day it shows itself; once.

    Args:
        only: these texts and courses; those of a platform when not given.
    """
    sheet = yaml.safe_load(SHEET.read_text(encoding="utf-8"))
    known = {one.kind for one in selectors.version_list(actor)}
    for kind, text in sheet["texts"].items():
        if kind not in known and _is_wanted(kind, only):
            _text(actor, kind, text)
    taught = {one.code for one in selectors.course_list(actor)}
    for code, course in sheet["courses"].items():
        if code not in taught and _is_wanted(code, only):
            _course(actor, code, course)


def _is_wanted(name: str, only: Collection[str]) -> bool:
    return name in only if only else name not in items.HOUSE


def _text(actor: Actor, kind: str, text: dict[str, Any]) -> None:
    passages: dict[str, str] = text["passages"]
    draft = services.Draft(
        title=text["title"],
        body_zh="\n\n".join(passages.values()),
        body_en=text["english"],
        term_months=12 if kind in items.AGREEMENTS else None,
    )
    made = services.version_draft(actor=actor, kind=kind, draft=draft)
    for item, passage in passages.items():
        services.version_mark(actor=actor, version_id=made.pk, item=item, passages=[passage])
    services.version_publish(actor=actor, version_id=made.pk, effective_on=clock.today())


def _course(actor: Actor, code: str, course: dict[str, Any]) -> None:
    lesson = services.Lesson(
        title=course["title"],
        body_zh=course["body"],
        body_en=course["english"],
        minutes=course["minutes"],
        topics=course["topics"],
        quiz=course["quiz"],
    )
    made = services.course_draft(actor=actor, code=code, audience=course["audience"], lesson=lesson)
    services.course_publish(actor=actor, course_id=made.pk)


def sign(actor: Actor, party_ids: Iterable[UUID]) -> None:
    """Have everybody sign and learn what he must; whoever has done so is left alone."""
    for party_id in party_ids:
        party = selectors.party_get(actor, party_id)
        for wanted in selectors.texts_to_accept(actor, party):
            if wanted.version is not None and wanted.is_urgent and wanted.other is None:
                _accept(actor, party, wanted.version)
        hours = 1
        for due in selectors.courses_due(actor, party):
            if due.is_due:
                _learn(actor, party, due.course, hours)
                hours += 1


def _accept(actor: Actor, party: Party, version: Version) -> None:
    signature = services.Signature(name=party.public_name[:60], sha256=version.sha256)
    services.agreement_accept(
        actor=actor, party_id=party.pk, version_id=version.pk, signature=signature
    )


def _learn(actor: Actor, party: Party, course: Course, hours: int) -> None:
    began = clock.now() - timedelta(hours=hours)
    taken = services.Taken(began, began + timedelta(minutes=course.minutes + 1), ALL_RIGHT)
    services.training_record(actor=actor, party_id=party.pk, course_id=course.pk, taken=taken)
