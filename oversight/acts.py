"""In what words the record tells what happened in oversight."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from oversight.selectors.board import article_name
from oversight.selectors.mechanism import mechanism_name_of, mechanism_names


def _mechanism(data: Data) -> str:
    return mechanism_name_of(str(data.get("kind", "")))


def _article(data: Data) -> str:
    return article_name(str(data.get("article", "")))


TOLD: dict[str, Told] = {
    "oversight.duties_turned": Told(
        _("履责状态变化"), _("系统查看履责情况：%(number)s 项控制的状态有变化")
    ),
    "oversight.charge_set": Told(
        _("设定责任人"), _("%(who)s设定了%(article)s的责任人或适用情况"), {"article": _article}
    ),
    "oversight.mechanism_recorded": Told(
        _("登记管理制度"),
        _("%(who)s登记了管理制度“%(kind)s”第 %(version)s 版"),
        {"kind": _mechanism},
    ),
}

acts.register(TOLD, {"mechanism": mechanism_names})
