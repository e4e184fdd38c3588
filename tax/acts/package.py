"""In what words the record tells what was reported quarter by quarter."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from office import selectors as office
from tax import selectors
from tax.selectors import words
from tax.services import basics, package, quarter


def _of(name: str, said: Mapping[str, Any]) -> Any:
    def tell(data: Data) -> str:
        return str(said.get(str(data.get(name, "")), ""))

    return tell


VALUES = {
    "channel": _of("channel", words.CHANNELS),
    "source": _of("source", words.SOURCES),
}


def _told(name: object, says: object) -> Told:
    return Told(name, says, VALUES)  # type: ignore[arg-type]


TOLD = {
    "tax.package_made": _told(
        _("生成季度报送资料"),
        _("%(who)s生成了%(object)s的报送资料：%(wrong)s 个问题，%(left_out)s 行没有列入"),
    ),
    "tax.package_sent": _told(
        _("报送季度资料"), _("%(who)s记录%(object)s已于 %(sent_on)s 通过%(channel)s报送")
    ),
    "tax.package_receipt": _told(_("登记回执"), _("%(who)s登记了%(object)s的回执编号 %(receipt)s")),
    "tax.package_accepted": _told(
        _("报送被接收"), _("%(who)s记录%(object)s于 %(answered_on)s 被接收")
    ),
    "tax.package_returned": _told(
        _("报送被退回"), _("%(who)s记录%(object)s于 %(answered_on)s 被退回")
    ),
    "tax.package_taken": _told(
        _("取出报送资料"), _("%(who)s取出了%(object)s的%(form)s文件：%(reason)s")
    ),
    "tax.flaw_noted": _told(
        _("发现报送错误"), _("%(who)s记录%(object)s的报送有误（%(source)s），发现于 %(found_on)s")
    ),
    "tax.extension_asked": _told(
        _("申请延期报送"), _("%(who)s为%(object)s申请延期报送至 %(wanted_on)s")
    ),
    "tax.extension_granted": _told(
        _("准予延期报送"), _("%(who)s记录%(object)s准予延期报送至 %(until_on)s（%(notice)s）")
    ),
    "tax.extension_refused": _told(
        _("不予延期报送"), _("%(who)s记录%(object)s不予延期报送（%(notice)s）")
    ),
    "tax.basics_noted": _told(
        _("登记平台基本信息"), _("%(who)s登记了平台基本信息第 %(number)s 版")
    ),
    "tax.basics_reported": _told(
        _("报送平台基本信息"), _("%(who)s记录%(object)s已于 %(reported_on)s 通过%(channel)s报送")
    ),
}

acts.register(
    TOLD,
    {package.SUBJECT: selectors.package_names, basics.SUBJECT: selectors.basics_names},
)
office.clock_words(
    {
        quarter.CLOCK: _("季度涉税信息报送"),
        quarter.CORRECTION: _("更正报送"),
        quarter.ORDER: _("责令限期改正"),
        basics.CLOCK: _("平台基本信息报送"),
    }
)
