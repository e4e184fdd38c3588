"""The shapes of the law register: instruments, articles, clauses and their parameters."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, TypeGuard

import msgspec

Filled = Annotated[str, msgspec.Meta(min_length=1)]
Confidence = Literal["R", "C", "M"]  # text read · computed from text read · from memory
Stricter = Literal["lower", "higher", "superset", "fixed"]
Unit = Literal["", "hour", "day", "working_day", "month", "year", "age", "fen", "count"]
Value = bool | int | float | str | list[int | str]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every statement about the law must carry: where it was read, and how surely."""

    source: Filled
    confidence: Confidence
    note: str = ""
    open_point: str = ""  # what still has to be compared with the official text


class Heading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A chapter's name in both languages."""

    zh: Filled
    en: Filled


class Instrument(Entry, frozen=True, kw_only=True):
    """A law, regulation or announcement that articles and clauses belong to."""

    id: Filled
    zh: Filled
    en: Filled
    short: Filled  # English, for a citation
    number: str = ""
    issuer: str = ""
    effective_from: date
    effective_to: date | None = None


class Article(Entry, frozen=True, kw_only=True):
    """One article whole: the Chinese governs, the English is a reference translation."""

    instrument: Filled
    article: int
    chapter: Heading
    zh: Filled
    en: Filled
    has_duty: bool = True  # asks something of platforms, operators, marketers or agencies

    @property
    def paragraphs(self) -> list[str]:
        return self.zh.splitlines()


class Param(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number or list the law gives, and the direction in which a tenant may move it."""

    value: Value
    unit: Unit = ""
    stricter: Stricter = "fixed"
    starts: str = ""  # the event from which a term runs
    note: str = ""

    def allows(self, given: object) -> bool:
        """Tell whether a tenant's own value is at least as strict as the law's."""
        law = self.value
        if type(given) is not type(law):
            return False
        if isinstance(given, list) and isinstance(law, list) and self.stricter == "superset":
            return all(one in given for one in law)
        if _is_number(given) and _is_number(law):
            return {"lower": given <= law, "higher": given >= law}.get(self.stricter, given == law)
        return given == law


class Clause(Entry, frozen=True, kw_only=True):
    """One duty, the article it stands in, and the parameters code needs to obey it."""

    id: Filled
    instrument: Filled
    article: Filled
    paragraph: int | None = None
    item: int | None = None
    text: Filled
    reference: Filled  # reference translation, without legal force
    effective_from: date
    effective_to: date | None = None  # the last day in force
    params: dict[str, Param] = {}
    req: str = ""  # the requirement it answers, such as M10b

    def is_in_force(self, on: date) -> bool:
        return self.effective_from <= on <= (self.effective_to or date.max)

    def value(self, name: str) -> Value:
        """Return a parameter as the law gives it."""
        return self.params[name].value

    def number(self, name: str) -> int:
        """Return a parameter that must be a whole number.

        Raises:
            TypeError: it is something else.
        """
        value = self.params[name].value
        if type(value) is not int:
            raise TypeError(f"{self.id}: {name} is {value!r}, not a whole number")
        return value


class Register(msgspec.Struct, frozen=True):
    """Everything read from the files, checked."""

    instruments: Mapping[str, Instrument]
    sources: Mapping[str, str]
    articles: Mapping[str, tuple[Article, ...]]
    clauses: Mapping[str, tuple[Clause, ...]]  # versions of one id, oldest first


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
