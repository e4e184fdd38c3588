"""What people write of their own, read into what is kept."""

from django.utils.translation import gettext as _

from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.personal import names_somebody

SHORTEST, LONGEST = 2, 200


def plain(text: str, field: str, most: int) -> str:
    """Return a short text in one line that names nobody.

    Raises:
        Invalid: it is too long, or holds a number that names somebody.
    """
    found = " ".join(text.split())
    if len(found) > most:
        raise Invalid(_("内容过长。"), field=field)
    if names_somebody(found):
        raise Invalid(_("请不要写证件号、手机号、银行卡号或邮箱。"), field=field)
    return found


def reason_of(text: str, field: str = "reason") -> str:
    """Return why somebody decided so.

    Raises:
        Invalid: nothing is said, or it names somebody.
    """
    found = plain(text, field, LONGEST)
    if len(found) < SHORTEST:
        raise Invalid(_("请用 2–200 个字说明原因。"), field=field)
    return found
