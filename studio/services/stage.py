"""From the draft into shadow, and out of force."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from studio import policies, selectors
from studio.models import Version
from studio.services.backtest import require_tried
from studio.services.life import NotADraft, NotRunning, require_seen, rules_lock, touch
from studio.services.release import release_make
from studio.services.version import tell


@transaction.atomic
def version_shadow(*, actor: Actor, version_id: UUID, revision: int) -> Version:
    """Let a draft that was tried run beside live traffic: it notes and does nothing.

    Another version of the rule in shadow is retired.

    Raises:
        Forbidden: only officers may.
        NotFound, NotADraft, Stale: no such draft.
        BacktestMissing: it was not tried as it is worded now.
        ReleaseBroken: the rules cannot be used together.

    Law: M-risk-measures
    """
    policies.require_write(actor)
    rules_lock(actor)
    row = selectors.version_get(actor, version_id, lock=True)
    require_seen(row, revision)
    if row.state != Version.State.DRAFT:
        raise NotADraft(_("只有草稿可以进入影子运行。"))
    require_tried(actor, row)
    retire_others(actor, row, Version.State.SHADOW)
    row.state, row.share = Version.State.SHADOW, 0
    touch(row)
    release_make(actor)
    tell(actor, row, "studio.version_shadowed")
    return row


def retire_others(actor: Actor, row: Version, *states: str) -> None:
    """Retire other versions of the rule that are in one of some states."""
    found = selectors.version_list(actor, row.rule_id).filter(state__in=states)
    for other in found.exclude(pk=row.pk):
        end(actor, other)


def end(actor: Actor, row: Version) -> None:
    """Take a version out of force."""
    row.state, row.ended_at, row.share = Version.State.RETIRED, clock.now(), 0
    row.asked_share, row.asked_by = None, None
    touch(row)
    tell(actor, row, "studio.version_retired")


@transaction.atomic
def version_retire(*, actor: Actor, version_id: UUID, revision: int) -> Version:
    """Take a version out of shadow or out of force. Of two, the live one then has all sessions.

    Raises:
        Forbidden: only officers may.
        NotFound, NotRunning, Stale: no such version that runs.
        ReleaseBroken: the rules that are left cannot be used together.

    Law: M-risk-measures
    """
    policies.require_write(actor)
    rules_lock(actor)
    row = selectors.version_get(actor, version_id, lock=True)
    if not row.is_running:
        raise NotRunning(_("这一版没有在运行。"))
    require_seen(row, revision)
    end(actor, row)
    release_make(actor)
    return row
