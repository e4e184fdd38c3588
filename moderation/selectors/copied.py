"""The warnings and measures of a person's own rooms, for the copy of his own data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.personal import DataKey
from moderation.models import Measure
from parties.models import Party
from parties.selectors.contributed import MOST, Row, Section, row_of, section_register


def _measures(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    found = Measure.objects.of(actor).filter(room__operator=party, released_at__isnull=False)
    return [
        {"title": one.room.title, "basis": _cited(one), "reason": one.reason_zh}
        | row_of(one, "kind", "level", "origin", "released_at", "acknowledged_at", "executed_at")
        | row_of(one, "withdrawn_at", "lifted_reason")
        for one in found.select_related("room").order_by("-released_at", "-id")[:MOST]
    ]


def _cited(one: Measure) -> str:
    known = one.clause in law.register()
    return law.citation(law.clause(one.clause), "zh") if known else one.clause


WORDS: dict[str, Any] = {
    "title": _("直播间"), "basis": _("依据"), "reason": _("理由"), "level": _("第几次"),
    "origin": _("来源"), "released_at": _("发出"), "acknowledged_at": _("确认"),
    "executed_at": _("执行"), "withdrawn_at": _("撤回"), "lifted_reason": _("解除理由"),
}  # fmt: skip

section_register(Section("measures", _("提示、警示与措施"), _measures, WORDS, models=(Measure,)))
