"""What forms of cards hold, read into what the service takes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from livecompliance.kernel.exceptions import Invalid
from parties import services

SUBMITTED = ("address", "contact", "keeper", "composition")
WITH_DAY = (*SUBMITTED, "changed_on")


def told_of(given: Mapping[str, Any]) -> services.Told:
    """Return what an operator tells of itself; what was left empty stays as it was.

    Raises:
        Invalid: the day of the change is none.
    """
    words: dict[str, Any] = {name: given.get(name) or None for name in SUBMITTED}
    return services.Told(**words, changed_on=day_of(given, "changed_on"))


def day_of(given: Mapping[str, Any], name: str) -> date | None:
    """Return a day that was typed; None where nothing was.

    Raises:
        Invalid: it is no day.
    """
    text = str(given.get(name, "")).strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(_("请填写日期。"), field=name) from None
