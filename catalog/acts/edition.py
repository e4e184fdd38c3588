"""In what words the record tells what happened to the catalogue."""

from django.utils.translation import gettext_lazy as _

from catalog.selectors import names
from livecompliance.kernel import acts
from livecompliance.kernel.acts import Told

TOLD = {
    "catalog.draft_begun": Told(_("起草负面目录"), _("%(who)s起草了%(object)s")),
    "catalog.draft_changed": Told(
        _("改动负面目录草稿"), _("%(who)s改动了%(object)s：%(entry)s，共 %(entries)s 个自有条目")
    ),
    "catalog.draft_discarded": Told(_("作废负面目录草稿"), _("%(who)s作废了%(object)s")),
    "catalog.edition_told": Told(
        _("通知目录变更"),
        _("就%(object)s通知了 %(rooms)s 个直播间，涉及 %(products)s 件商品"),
    ),
    "catalog.edition_published": Told(
        _("发布负面目录"),
        _("%(who)s发布了%(object)s，自 %(from)s 起适用，出厂目录为 %(base)s"),
    ),
}

acts.register(TOLD, {"catalogue": names.edition_names})
