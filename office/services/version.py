"""Keep, publish and discard a version of a policy. The app above asks who may, and records it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid
from office.models import PolicyVersion

Row = TypeVar("Row", bound=PolicyVersion)
State = PolicyVersion.State
LATEST_DAYS = 366


class NoDraft(Conflict):
    """It was published or discarded: nothing of it can be changed any more."""

    code = "no_draft"


class OwnVersion(Forbidden):
    """Whoever wrote a policy does not publish it."""

    code = "own_policy"


@dataclass(frozen=True, slots=True)
class Draft:
    """A policy that somebody wants: what it says, from when on, and why."""

    body: Mapping[str, Any]
    effective_from: date
    note: str = ""


def first_day_require(day: date) -> None:
    """Refuse a first day that is past, or so far that nobody can know the law of it.

    Raises:
        Invalid: it is past, or after a year.
    """
    today = clock.today()
    if not today <= day <= today + timedelta(days=LATEST_DAYS):
        raise Invalid(_("生效日期须在今天至一年之内。"), field="effective_from")


def draft_require(row: Row) -> Row:
    """Return a version that can still be changed.

    Raises:
        NoDraft: it was published or discarded.
    """
    if row.state != State.DRAFT:
        raise NoDraft(_("这一版已经发布或作废，不能再改；请另写一版。"))
    return row


def version_keep(row: Row, draft: Draft, author: UUID) -> Row:
    """Keep a wording in the running transaction; whoever wrote it last is its author."""
    row.body, row.effective_from, row.note = dict(draft.body), draft.effective_from, draft.note
    row.author_id, row.changed_at = author, clock.now()
    row.save()
    return row


def version_publish(actor: Actor, row: Row, publisher: UUID, own: type[OwnVersion]) -> Row:
    """Give a draft its number in the running transaction: from its first day on it holds.

    Numbers are given one after the other: of two that publish at once nobody is refused.

    Raises:
        OwnVersion: the publisher wrote it.
    """
    if row.author_id == publisher:
        raise own(_("须由撰写人以外的另一名合规专员发布。"))
    kind = type(row)
    with connection.cursor() as cursor:
        name = f"{kind._meta.db_table}:{actor.tenant_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    last = kind.objects.of(actor).aggregate(last=Max("version"))["last"] or 0
    row.version, row.state = last + 1, State.PUBLISHED
    row.publisher_id, row.published_at = publisher, clock.now()
    row.save()
    return row


def version_discard(row: Row) -> Row:
    """Throw a draft away in the running transaction. It stays in the record, not on the page."""
    row.state = State.DISCARDED
    row.save(update_fields=["state"])
    return row


def version_told(row: PolicyVersion) -> dict[str, Any]:
    """Return what the record keeps of an act on a version."""
    return {"from": row.effective_from.isoformat(), "version": row.version or 0}
