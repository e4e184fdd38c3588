"""In what words the record tells that an authority looked."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from portal.selectors import look_names
from portal.selectors.words import PAGES


def _page(data: Data) -> str:
    return str(PAGES.get(str(data.get("page", "")), data.get("page", "")))


TOLD: dict[str, Told] = {
    "portal.look_written": Told(
        _("主管部门查看"), _("%(authority)s的%(who)s查看了“%(page)s”"), {"page": _page}
    ),
}

acts.register(TOLD, {"look": look_names})
