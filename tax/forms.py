"""What officers choose on the pages of taxes, read into what services take."""

from datetime import date
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from livecompliance.kernel.exceptions import Invalid


def day_of(given: QueryDict, name: str) -> date:
    """Read a day.

    Raises:
        Invalid: it is none.
    """
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError:
        raise Invalid(_("请选择日期。"), field=name) from None


def id_of(given: QueryDict, name: str) -> UUID:
    """Read an id.

    Raises:
        Invalid: nothing was chosen.
    """
    try:
        return UUID(given.get(name, ""))
    except ValueError:
        raise Invalid(_("请选择文件。"), field=name) from None
