"""Read the law files and refuse them, naming file and entry, when they contradict themselves."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from livecompliance.kernel.law_types import Article, Clause, Instrument, Param, Register

SECTIONS = {"sources", "instruments", "articles", "clauses"}
T = TypeVar("T", Instrument, Article, Clause)
Placed = tuple[str, T]  # the file, and what it says


class LawError(ValueError):
    """The register is not fit for use; the message names the file and the entry."""


class Loader(yaml.CSafeLoader):
    """Safe YAML in which a key written twice is a fault, not a silent replacement."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value]
        for name in {name for name in names if names.count(name) > 1}:
            raise yaml.constructor.ConstructorError(
                None, None, f"{name} is written twice", node.start_mark
            )
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


def load(paths: Iterable[Path]) -> Register:
    """Read every file and return the checked register.

    Raises:
        LawError: unreadable file, unknown or missing field, wrong type, unknown instrument or
            source, missing article, duplicate, or versions of one clause that overlap.
    """
    files = {str(path): _read(path) for path in sorted(paths)}
    sources = _sources(files)
    instruments = {}
    for place, one in _entries(files, "instruments", Instrument):
        _require(one.id not in instruments, place, f"instrument {one.id}: defined twice")
        instruments[one.id] = one
    articles = _articles(list(_entries(files, "articles", Article)), instruments, sources)
    clauses = _clauses(list(_entries(files, "clauses", Clause)), instruments, sources)
    for place, one in _entries(files, "instruments", Instrument):
        _require(one.source in sources, place, f"instrument {one.id}: source {one.source} unknown")
    for place, clause in _entries(files, "clauses", Clause):
        _check_article(place, clause, articles)
    return Register(instruments, sources, articles, clauses)


def _require(condition: bool, place: str, problem: str) -> None:
    if not condition:
        raise LawError(f"{place}: {problem}")


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 safe
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise LawError(f"{path}: not readable as YAML: {fault}") from fault
    _require(isinstance(content, dict), str(path), "a mapping of sections is expected")
    unknown = set(content) - SECTIONS
    _require(not unknown, str(path), f"unknown section {', '.join(map(str, unknown))}")
    return dict(content)


def _sources(files: Mapping[str, dict[str, Any]]) -> dict[str, str]:
    sources: dict[str, str] = {}
    for place, content in files.items():
        for key, text in (content.get("sources") or {}).items():
            _require(isinstance(text, str) and bool(text), place, f"source {key}: a text expected")
            _require(key not in sources, place, f"source {key}: defined twice")
            sources[key] = text
    return sources


def _entries(
    files: Mapping[str, dict[str, Any]], section: str, kind: type[T]
) -> Iterator[Placed[T]]:
    for place, content in files.items():
        entries = content.get(section) or []
        _require(isinstance(entries, list), place, f"{section}: a list is expected")
        for number, raw in enumerate(entries, 1):
            yield place, _convert(place, f"{section} entry {number}", raw, kind)


def _convert(place: str, where: str, raw: object, kind: type[T]) -> T:
    _require(isinstance(raw, dict), place, f"{where}: a mapping is expected")
    fields = dict(raw) if isinstance(raw, dict) else {}
    label = (
        fields.get("id") or f"{fields.get('instrument', '')} {fields.get('article', '')}".strip()
    )
    if isinstance(fields.get("params"), dict):
        fields["params"] = {name: _param(value) for name, value in fields["params"].items()}
    try:
        return msgspec.convert(fields, kind)
    except msgspec.ValidationError as fault:
        raise LawError(f"{place}: {where} ({label or 'no id'}): {fault}") from fault


def _param(value: object) -> object:
    """A bare value is short for one that tenants may not move."""
    return value if isinstance(value, dict) else {"value": value}


def _articles(
    found: list[Placed[Article]], instruments: Mapping[str, Instrument], sources: Mapping[str, str]
) -> dict[str, tuple[Article, ...]]:
    by_instrument: dict[str, dict[int, Article]] = {}
    for place, one in found:
        name = f"article {one.instrument} {one.article}"
        _require(one.instrument in instruments, place, f"{name}: unknown instrument")
        _require(one.source in sources, place, f"{name}: source {one.source} unknown")
        numbered = by_instrument.setdefault(one.instrument, {})
        _require(one.article not in numbered, place, f"{name}: defined twice")
        numbered[one.article] = one
    return {key: tuple(one[n] for n in sorted(one)) for key, one in by_instrument.items()}


def _clauses(
    found: list[Placed[Clause]], instruments: Mapping[str, Instrument], sources: Mapping[str, str]
) -> dict[str, tuple[Clause, ...]]:
    versions: dict[str, list[Clause]] = {}
    for place, one in sorted(found, key=lambda placed: placed[1].effective_from):
        name = f"clause {one.id}"
        _require(one.instrument in instruments, place, f"{name}: unknown instrument")
        _require(one.source in sources, place, f"{name}: source {one.source} unknown")
        _require(
            one.id.startswith(f"{one.instrument}-"), place, f"{name}: does not name its instrument"
        )
        _check_dates(place, one, instruments[one.instrument])
        for param_name, param in one.params.items():
            _check_param(place, f"{name}, {param_name}", param)
        earlier = versions.setdefault(one.id, [])
        if earlier:
            _check_successor(place, earlier[-1], one)
        earlier.append(one)
    return {key: tuple(ones) for key, ones in versions.items()}


def _check_dates(place: str, one: Clause, instrument: Instrument) -> None:
    last = one.effective_to or date.max
    _require(one.effective_from <= last, place, f"clause {one.id}: ends before it begins")
    _require(
        instrument.effective_from <= one.effective_from
        and one.effective_from <= (instrument.effective_to or date.max),
        place,
        f"clause {one.id}: begins while {instrument.id} is not in force",
    )


def _check_successor(place: str, before: Clause, after: Clause) -> None:
    _require(
        before.effective_to is not None and before.effective_to < after.effective_from,
        place,
        f"clause {after.id}: two versions in force on {after.effective_from}",
    )
    _require(
        before.instrument == after.instrument,
        place,
        f"clause {after.id}: an id is never reused for another instrument",
    )


def _check_param(place: str, name: str, param: Param) -> None:
    is_list = isinstance(param.value, list)
    is_number = isinstance(param.value, (int, float)) and not isinstance(param.value, bool)
    fits = {"fixed": True, "superset": is_list, "lower": is_number, "higher": is_number}
    _require(fits[param.stricter], place, f"{name}: {param.value!r} cannot be {param.stricter}")


def _check_article(place: str, one: Clause, articles: Mapping[str, tuple[Article, ...]]) -> None:
    known = {str(article.article) for article in articles.get(one.instrument, ())}
    _require(
        not known or one.article in known,
        place,
        f"clause {one.id}: {one.instrument} has no article {one.article}",
    )
