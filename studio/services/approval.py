"""What takes effect needs a second person: ask, approve, refuse."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from studio import policies, selectors
from studio.models import Version
from studio.services import life
from studio.services.backtest import require_tried
from studio.services.life import (
    NoRequest,
    person,
    require_asked,
    require_seen,
    rules_lock,
    touch,
)
from studio.services.release import release_make
from studio.services.stage import retire_others
from studio.services.version import tell

ALL = 100
READY = (Version.State.DRAFT, Version.State.SHADOW, Version.State.PARTIAL)


@transaction.atomic
def version_ask(*, actor: Actor, version_id: UUID, revision: int, share: int) -> Version:
    """Ask a second person to let a version take effect in some hundredths of the sessions.

    Raises:
        Forbidden: only officers may.
        NotFound, Stale, NoRequest: no version that could.
        BacktestMissing: it is a draft that was not tried as it is worded now.
        Invalid: no share between 1 and 100, or less than it has.

    Law: M-risk-measures
    """
    policies.require_write(actor)
    rules_lock(actor)
    row = selectors.version_get(actor, version_id, lock=True)
    require_seen(row, revision)
    if row.state not in READY:
        raise NoRequest(_("这一版不能再投入使用。"))
    if row.state == Version.State.DRAFT:
        require_tried(actor, row)
    if not 1 <= share <= ALL:
        raise Invalid(_("范围须在 1% 至 100% 之间。"), field="share")
    row.asked_share, row.asked_by_id = share, person(actor)
    touch(row)
    tell(actor, row, "studio.version_asked", asked=share)
    return row


@transaction.atomic
def version_approve(*, actor: Actor, version_id: UUID, revision: int) -> Version:
    """Let a version that somebody else wrote take effect, as it was asked for.

    Raises:
        Forbidden: only officers may.
        OwnVersion: the actor wrote it.
        NotFound, Stale, NoRequest: nothing is asked, or not any more.
        ReleaseBroken: the rules cannot be used together; what was in force stays.

    Law: M-risk-measures
    """
    policies.require_write(actor)
    rules_lock(actor)
    row = _asked(actor, version_id, revision)
    refusal = _("规则须由编写人以外的另一名合规专员批准。")
    life.approve(actor, row, had_a_hand=row.author_id == person(actor), refusal=refusal)
    share = row.asked_share or 0
    state = Version.State.LIVE if share == ALL else Version.State.PARTIAL
    retired = [Version.State.PARTIAL, *([Version.State.LIVE] if share == ALL else [])]
    retire_others(actor, row, *retired)
    row.state, row.share, row.asked_share = state, share, None
    touch(row)
    release_make(actor)
    tell(actor, row, "studio.version_approved")
    return row


@transaction.atomic
def version_refuse(*, actor: Actor, version_id: UUID, revision: int) -> Version:
    """Say no, or take one's own request back; the version stays where it is.

    Raises:
        Forbidden: only officers may.
        NotFound, Stale, NoRequest: nothing is asked, or not any more.
    """
    policies.require_write(actor)
    rules_lock(actor)
    row = _asked(actor, version_id, revision)
    row.asked_share, row.asked_by = None, None
    touch(row)
    tell(actor, row, "studio.version_refused")
    return row


def _asked(actor: Actor, version_id: UUID, revision: int) -> Version:
    row = selectors.version_get(actor, version_id, lock=True)
    require_asked(row, revision)
    return row
