"""What a package rests on is sealed before it is packed."""

import time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import selectors as record
from ledger import services as seals
from ledger.models import Checkpoint
from ledger.providers import SignerLost
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Unavailable

TRIES, WAIT_S = 40, 0.25  # while another sealer works for the tenant


class NotSealed(Unavailable):
    """What was done cannot be sealed now, and nothing is packed without a seal."""

    code = "not_sealed"


def sealed_since(actor: Actor, entry_id: UUID) -> Checkpoint:
    """Return the newest signed tree, which holds an entry; seal what waits where none does yet.

    Raises:
        NotSealed: nobody can sign now, or another sealer does not come to an end.
    """
    for attempt in range(TRIES):
        with transaction.atomic():
            leaf, tip = record.leaf_of(actor, entry_id), record.checkpoint_latest(actor)
        if leaf is not None and tip is not None and leaf.seq < tip.size:
            return tip
        try:
            sealed = seals.entries_seal(actor=actor)
        except SignerLost:
            words = _(
                "现在没有可用的签名密钥，操作记录无法封存，证据包因此没有生成。请联系系统管理员。"
            )
            raise NotSealed(words) from None
        if sealed is None and attempt:
            time.sleep(WAIT_S)
    raise NotSealed(_("操作记录正在封存，请稍后重试。"))
