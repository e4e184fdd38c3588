"""The articles of both instruments as the duty board shows them: name, and whose they are."""

from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec
import yaml

FILE = Path(__file__).resolve().parents[1] / "data" / "articles.yaml"
INSTRUMENTS = ("M", "O117")
Whose = Literal["platform", "authority", "general"]


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the file."""

    zh: str
    en: str
    whose: Whose
    several: int = 0


class Article(NamedTuple):
    """One row of the board: an article, or a run of articles.

    `key` ("M/5") stands in addresses and in the record.
    """

    key: str
    instrument: str
    first: int
    last: int
    zh: str
    en: str
    whose: Whose

    @property
    def number(self) -> str:
        """Return its number, or the first and the last."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    def holds(self, article: str) -> bool:
        """Tell whether an article of a clause ("7") stands in this row."""
        return article.isdecimal() and self.first <= int(article) <= self.last


@cache
def articles() -> tuple[Article, ...]:
    """Return every row, the Measures first, in the order of the articles."""
    given = msgspec.convert(
        yaml.safe_load(FILE.read_text(encoding="utf-8")), dict[str, dict[int, Named]]
    )
    return tuple(
        Article(f"{name}/{at}", name, at, one.several or at, one.zh, one.en, one.whose)
        for name in INSTRUMENTS
        for at, one in sorted(given[name].items())
    )


def article_find(key: str) -> Article | None:
    """Return a row by its key; None where there is none."""
    return next((one for one in articles() if one.key == key), None)


def article_of(instrument: str, article: str) -> Article | None:
    """Return the row in which an article of an instrument stands."""
    held = (one for one in articles() if one.instrument == instrument and one.holds(article))
    return next(held, None)
