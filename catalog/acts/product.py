"""In what words the record tells what happened to goods."""

from django.utils.translation import gettext_lazy as _

from catalog import selectors
from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told

CAUSES = {
    "submitted": _("提交"),
    "imported": _("批量导入"),
    "catalogue": _("目录变更后重判"),
}


def _cause(data: Data) -> object:
    return CAUSES.get(str(data.get("cause")), "")


TOLD = {
    "catalog.products_judged": Told(
        _("商品判定"),
        _("%(who)s的 %(number)s 件商品按目录“%(catalogue)s”判定（%(cause)s）%(object)s"),
        {"cause": _cause},
    ),
}

acts.register(TOLD, {"product": selectors.product_names})
