"""In what words the record tells that it carried messages to a tenant's endpoints."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told


def _outcome(data: Data) -> str:
    if data.get("answer"):
        return gettext("回答 %(code)s") % {"code": data["answer"]}
    return gettext("未取得回答")


def _address(data: Data) -> str:
    return str(data.get("address") or "") or gettext("未连接")


TOLD = {
    "ledger.message_attempted": Told(
        _("开始递送回调"),
        _("%(who)s开始向 %(count)s 个地址递送回调%(topic)s，第 %(attempt)s 次"),
    ),
    "ledger.message_carried": Told(
        _("递送回调"),
        _("%(who)s向%(origin)s（%(address)s）递送回调%(topic)s，第 %(attempt)s 次：%(outcome)s"),
        {"address": _address, "outcome": _outcome},
    ),
}

acts.register(TOLD, {})
