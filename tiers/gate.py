"""The gate asks: does the operator's tier give what the broadcast declares to use?"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import gate
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
    tier, rights = selectors.given_now(actor, asked.operator_id)
    given = {*rights.functions, *rights.services}
    for one in dict.fromkeys(asked.functions):
        if one not in given:
            yield Reason(NOT_GIVEN, CLAUSE, asked.operator_id, {"function": one, "tier": tier})


gate.register(NAME, check, WORDS)
