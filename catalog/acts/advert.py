"""In what words the record tells what happened to promotions, endorsers and statements."""

from django.utils.translation import gettext_lazy as _

from catalog import selectors
from catalog.services.advert import SUBJECT
from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told


def _kind(data: Data) -> str:
    return str(selectors.ADVERT_KINDS.get(str(data.get("kind", "")), ""))


def _tests(data: Data) -> str:
    met = [str(selectors.TEST_NAMES[one]) for one in data.get("tests", ())]
    return "；".join(met) or str(_("不构成商业广告"))


def _told(name: object, says: object) -> Told:
    return Told(name, says, {"kind": _kind, "tests": _tests})  # type: ignore[arg-type]


TOLD = {
    "catalog.advert_booked": _told(_("登记推广"), _("%(who)s登记了推广%(object)s：%(kind)s")),
    "catalog.advert_approved": _told(_("通过推广"), _("%(who)s通过了推广%(object)s的内容")),
    "catalog.advert_refused": _told(_("退回推广"), _("%(who)s退回了推广%(object)s：%(reason)s")),
    "catalog.advert_ended": _told(
        _("结束推广"), _("%(who)s结束了推广%(object)s，档案保存至 %(until)s")
    ),
    "catalog.advert_destroyed": _told(
        _("销毁推广档案"), _("推广%(object)s的档案已过保存期限，已销毁")
    ),
    "catalog.endorsement_given": _told(
        _("登记代言"), _("%(who)s登记了%(object)s为商品 %(product)s 代言")
    ),
    "catalog.endorsement_approved": _told(
        _("通过代言"), _("%(who)s通过了%(object)s对商品 %(product)s 的使用证明")
    ),
    "catalog.endorsement_refused": _told(
        _("退回代言"), _("%(who)s退回了%(object)s为商品 %(product)s 的代言：%(reason)s")
    ),
    "catalog.advert_stated": _told(
        _("写明广告身份"), _("%(who)s写明了%(object)s的广告属性：%(tests)s")
    ),
}

acts.register(TOLD, {SUBJECT: selectors.advert_names})
