"""The gate asks: does a decision stand against anybody who would be on air?"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import clock, gate
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.gate import Asked, Reason, Words
from sanctions import selectors
from sanctions.rules import ladder as rules

NAME, STOPPED, LIMITED = "sanctions.standing", "sanctioned", "function_limited"
SOURCE = "sanction"
SHARED, LISTED, REFUSE = "sanctions.shared", "listed_elsewhere", "refuse"
EVASION = "O117-blacklist-evasion"
ELSEWHERE = Words(
    _("此人在“%(platform)s”共享的黑名单上（至 %(until)s）"),
    _("请向该平台申诉；其撤回后这里立即解除"),
    is_listed=True,
)
WORDS = {
    STOPPED: Words(
        _("处罚决定 %(number)s 生效中，不得开播（至 %(until)s）"),
        _("期满自动解除；如有异议，可按决定书写明的途径申诉"),
        is_listed=True,
    ),
    LIMITED: Words(
        _("处罚决定 %(number)s 生效中，不得使用功能“%(function)s”"),
        _("不使用该功能再开播；期满自动解除，也可以申诉"),
    ),
}


def check(actor: Actor, asked: Asked) -> Iterator[Reason]:
    """Say which decisions keep somebody off air, or off a function.

    Law: M-account-sanctions, O117-measures
    """
    for row in selectors.stood_of(gate.seen(actor, asked, NAME)):
        if row.rung in rules.STOPS:
            data = {"number": row.number, "rung": row.rung, "until": _until(row.ends_at)}
            yield Reason(STOPPED, row.clause, row.party_id, data | {"source": SOURCE})
        if row.rung == rules.FUNCTIONS:
            for one in row.functions:
                if one in asked.functions:
                    data = {"number": row.number, "function": one}
                    yield Reason(LIMITED, row.clause, row.party_id, data)


def check_shared(actor: Actor, asked: Asked) -> Iterator[Reason]:
    """Say who is on another platform's list, where ours has agreed to refuse.

    Law: O117-blacklist-evasion
    """
    for one in selectors.met_of(gate.seen(actor, asked, SHARED)):
        if one.mode == REFUSE:
            data = {"platform": one.platform, "until": _until(one.until), "by": one.by}
            yield Reason(LISTED, EVASION, one.party_id, data)


def _given(actor: Actor, asked: Asked) -> dict[str, Any] | None:
    if not asked.parties:
        return None
    return {"tenant": actor.tenant_id, "parties": list(asked.parties), "at": asked.at}


def _until(at: datetime | None) -> str:
    return f"{clock.to_date(at):%Y-%m-%d}" if at is not None else "—"


gate.look_register(NAME, gate.Look(selectors.STOOD, _given))
gate.look_register(SHARED, gate.Look(selectors.SHARED, _given))
gate.register(NAME, check, WORDS)
gate.register(SHARED, check_shared, {LISTED: ELSEWHERE})
