"""Words that officers type: trimmed, bounded, and naming nobody by number or address."""

from django.utils.translation import gettext as _

from livecompliance.kernel import personal
from livecompliance.kernel.exceptions import Invalid


def plain(text: str, field: str, *, most: int, least: int = 0) -> str:
    """Return a text without blanks at its ends.

    Raises:
        Invalid: too short, too long, or it holds a number or an address of a person.
    """
    said = text.strip()
    if len(said) < least:
        raise Invalid(_("请至少填写 %(n)s 个字。") % {"n": least}, field=field)
    if len(said) > most:
        raise Invalid(_("最多可填写 %(n)s 个字。") % {"n": most}, field=field)
    if personal.names_somebody(said):
        raise Invalid(_("请不要写证件号、手机号、银行卡号或邮箱。"), field=field)
    return said


def chosen(value: str, choices: object, field: str) -> str:
    """Return one of the choices.

    Raises:
        Invalid: it is none of them.
    """
    if value not in choices:  # type: ignore[operator]
        raise Invalid(_("请从列出的选项中选择。"), field=field)
    return value
