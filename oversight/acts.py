"""In what words the record tells what happened in oversight."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from oversight.selectors.board import article_name
from oversight.selectors.mechanism import mechanism_name_of, mechanism_names
from oversight.selectors.words import ABOUTS, RECIPIENTS


def _mechanism(data: Data) -> str:
    return mechanism_name_of(str(data.get("kind", "")))


def _article(data: Data) -> str:
    return article_name(str(data.get("article", "")))


def _about(data: Data) -> str:
    return str(ABOUTS.get(str(data.get("about", "")), data.get("about", "")))


def _recipient(data: Data) -> str:
    return str(RECIPIENTS.get(str(data.get("recipient", "")), data.get("recipient", "")))


TOLD: dict[str, Told] = {
    "oversight.duties_turned": Told(
        _("履责状态变化"), _("%(who)s查看履责情况：%(number)s 项控制的状态有变化")
    ),
    "oversight.charge_set": Told(
        _("设定责任人"), _("%(who)s设定了%(article)s的责任人或适用情况"), {"article": _article}
    ),
    "oversight.mechanism_recorded": Told(
        _("登记管理制度"),
        _("%(who)s登记了管理制度“%(kind)s”第 %(version)s 版"),
        {"kind": _mechanism},
    ),
    "oversight.package_ordered": Told(
        _("制作证据包"),
        _("%(who)s开始制作关于%(about)s的证据包，提供给%(recipient)s"),
        {"about": _about, "recipient": _recipient},
    ),
    "oversight.package_made": Told(_("证据包制成"), _("%(who)s制成证据包，SHA-256 %(sha256)s")),
    "oversight.package_taken": Told(_("下载证据包"), _("%(who)s下载证据包 %(object)s")),
}

acts.register(TOLD, {"mechanism": mechanism_names})
