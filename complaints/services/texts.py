"""What somebody wrote, as it is kept: whole, without what no person types."""

import re
import unicodedata

from django.utils.translation import gettext as _

from livecompliance.kernel.exceptions import Invalid

PHONE = re.compile(r"\+?\d[\d\s\-()]{4,22}\d")
MAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,180}\.[^\s@<>.]{2,24}")


def written(text: str, field: str, least: int, most: int) -> str:
    """Return a text of several lines as it is kept. It is sealed: it may name whom it likes.

    Raises:
        Invalid: too short or too long.
    """
    found = _without_controls(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not least <= len(found) <= most:
        raise Invalid(
            _("请用 %(least)s–%(most)s 个字填写。") % {"least": least, "most": most}, field=field
        )
    return found


def line(text: str, field: str, most: int) -> str:
    """Return a text of one line as it is kept; it may be empty.

    Raises:
        Invalid: too long.
    """
    return " ".join(written(text, field, 0, most).split())


def phone(text: str) -> str:
    """Return a telephone number as it was typed; it may be empty.

    Raises:
        Invalid: it is none.
    """
    found = unicodedata.normalize("NFKC", line(text, "phone", 24))
    if found and not PHONE.fullmatch(found):
        raise Invalid(_("请填写能打通的电话号码。"), field="phone")
    return found


def email(text: str) -> str:
    """Return a mail address as it was typed; it may be empty.

    Raises:
        Invalid: it is none.
    """
    found = line(text, "email", 254)
    if found and not MAIL.fullmatch(found):
        raise Invalid(_("请填写完整的邮箱地址。"), field="email")
    return found


def _without_controls(text: str) -> str:
    plain = text.encode("utf-8", "ignore").decode()  # a half of a pair of surrogates is no sign
    return "".join(one for one in plain if one == "\n" or unicodedata.category(one) != "Cc")
