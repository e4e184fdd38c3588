"""In what words the record tells what happened to clocks."""

from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from office import selectors


def _due(data: Data) -> str:
    text = str(data.get("due_at", ""))
    return f"{localtime(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}" if text else "—"


def _reason(data: Data) -> str:
    return selectors.word(str(data.get("reason", "")))


VALUES = {"due_at": _due, "reason": _reason}


def _told(name: object, says: object) -> Told:
    return Told(name, says, VALUES)  # type: ignore[arg-type]


TOLD = {
    "office.clock_started": _told(_("时限开始"), _("%(who)s启动了时限%(object)s，到期 %(due_at)s")),
    "office.clock_paused": _told(_("时限暂停"), _("%(who)s暂停了时限%(object)s：%(reason)s")),
    "office.clock_resumed": _told(_("时限恢复"), _("%(who)s恢复了时限%(object)s，到期 %(due_at)s")),
    "office.clock_reassigned": _told(_("时限转交"), _("%(who)s转交了时限%(object)s")),
    "office.clock_policy_set": _told(
        _("更换时限策略"), _("%(who)s更换了时限%(object)s的策略，到期 %(due_at)s")
    ),
    "office.clock_met": _told(_("时限完成"), _("%(who)s完成了时限%(object)s")),
    "office.clock_closed": _told(_("时限终止"), _("%(who)s终止了时限%(object)s")),
    "office.clock_warned": _told(_("时限预警"), _("时限%(object)s即将到期：%(due_at)s")),
    "office.clock_breached": _told(_("时限超期"), _("时限%(object)s已超期，到期 %(due_at)s")),
    "office.clock_escalated": _told(_("时限上报"), _("%(who)s上报了时限%(object)s：%(reason)s")),
    "office.clock_recomputed": _told(_("时限重算"), _("日历变更，时限%(object)s重算为 %(due_at)s")),
}

acts.register(TOLD, {"clock": selectors.clock_names})
