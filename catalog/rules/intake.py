"""A pack that somebody brings, entry by entry: tables, YAML, JSON, and what is exported. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
import yaml

from catalog.rules import own
from catalog.rules.own import Fault
from catalog.rules.pack import Entry

# What columns may be called: as exported, and in the words of whoever keeps lists by hand.
NAMES = {
    "id": ("代号", "entry"),
    "zh": ("中文名称", "名称", "name_zh", "name"),
    "en": ("英文名称", "name_en"),
    "classes": ("类别", "class"),
    "action": ("处理",),
    "basis": ("法律依据", "依据"),
    "confidence": ("把握程度",),
    "terms": ("词语", "关键词", "term"),
    "allow": ("放行词",),
    "unless": ("例外词",),
    "documents": ("所需资质", "资质"),
    "from": ("生效日",),
    "until": ("失效日",),
    "hits": ("应命中的商品",),
    "passes": ("不应命中的商品",),
    "except_zh": ("例外说明（中文）", "exceptions_zh", "例外"),
    "except_en": ("例外说明（英文）", "exceptions_en"),
    "note_zh": ("备注（中文）", "备注"),
    "note_en": ("备注（英文）",),
}
_NAMED = {name: field for field, names in NAMES.items() for name in (field, *names)}
LISTS = ("terms", "allow", "unless", "documents")
LINES = ("hits", "passes")
DEEPEST = 12
APART = re.compile(r"[\n、；;|]")
ACTIONS = {"禁止": "block", "凭资质": "gate", "提醒": "warn", "提醒注意": "warn"}


class PackBroken(ValueError):
    """A file that is no pack at all; says why."""


def entries_of(content: bytes, *, is_json: bool) -> list[Any]:
    """Return the entries of a pack in JSON or YAML, as they are written.

    Raises:
        PackBroken: it is none, refers to itself, or is nested without end.
    """
    try:
        text = _text(content).removeprefix("\ufeff")
        given = msgspec.json.decode(text) if is_json else _yaml(text)
    except (yaml.YAMLError, msgspec.DecodeError, RecursionError, ValueError) as fault:
        raise PackBroken(" ".join(str(fault).split())[:200]) from None
    found = given.get("entries") if isinstance(given, dict) else given
    if not isinstance(found, list):
        raise PackBroken("no list of entries")
    return found


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _yaml(text: str) -> Any:
    """Return what a text in YAML says; what refers to itself could unfold without end."""
    depth = 0
    for one in yaml.parse(text, yaml.CSafeLoader):
        if isinstance(one, yaml.AliasEvent):
            raise PackBroken("an alias")
        depth += isinstance(one, yaml.CollectionStartEvent)
        depth -= isinstance(one, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise PackBroken("nested too deeply")
    return yaml.load(text, Loader=yaml.CSafeLoader)


def told(given: object, known: Mapping[str, Entry]) -> dict[str, Any]:
    """Return an entry as it was brought, in the form in which entries are written.

    What a table or an export leaves out of an entry that is known is as it was.

    Raises:
        ValueError: it is no entry at all.
    """
    if not isinstance(given, Mapping):
        raise ValueError("not an entry")
    flat = _flat(given)
    said = {_NAMED[name]: value for name, value in flat.items() if name in _NAMED}
    said = {name: _value(name, value) for name, value in said.items() if value is not None}
    said = {name: value for name, value in said.items() if value != ""}
    before = known.get(str(said.get("id", "")))
    kept: dict[str, Any] = msgspec.to_builtins(before) if before else {}
    if said.get("action", kept.get("action")) != "gate" and "documents" not in said:
        kept["documents"] = []
    return kept | said


def _flat(given: Mapping[Any, Any]) -> dict[str, Any]:
    """Return both forms in one: names and notes that an export keeps by language."""
    flat = {str(name).strip(): value for name, value in given.items()}
    for name, prefix in (("name", ""), ("exceptions", "except_"), ("note", "note_")):
        if isinstance(flat.get(name), Mapping):
            both = flat.pop(name)
            flat |= {f"{prefix}{tongue}": both.get(tongue, "") for tongue in ("zh", "en")}
    papers = flat.get("documents")
    if isinstance(papers, list):
        flat["documents"] = [
            one.get("id", "") if isinstance(one, Mapping) else one for one in papers
        ]
    return flat


def _value(name: str, value: Any) -> Any:
    if name in ("from", "until"):
        return str(value).strip()[:10] or ""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if name == "classes":
        return [one for one in re.split(r"[\s、/,]+", text) if one]
    if name in LISTS:
        return list(dict.fromkeys(one.strip() for one in APART.split(text) if one.strip()))
    if name in LINES:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return [_near(line) for line in lines] if name == "passes" else lines
    return ACTIONS.get(text, text) if name == "action" else text


def _near(line: str) -> dict[str, str]:
    title, zh, en = [*(part.strip() for part in line.split("|", 2)), "", ""][:3]
    return {"title": title, "zh": zh, "en": en}


class Sieve:
    """Takes entries one by one; of two that contradict each other the first stands."""

    def __init__(self, base: Mapping[str, Entry], kept: Iterable[Entry]) -> None:
        self._base = base
        self.taken: dict[str, Entry] = {}
        self._kept = {one.id: one for one in kept}
        self._terms: dict[str, str] = {}
        self._allow: dict[str, str] = {}
        for one in self._kept.values():
            self._note(one)

    @property
    def entries(self) -> list[Entry]:
        """Return what the draft would hold: what it held, and what was taken."""
        return list((self._kept | self.taken).values())

    def faults(self, one: Entry) -> list[Fault]:
        """Return what is wrong with an entry beside those that were taken."""
        if one.id in self.taken:
            return [Fault("twice", one.id, "id")]
        if len(self._kept | self.taken) >= own.MOST_ENTRIES and one.id not in self._kept:
            return [Fault("too_many_entries", one.id, "id", str(own.MOST_ENTRIES))]
        return [*own.faults([one], self._base), *self._against(one)]

    def _against(self, one: Entry) -> Iterator[Fault]:
        for words, others, field in (
            (one.terms, self._allow, "terms"),
            (one.allow, self._terms, "allow"),
        ):
            for word in words:
                if others.get(word, one.id) != one.id:
                    yield Fault("contradicts", one.id, field, f"{word} · {others[word]}")

    def take(self, one: Entry) -> None:
        """Take an entry that nothing is wrong with."""
        self.taken[one.id] = one
        self._note(one)

    def drop(self, name: str) -> None:
        """Take none after all."""
        self.taken.pop(name, None)

    def _note(self, one: Entry) -> None:
        self._terms |= dict.fromkeys(one.terms, one.id)
        self._allow |= dict.fromkeys(one.allow, one.id)
