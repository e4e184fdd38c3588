"""What officers choose on the pages of taxes, read into what services take."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from livecompliance.kernel.exceptions import Invalid
from office.services import Draft
from tax.rules.choices import BOUNDS, OPTIONS, REPORTED, Choices, in_fen, in_yuan

LONGEST = 13  # digits of a number that is chosen


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


def number_of(given: QueryDict, name: str) -> int:
    """Read the number of a version.

    Raises:
        Invalid: it is none.
    """
    return _whole(given, name)


def choices_values(choices: Choices, effective_from: date, note: str = "") -> dict[str, str]:
    """Return choices as the values of the form."""
    return {
        "effective_from": f"{effective_from}",
        "note": note,
        **{name: str(getattr(choices.withholding, name)) for name in OPTIONS},
        **{name: str(getattr(choices.reporting, name)) for name in REPORTED},
        **{name: str(in_yuan(name, getattr(choices.signs, name))) for name in BOUNDS},
    }


def choices_draft(values: Mapping[str, str]) -> Draft:
    """Return what was sent as a draft.

    Raises:
        Invalid: an answer is missing, or a field holds no number or no day.
    """
    body = {
        "withholding": {name: _answer(values, name, OPTIONS) for name in OPTIONS},
        "reporting": {name: _answer(values, name, REPORTED) for name in REPORTED},
        "signs": {name: in_fen(name, _whole(values, name)) for name in BOUNDS},
    }
    try:
        day = date.fromisoformat(values.get("effective_from", ""))
    except ValueError:
        raise Invalid(_("请选择日期。"), field="effective_from") from None
    return Draft(body, day, values.get("note", ""))


def _answer(values: Mapping[str, str], name: str, of: Mapping[str, tuple[Any, ...]]) -> Any:
    known = {str(value): value for value in of[name]}
    if values.get(name) not in known:
        raise Invalid(_("请为每一项作出选择。"), field=name)
    return known[values[name]]


def _whole(values: Mapping[str, Any], name: str) -> int:
    found = str(values.get(name, "")).strip()
    if not (found.isascii() and found.isdigit() and len(found) <= LONGEST):
        raise Invalid(_("数字须为整数。"), field=name)
    return int(found)
