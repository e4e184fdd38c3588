"""What oversight itself says of duties: the seven mechanisms stand, each with somebody."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import clock, duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, State, counted
from oversight.rules.mechanisms import KEYS
from oversight.selectors.mechanism import mechanisms_latest

SOON = timedelta(days=30)


def _mechanisms(actor: Actor, at: datetime) -> Reading:
    today = clock.to_date(at)
    held = mechanisms_latest(actor, actor.tenant_id).values()
    missing = len(KEYS) - len(held)
    late = sum(one.review_on < today for one in held)
    soon = sum(today <= one.review_on <= today + SOON for one in held)
    if missing:
        return Reading(State.BREACHED, "missing", len(held), len(KEYS), data={"missing": missing})
    return counted(late, len(KEYS), soon=soon)


duties.register(
    Control(
        name="oversight.mechanisms",
        clauses=("M-mechanisms", "O117-mechanisms"),
        title=_("七项管理制度：文件、责任人、复查日期、现行措施"),
        words={
            "none": _("还没有登记管理制度"),
            "missing": _("七项制度中有 %(missing)s 项尚未登记"),
            "wrong": _("%(wrong)s 项制度的复查已逾期"),
            "soon": _("%(soon)s 项制度 30 天内须复查"),
            "ok": _("七项制度均已登记并在复查期内"),
        },
        read=_mechanisms,
        page="mechanisms",
    )
)
