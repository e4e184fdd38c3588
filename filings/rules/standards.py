"""The register of standards: kinds, how one stands on a day, tables of them. Pure."""

import re
from datetime import date
from typing import NamedTuple

KINDS = ("mandatory", "national", "industry", "local", "association")
DRAFT, IN_FORCE, ENDED = "draft", "in_force", "ended"
COLUMNS = ("code", "title", "kind", "issuer", "since", "until", "note")
REQUIRED = frozenset({"code", "title", "kind"})
CALLED = {
    "编号": "code", "标准编号": "code", "名称": "title", "标准名称": "title", "类别": "kind",
    "种类": "kind", "发布单位": "issuer", "发布机构": "issuer", "实施日期": "since",
    "施行日期": "since", "废止日期": "until", "截止日期": "until", "备注": "note",
}  # fmt: skip
KIND_CALLED = {
    "强制性国家标准": "mandatory", "国家标准": "national", "推荐性国家标准": "national",
    "行业标准": "industry", "地方标准": "local", "团体标准": "association",
}  # fmt: skip
LONGEST = {"code": 40, "title": 200, "issuer": 120, "note": 300}
DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?(?:[ T]00:00(?::00)?)?")


class Entry(NamedTuple):
    """One standard as it is recorded."""

    code: str
    title: str
    kind: str
    issuer: str = ""
    since: date | None = None
    until: date | None = None
    note: str = ""


def kind_of(text: str) -> str:
    """Return a kind, named by its key or in Chinese.

    Raises:
        ValueError: it is none.
    """
    found = KIND_CALLED.get(text.strip(), text.strip())
    if found not in KINDS:
        raise ValueError("kind")
    return found


def day_of(text: str) -> date | None:
    """Return a day, however a spreadsheet wrote it; None where nothing stands.

    Raises:
        ValueError: it is none.
    """
    if not text.strip():
        return None
    found = DAY.fullmatch(text.strip())
    if found is None:
        raise ValueError("day")
    return date(*map(int, found.groups()))


def status(since: date | None, until: date | None, today: date) -> str:
    """Return whether a standard is to come, in force, or over on a day.

    Law: M-content-staff
    """
    if until is not None and until < today:
        return ENDED
    return DRAFT if since is not None and since > today else IN_FORCE
