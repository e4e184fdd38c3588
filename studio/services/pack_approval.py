"""What judges live rooms needs a second person: ask, approve, refuse, retire."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from studio import policies, selectors
from studio.models import Image, Issue
from studio.services import life
from studio.services.life import (
    NoRequest,
    NotADraft,
    NotRunning,
    person,
    require_asked,
    require_seen,
    rules_lock,
    touch,
)
from studio.services.pack import draft_lock, tell
from studio.services.release import release_make


class NotBuilt(Conflict):
    """The version was not compiled and measured as it is now."""

    code = "not_built"


class TermTooBroad(Invalid):
    """A term is part of so much of what is said that it says nothing."""

    code = "term_too_broad"


@transaction.atomic
def issue_ask(*, actor: Actor, issue_id: UUID, revision: int) -> Issue:
    """Ask a second person to put a draft in force.

    Raises:
        Forbidden: only officers may.
        NotFound, NotADraft, Stale: no such draft.
        NotBuilt: it was not compiled and measured as it is now.
        TermTooBroad: with the terms, each with its share of the sample.

    Law: M-content-patrol
    """
    policies.require_write(actor)
    rules_lock(actor)
    row = selectors.issue_get(actor, issue_id, lock=True)
    if row.state not in Issue.COMING:
        raise NotADraft(_("只有草稿或影子运行的一版可以申请生效。"))
    require_seen(row, revision)
    _require_fit(row)
    row.asked_by_id = person(actor)
    _touch(row)
    tell(actor, row, "studio.issue_asked")
    return row


def _require_fit(row: Issue) -> None:
    if not row.is_built:
        raise NotBuilt(_("请先检查这一版：编译，并在已存内容上量一量。"))
    refused = row.measured.get("refused", [])
    if refused:
        named = "、".join(one["term"] for one in refused[:5])
        raise TermTooBroad(
            _("这些词几乎什么都命中，请先移除：%(terms)s") % {"terms": named}, terms=refused
        )


def _touch(row: Issue) -> None:
    """Note that something was done to a version; its compiled form stays of what it holds."""
    touch(row)
    row.built = row.revision
    row.save(update_fields=["built"])


@transaction.atomic
def issue_shadow(*, actor: Actor, issue_id: UUID, revision: int) -> Issue:
    """Let a draft that was measured run beside live traffic: what it would do is noted.

    Raises:
        Forbidden: only officers may.
        NotFound, NotADraft, Stale: no such draft.
        NotBuilt, TermTooBroad: it is not compiled, or holds what nearly everything says.

    Law: M-content-patrol
    """
    policies.require_write(actor)
    rules_lock(actor)
    row = draft_lock(actor, issue_id, revision)
    _require_fit(row)
    row.state, row.asked_by = Issue.State.SHADOW, None
    _touch(row)
    release_make(actor)
    tell(actor, row, "studio.issue_shadowed")
    return row


@transaction.atomic
def issue_unshadow(*, actor: Actor, issue_id: UUID, revision: int) -> Issue:
    """Take a version out of shadow: it is a draft again, to be changed or thrown away.

    Raises:
        Forbidden: only officers may.
        NotFound, Stale, NotRunning: no such version in shadow.

    Law: M-content-patrol
    """
    policies.require_write(actor)
    rules_lock(actor)
    row = selectors.issue_get(actor, issue_id, lock=True)
    if row.state != Issue.State.SHADOW:
        raise NotRunning(_("这一版没有在影子运行。"))
    require_seen(row, revision)
    row.state, row.asked_by = Issue.State.DRAFT, None
    _touch(row)
    release_make(actor)
    tell(actor, row, "studio.issue_unshadowed")
    return row


@transaction.atomic
def issue_approve(*, actor: Actor, issue_id: UUID, revision: int) -> Issue:
    """Put in force what somebody else wrote; the version before is retired.

    Raises:
        Forbidden: only officers may.
        OwnVersion: the actor had a hand in it.
        NotFound, Stale, NoRequest: nothing is asked, or not any more.

    Law: M-content-patrol
    """
    policies.require_write(actor)
    rules_lock(actor)
    row = _asked(actor, issue_id, revision)
    refusal = _("词表须由没有改过这一版的另一名合规专员批准。")
    life.approve(actor, row, had_a_hand=selectors.is_hand_in(actor, row), refusal=refusal)
    live = selectors.issue_list(actor, row.pack_id).filter(state=Issue.State.LIVE)
    for before in live:
        _end(actor, before)
    row.state = Issue.State.LIVE
    touch(row)
    release_make(actor)
    tell(actor, row, "studio.issue_approved")
    return row


@transaction.atomic
def issue_refuse(*, actor: Actor, issue_id: UUID, revision: int) -> Issue:
    """Say no, or take one's own request back; the draft stays as it is.

    Raises:
        Forbidden: only officers may.
        NotFound, Stale, NoRequest: nothing is asked, or not any more.
    """
    policies.require_write(actor)
    rules_lock(actor)
    row = _asked(actor, issue_id, revision)
    row.asked_by = None
    _touch(row)
    tell(actor, row, "studio.issue_refused")
    return row


@transaction.atomic
def issue_retire(*, actor: Actor, issue_id: UUID, revision: int) -> Issue:
    """Take a version out of force; its terms hit nobody any more, its rows stay.

    Raises:
        Forbidden: only officers may.
        NotFound, Stale, NotRunning: no such version in force.

    Law: M-content-patrol
    """
    policies.require_write(actor)
    rules_lock(actor)
    row = selectors.issue_get(actor, issue_id, lock=True)
    if row.state != Issue.State.LIVE:
        raise NotRunning(_("这一版没有在运行。"))
    require_seen(row, revision)
    _end(actor, row)
    release_make(actor)
    return row


def _end(actor: Actor, row: Issue) -> None:
    row.state, row.ended_at = Issue.State.RETIRED, clock.now()
    touch(row)
    Image.objects.of(actor).filter(issue=row).delete()
    tell(actor, row, "studio.issue_retired")


def _asked(actor: Actor, issue_id: UUID, revision: int) -> Issue:
    row = selectors.issue_get(actor, issue_id, lock=True)
    if row.state not in Issue.COMING:
        raise NoRequest(_("没有待批准的申请，可能已有人处理。"))
    require_asked(row, revision)
    if not row.is_built:
        raise NotBuilt(_("请先检查这一版：编译，并在已存内容上量一量。"))
    return row
