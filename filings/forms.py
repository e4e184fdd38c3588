"""Forms of the pages: what is asked, what was typed, what was wrong with it. Nothing is lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from livecompliance.kernel.exceptions import DomainError, Invalid
from office.rules.days import first_instant

Option = tuple[str, Any]


@dataclass
class Field:
    """One thing that is asked for.

    Args:
        kind: text, area, date, datetime, number, select, checks, check, hidden, file (kept as
            evidence when it is chosen), upload (a paper, sent with the form) or table (CSV or
            Excel, sent with the form).
        value: what stands there; for `checks` a list.
        options: (value, label) pairs of a select or of checks.
    """

    name: str
    label: Any
    kind: str = "text"
    value: Any = ""
    help: Any = ""
    options: Iterable[Option] = ()
    required: bool = False
    most: int = 200
    least: Any = ""
    latest: Any = ""
    error: str = ""


@dataclass
class Form:
    """Some fields, the button under them, and what was wrong as a whole."""

    fields: list[Field]
    action: str
    button: Any
    prefix: str
    error: str = ""
    faulty: list[Field] = field(default_factory=list)
    danger: bool = False

    @property
    def sends_files(self) -> bool:
        return any(one.kind in ("upload", "table") for one in self.fields)

    def refused(self, given: QueryDict, fault: DomainError) -> "Form":
        """Fill in what was typed, and say what was wrong, at its field where it names one."""
        self.error = fault.message
        wanted = str(fault.extra.get("field", ""))
        for one in self.fields:
            if one.kind == "checks":
                one.value = given.getlist(one.name)
            elif one.kind == "check":
                one.value = one.name in given
            else:
                one.value = given.get(one.name, "")
            if one.name == wanted:
                one.error = fault.message
                self.faulty.append(one)
        return self


def a_date(given: Mapping[str, Any], name: str) -> date | None:
    """Return a day of a form; None where nothing was typed."""
    return the_date(given, name) if str(given.get(name, "")).strip() else None


def the_date(given: Mapping[str, Any], name: str) -> date:
    """Return a day of a form that must be there.

    Raises:
        Invalid: it is missing, or no day.
    """
    try:
        return date.fromisoformat(str(given.get(name, "")).strip())
    except ValueError:
        raise Invalid(_("请填写日期。"), field=name) from None


def an_instant(given: Mapping[str, Any], name: str) -> datetime | None:
    """Return an instant of a form, in Shanghai's time; None where nothing was typed."""
    text = str(given.get(name, "")).strip()
    if not text:
        return None
    try:
        return first_instant(datetime.fromisoformat(text))
    except ValueError:
        raise Invalid(_("请填写日期和时间。"), field=name) from None


def a_number(given: Mapping[str, Any], name: str) -> int | None:
    """Return a whole number of a form; None where nothing was typed."""
    text = str(given.get(name, "")).strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 14):
        raise Invalid(_("请填写整数。"), field=name)
    return int(text)


def an_id(given: Mapping[str, Any], name: str) -> UUID | None:
    """Return an id of a form; None where nothing was chosen."""
    text = str(given.get(name, "")).strip()
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("请从列出的选项中选择。"), field=name) from None
