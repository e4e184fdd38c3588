"""In what words the record tells what operators were told about taxes."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Told
from tax import selectors
from tax.services import reminder

TOLD = {
    "tax.reminders_sent": Told(
        _("涉税提示"),
        _(
            "%(who)s在%(object)s后提示：登记 %(register)s，申报 %(declare)s，"
            "优惠 %(preference)s，五百万元 %(line)s"
        ),
    ),
    "tax.reminder_noted": Told(_("知悉涉税提示"), _("%(who)s知悉了提示%(object)s")),
}

acts.register(TOLD, {reminder.SUBJECT: selectors.reminder_names})
