"""In what words the record tells what happened to rooms."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Told
from rooms.selectors import names

TOLD = {
    "rooms.room_created": Told(_("新建直播间"), _("%(who)s新建了直播间%(object)s")),
    "rooms.session_started": Told(_("开播"), _("%(who)s登记了开播：%(object)s")),
    "rooms.session_ended": Told(
        _("下播"),
        _("%(who)s登记了下播：%(object)s，共 %(events)s 条事件，存为 %(segments)s 段"),
    ),
}

acts.register(TOLD, {"room": names.room_names, "session": names.session_names})
