"""The life that versions of rules and of lists share: written by one, let in by another, ended.

What a version says, how it is tried and what it takes over from differs, and stays with each.
"""

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Forbidden
from studio.models.authored import Authored


class Stale(Conflict):
    """Somebody changed it meanwhile."""

    code = "stale"


class NotADraft(Conflict):
    """What left the draft does not change in what it says."""

    code = "not_a_draft"


class NoRequest(Conflict):
    """Nobody asks for this version to be approved, or somebody has answered."""

    code = "no_request"


class OwnVersion(Forbidden):
    """Whoever wrote a version does not approve it."""

    code = "own_version"


class NotRunning(Conflict):
    """It is not in force, and not in shadow."""

    code = "not_running"


def rules_lock(actor: Actor) -> None:
    """Let nobody else move the rules of this tenant until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"studio:{actor.tenant_id}"])


def person(actor: Actor) -> UUID:
    """Return who answers for what is written; raises Forbidden where nobody does."""
    if actor.user_id is None:
        raise Forbidden(_("请由专员本人操作。"))
    return actor.user_id


def require_seen(row: Authored, revision: int | None) -> None:
    """Raise Stale unless whoever acts has seen the row as it is; None sees anything."""
    if revision is not None and row.revision != revision:
        raise Stale(_("这一版已被他人改动，请刷新后再试。"))


def require_asked(row: Authored, revision: int) -> None:
    """Raise NoRequest unless somebody asks for the version; Stale unless it is as it was seen."""
    if row.asked_by_id is None:
        raise NoRequest(_("没有待批准的申请，可能已有人处理。"))
    require_seen(row, revision)


def approve(actor: Actor, row: Authored, *, had_a_hand: bool, refusal: str) -> None:
    """Note that a second person let a version in; whoever had a hand in it is no second person.

    Raises:
        OwnVersion: he had; said as `refusal`.
    """
    if had_a_hand:
        raise OwnVersion(refusal)
    row.approver_id, row.approved_at, row.asked_by = person(actor), clock.now(), None


def touch(row: Authored) -> None:
    """Save a version that was changed."""
    row.revision += 1
    row.changed_at = clock.now()
    row.save()
