"""The gate asks: does the operator's tier give what the broadcast declares to use?"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import clock, gate
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.gate import Asked, Reason, Words
from tiers import selectors

NAME, CLAUSE, NOT_GIVEN = "tiers.functions", "M-tiering", "tier_function"
WORDS = {
    NOT_GIVEN: Words(
        _("直播间运营者现有的级别不能使用功能“%(function)s”。"),
        _("不使用该功能再开播；或由合规专员按分级规则调整级别或该级别的功能。"),
    )
}


def check(actor: Actor, asked: Asked) -> Iterator[Reason]:
    """Say which declared functions the tier does not give; asks nothing where none is declared.

    Law: M-tiering
    """
    if not asked.functions:
        return
    [(body, held)] = gate.seen(actor, asked, NAME)["tier"]
    tier, rights = selectors.given_by(body, held)
    given = {*rights.functions, *rights.services}
    for one in dict.fromkeys(asked.functions):
        if one not in given:
            yield Reason(NOT_GIVEN, CLAUSE, asked.operator_id, {"function": one, "tier": tier})


def _given(actor: Actor, asked: Asked) -> dict[str, Any] | None:
    if not asked.functions:
        return None
    on = clock.to_date(asked.at)
    return {"tenant": actor.tenant_id, "on": on, "tier_operator": asked.operator_id}


gate.look_register(NAME, gate.Look(selectors.GIVEN, _given))
gate.register(NAME, check, WORDS)
