"""What somebody wrote beside a version: long enough to say something, naming nobody by number."""

from django.utils.translation import gettext as _

from livecompliance.kernel import personal
from livecompliance.kernel.exceptions import Invalid


def plain(text: str, field: str, least: int, most: int) -> str:
    """Return a text as it is kept.

    Raises:
        Invalid: too short, too long, or with a number that names somebody.
    """
    found = " ".join(text.split())
    if not least <= len(found) <= most:
        words = _("请用 %(least)s–%(most)s 个字填写。") % {"least": least, "most": most}
        raise Invalid(words, field=field)
    if personal.names_somebody(found):
        raise Invalid(_("这里请不要写证件号、手机号或邮箱。"), field=field)
    return found
