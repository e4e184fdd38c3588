"""In what words the record tells of operators' cards, and of who could not be reached."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from office import selectors as office
from parties.models import Unreachable
from parties.selectors import unreachable_names


def _why(data: Data) -> str:
    return f"（{data['reason']}）" if data.get("reason") else ""


def _channel(data: Data) -> str:
    return str(gettext(dict(Unreachable.Channel.choices).get(data.get("channel", ""), "—")))


def _outcome(data: Data) -> str:
    return str(gettext(dict(Unreachable.Outcome.choices).get(data.get("outcome", ""), "—")))


WHY = {"why": _why}
TOLD = {
    "parties.card_submitted": Told(
        _("报送营业信息"),
        _("%(who)s报送了主体%(object)s的营业信息（第 %(version)s 版，%(changed_on)s 变更）"),
    ),
    "parties.card_published": Told(
        _("公示营业信息"), _("%(who)s核验并公示了主体%(object)s的营业信息（第 %(version)s 版）")
    ),
    "parties.card_refused": Told(
        _("退回营业信息"),
        _("%(who)s退回了主体%(object)s的营业信息（第 %(version)s 版）%(why)s"),
        WHY,
    ),
    "parties.card_doubted": Told(
        _("要求更新营业信息"),
        _("%(who)s得知主体%(object)s公示的信息自 %(changed_on)s 起已变更%(why)s"),
        WHY,
    ),
    "parties.unreachable_noted": Told(
        _("登记无法联系的通报"),
        _("%(who)s登记了%(authority)s关于主体%(object)s无法联系的通报（%(notice)s）"),
    ),
    "parties.unreachable_reminded": Told(
        _("提醒更新信息"),
        _("%(who)s提醒主体%(object)s更新信息（%(notice)s，%(channel)s）"),
        {"channel": _channel},
    ),
    "parties.unreachable_measured": Told(
        _("对无法联系者采取措施"),
        _("%(who)s对经提醒仍未更新的主体%(object)s采取了措施（%(notice)s）%(why)s"),
        WHY,
    ),
    "parties.unreachable_ended": Told(
        _("办结无法联系的通报"),
        _("%(who)s办结了关于主体%(object)s的通报（%(notice)s）：%(outcome)s"),
        {"outcome": _outcome},
    ),
}

acts.register(TOLD, {"unreachable": unreachable_names})
office.clock_words(
    {
        "card": _("营业信息公示"),
        "card_report": _("运营者报送信息变更"),
        "card_republish": _("核验并更新公示"),
        "unreachable": _("无法联系的通报"),
        "unreachable_remind": _("提醒更新信息"),
        "unreachable_update": _("当事人更新信息"),
        "unreachable_lift": _("核验并解除措施"),
    }
)
