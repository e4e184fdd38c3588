"""In what words the record tells what was withheld and filed."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from office import selectors as office
from tax import selectors
from tax.services import filing, run
from tax.templatetags.tax import yuan


def _tax(data: Data) -> str:
    return yuan(int(data.get("withheld_fen", data.get("tax_fen", 0))))


VALUES = {"tax": _tax}


def _told(name: object, says: object) -> Told:
    return Told(name, says, VALUES)  # type: ignore[arg-type]


TOLD = {
    "tax.month_run": _told(
        _("计算扣缴"),
        _("%(who)s计算了扣缴%(object)s：%(payees)s 人，%(changed)s 人有变化，税额 %(tax)s 元"),
    ),
    "tax.month_exported": _told(
        _("导出扣缴明细"), _("%(who)s导出了%(object)s的扣缴明细：%(reason)s")
    ),
    "tax.month_filed": _told(
        _("扣缴申报"), _("%(who)s记录了%(object)s的扣缴申报和缴款：%(tax)s 元")
    ),
}

acts.register(TOLD, {run.SUBJECT: selectors.run_names})
office.clock_words({filing.CLOCK: _("扣缴申报和缴款"), filing.SUBJECT: _("涉税期间")})
