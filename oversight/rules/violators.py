"""Lists of market entities that seriously broke the law, as authorities publish them. Pure."""

import hashlib
import re
from datetime import date
from typing import NamedTuple

from parties.rules import documents

DENY, WARN = "deny", "warn"
EFFECTS = (DENY, WARN)
COLUMNS = ("authority", "uscc", "name", "basis", "number", "since", "until")
REQUIRED = frozenset({"authority", "uscc", "name", "basis", "since"})
CALLED = {
    "列入机关": "authority", "机关": "authority", "统一社会信用代码": "uscc", "名称": "name",
    "主体名称": "name", "列入依据": "basis", "依据": "basis", "文号": "number",
    "决定文号": "number", "列入日期": "since", "起": "since", "截止日期": "until", "止": "until",
}  # fmt: skip
LONGEST = {"authority": 120, "name": 200, "basis": 300, "number": 60}
DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?(?:[ T]00:00(?::00)?)?")
EARLIEST, MOST_YEARS = date(1990, 1, 1), 50


class Listed(NamedTuple):
    """One entry of a list: who lists whom, on what basis, from when until when."""

    authority: str
    uscc: str
    name: str
    basis: str
    number: str
    since: date
    until: date | None = None

    @property
    def digest(self) -> str:
        """Return what tells one entry from another: a list that comes twice is there once."""
        told = (self.authority, self.uscc, self.number, self.since.isoformat())
        return hashlib.sha256("\x1f".join(told).encode()).hexdigest()


def code_of(text: str, today: date) -> str:
    """Return a unified social credit code in its one spelling.

    Raises:
        ValueError: it is none, or its check character is wrong.
    """
    found = documents.check("uscc", text, today)
    if not found.valid:
        raise ValueError("uscc")
    return found.normalised


def day_of(text: str) -> date:
    """Return a day, however a spreadsheet wrote it.

    Raises:
        ValueError: it is none, or lies too far off.
    """
    found = DAY.fullmatch(text.strip())
    if found is None:
        raise ValueError("day")
    day = date(*map(int, found.groups()))
    if not EARLIEST <= day <= date(EARLIEST.year + MOST_YEARS + 60, 1, 1):
        raise ValueError("day")
    return day
