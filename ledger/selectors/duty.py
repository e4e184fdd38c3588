"""What the sealing of the record says of a duty."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ledger.selectors.tree import checkpoint_latest, unsealed_age_s
from livecompliance.kernel import duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, State

SLOW_S, STUCK_S = 60, 900


def _sealed(actor: Actor, _at: datetime) -> Reading:
    waits, last = int(unsealed_age_s(actor)), checkpoint_latest(actor)
    size = last.size if last is not None else 0
    if waits >= STUCK_S:
        return Reading(State.BREACHED, "stuck", size, data={"minutes": waits // 60})
    if waits >= SLOW_S:
        return Reading(State.AT_RISK, "slow", size, data={"minutes": waits // 60})
    if last is None:
        return Reading(State.IDLE, "none", 0)
    return Reading(State.MET, "sealed", size)


duties.register(
    Control(
        name="ledger.sealed",
        clauses=(
            "O117-evidence-3y",
            "M-cooperate",
            "O117-cooperate",
            "O117-truthful-data",
        ),
        title=_("操作记录和证据逐条封存，任何人可以验证"),
        words={
            "none": _("还没有记录"),
            "sealed": ngettext_lazy(
                "已封存 %(figure)s 条，没有等待封存的记录",
                "已封存 %(figure)s 条，没有等待封存的记录",
                "figure",
            ),
            "slow": ngettext_lazy(
                "有记录等待封存已 %(minutes)s 分钟", "有记录等待封存已 %(minutes)s 分钟", "minutes"
            ),
            "stuck": ngettext_lazy(
                "有记录 %(minutes)s 分钟未能封存，请检查签名密钥和后台任务",
                "有记录 %(minutes)s 分钟未能封存，请检查签名密钥和后台任务",
                "minutes",
            ),
        },
        read=_sealed,
    )
)
