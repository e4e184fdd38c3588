"""Whether a party may still be dealt with, and the reasons people give."""

from django.utils.translation import gettext as _

from livecompliance.kernel import personal
from livecompliance.kernel.exceptions import Conflict, Invalid
from parties.models import Party


class PartyClosed(Conflict):
    code = "party_closed"


def require_standing(party: Party) -> None:
    """Raise PartyClosed for a party that has left."""
    if party.state == Party.State.CLOSED:
        raise PartyClosed(_("这个主体已经注销。"))


def reason_of(text: str) -> str:
    """Return a reason in its one form.

    Raises:
        Invalid: too short, too long, or it names somebody by a number.
    """
    reason = " ".join(text.split())
    if not 2 <= len(reason) <= 200:
        raise Invalid(_("请用 2–200 个字写明原因。"), field="reason")
    if personal.names_somebody(reason):
        raise Invalid(_("原因中请不要写证件号、手机号、银行卡号或邮箱。"), field="reason")
    return reason
