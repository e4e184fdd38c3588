"""In what words the record tells what the tenant chose about taxes."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Told
from tax import selectors
from tax.services import choice

TOLD = {
    "tax.choice_drafted": Told(_("起草涉税口径"), _("%(who)s起草了%(object)s")),
    "tax.choice_published": Told(
        _("发布涉税口径"), _("%(who)s发布了%(object)s，自 %(from)s 起生效")
    ),
    "tax.choice_discarded": Told(_("作废涉税口径草稿"), _("%(who)s作废了%(object)s")),
}

acts.register(TOLD, {choice.SUBJECT: selectors.choice_names})
