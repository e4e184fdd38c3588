"""In what words the record tells what happened to proofs and prices."""

from django.utils.translation import gettext_lazy as _

from catalog import selectors
from catalog.services.claim import SUBJECT
from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told


def _exemption(data: Data) -> str:
    return selectors.exemption_name(str(data.get("exemption", "")))


def _told(name: object, says: object) -> Told:
    return Told(name, says, {"exemption": _exemption})  # type: ignore[arg-type]


TOLD = {
    "catalog.evidence_given": _told(
        _("提交豁免证明"), _("%(who)s为用语%(object)s提交了证明：%(exemption)s")
    ),
    "catalog.evidence_approved": _told(
        _("通过豁免证明"), _("%(who)s通过了用语%(object)s的证明：%(exemption)s")
    ),
    "catalog.evidence_refused": _told(
        _("退回豁免证明"), _("%(who)s退回了用语%(object)s的证明：%(reason)s")
    ),
    "catalog.evidence_withdrawn": _told(
        _("撤回豁免证明"), _("%(who)s撤回了用语%(object)s的证明：%(reason)s")
    ),
    "catalog.evidence_looked": _told(
        _("复核豁免证明"), _("%(who)s复核了用语%(object)s的证明，下次复核 %(next)s")
    ),
    "catalog.evidence_destroyed": _told(
        _("销毁豁免证明"), _("用语%(object)s的证明保存期满，已连同文件销毁")
    ),
    "catalog.prices_destroyed": _told(
        _("销毁成交价"), _("%(who)s删除了 %(before)s 之前的 %(number)s 条成交价，保存期已满")
    ),
    "catalog.prices_reported": _told(
        _("上报成交价"), _("%(who)s上报了 %(taken)s 条成交价，%(rejected)s 行有误")
    ),
}

acts.register(TOLD, {SUBJECT: selectors.evidence_names})
