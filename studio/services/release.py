"""Put in force: the running rules become a pack that the engine takes, or all stays as it was."""

import hashlib
import json

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from moderation import services as moderation
from moderation.engine import PackError
from studio import selectors
from studio.models import Release
from studio.selectors.release import pack_of


class ReleaseBroken(Invalid):
    """The rules together cannot be used; what was in force stays."""

    code = "release_broken"


def release_make(actor: Actor) -> Release:
    """Make of the running versions of rules and packs what is in force from the commit on.

    The transaction of the change calls this last: a pack that cannot be built refuses the change.

    Raises:
        ReleaseBroken: the rules cannot be used together.
    """
    rules = selectors.sources(selectors.running(actor))
    packs = selectors.packs_running(actor)
    whole = json.dumps([rules, packs], sort_keys=True)
    digest = hashlib.sha256(whole.encode()).hexdigest()
    before = selectors.release_newest(actor)
    if before is not None and before.digest == digest:
        return before
    number = (before.number if before else 0) + 1
    try:
        moderation.engine_with(actor, [pack_of(rules, number)])
    except PackError as fault:
        raise ReleaseBroken(
            _("规则无法投入使用，原有规则继续生效：%(why)s") % {"why": str(fault)[:200]}
        ) from fault
    return Release.objects.create(
        tenant_id=actor.tenant_id, number=number, digest=digest, rules=rules, packs=packs
    )
