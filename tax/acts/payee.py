"""In what words the record tells what was brought and what was closed."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from tax import selectors
from tax.selectors import words
from tax.services import filing, unmask


def _what(data: Data) -> str:
    return str(words.TABLES.get(str(data.get("what", "")), ""))


VALUES = {"table": _what}


def _told(name: object, says: object) -> Told:
    return Told(name, says, VALUES)  # type: ignore[arg-type]


TOLD = {
    "tax.payees_brought": _told(
        _("登记收款人"),
        _("%(who)s登记了收款人：新增 %(added)s，变更 %(changed)s，有误 %(faulty)s"),
    ),
    "tax.deductions_brought": _told(
        _("登记雇员的扣除"),
        _("%(who)s登记了雇员的扣除：新增 %(added)s，变更 %(changed)s，有误 %(faulty)s"),
    ),
    "tax.payments_brought": _told(
        _("登记支付"), _("%(who)s登记了支付：新增 %(added)s，重复 %(same)s，有误 %(faulty)s")
    ),
    "tax.table_brought": _told(
        _("导入涉税数据"),
        _("%(who)s导入了%(table)s：%(rows)s 行，新增 %(added)s，重复 %(same)s，有误 %(faulty)s"),
    ),
    "tax.payees_forgotten": _told(
        _("销毁到期的收款人资料"), _("%(who)s销毁了 %(payees)s 个收款人到期的身份资料")
    ),
    "tax.period_closed": _told(_("涉税期间关账"), _("%(who)s关账了%(object)s")),
}

acts.register(TOLD, {filing.SUBJECT: selectors.period_names, unmask.SUBJECT: selectors.payee_names})
