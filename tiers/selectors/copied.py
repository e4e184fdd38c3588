"""What tiers keep of an operator, for the copy of his own data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.personal import DataKey
from parties.models import Party
from parties.selectors.contributed import MOST, Row, Section, row_of, section_register
from tiers.models import Figure, Standing
from tiers.selectors.words import DIMENSIONS, TIERS


def _standings(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    found = Standing.objects.of(actor).filter(operator=party).order_by("-since")[:MOST]
    return [row_of(one, "tier", "since", "until", "origin", "note", "score") for one in found]


def _figures(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    found = Figure.objects.of(actor).filter(operator=party).order_by("-on", "dimension")[:MOST]
    return [row_of(one, "dimension", "on", "number", "names") for one in found]


STANDING: dict[str, Any] = {
    "tier": _("级别"), "origin": _("评定方式"), "note": _("说明"), "score": _("得分"),
}  # fmt: skip
FIGURE: dict[str, Any] = {
    "dimension": _("指标"), "on": _("日期"), "number": _("数值"), "names": _("品类"),
}  # fmt: skip

section_register(
    Section("standings", _("分级"), _standings, STANDING, {"tier": TIERS}, models=(Standing,))
)
section_register(
    Section("figures", _("上报的分级指标"), _figures, FIGURE, {"dimension": DIMENSIONS})
)
