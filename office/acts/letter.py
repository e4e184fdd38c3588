"""In what words the record tells of legal notices: sent, shown, read, acknowledged."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.acts import Told
from office import selectors


def names_of(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what letters are called in the record: by their topic, never by their words."""
    return selectors.letter_names(actor, ids)


acts.register(
    {
        "office.letter_sent": Told(_("发出通知"), _("%(who)s发出%(object)s")),
        "office.letter_mailed": Told(_("邮件送出"), _("%(object)s已由邮件送出")),
        "office.letter_failed": Told(_("邮件未送达"), _("%(object)s的邮件未能送达")),
        "office.letter_shown": Told(_("通知已展示"), _("%(object)s已向%(who)s展示")),
        "office.letter_read": Told(_("通知已读"), _("%(who)s已读%(object)s")),
        "office.letter_acknowledged": Told(_("确认知悉"), _("%(who)s确认知悉%(object)s")),
        "office.address_given": Told(_("登记邮箱"), _("%(who)s登记了新邮箱，等待确认")),
        "office.address_confirmed": Told(_("确认邮箱"), _("%(who)s确认了自己的邮箱")),
        "office.address_removed": Told(_("移除邮箱"), _("%(who)s移除了自己的邮箱")),
    },
    {"letter": names_of},
)
