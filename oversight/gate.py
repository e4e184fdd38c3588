"""The gate asks: does an authority list anybody who would be on air as a serious violator?"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import clock, gate
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.gate import Asked, Reason, Words
from oversight.selectors import violator as asks

NAME, LISTED, CLAUSE = "oversight.violators", "violator_listed", "M-live-verification"
WORDS = {
    LISTED: Words(
        _("列入%(authority)s“%(list)s”（%(number)s，截止 %(until)s）"),
        _("由列入机关移出名单，或者期满自动解除"),
        is_listed=True,
    )
}


def check(actor: Actor, asked: Asked) -> Iterator[Reason]:
    """Say which entry of which authority keeps somebody off air; the bar itself is the parties'.

    Law: M-live-verification
    """
    for row in gate.seen(actor, asked, NAME).get("violator", ()):
        entry, party, authority, name, number, until = row
        data = {
            "entry": entry, "authority": authority, "list": name, "number": number or "—",
            "until": until or "—",
        }  # fmt: skip
        yield Reason(LISTED, CLAUSE, next(one for one in asked.parties if str(one) == party), data)


def _given(actor: Actor, asked: Asked) -> dict[str, Any] | None:
    return asks.violators_given(actor, asked.parties, clock.to_date(asked.at))


gate.look_register(NAME, gate.Look(asks.STATEMENT, _given))
gate.register(NAME, check, WORDS)
