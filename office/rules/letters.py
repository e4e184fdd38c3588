"""Letters as data: read from YAML, checked as a whole, filled in. Pure: no row, no clock."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import yaml

FOLDER = Path(__file__).resolve().parents[1] / "letters"
LANGUAGES = ("zh", "en")
NAME = re.compile(r"[a-z][a-z_]{1,39}")
LONGEST = 4_000  # characters of one value
SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONE = {"zh": "（北京时间）", "en": " (Beijing time)"}

Kind = Literal["text", "words", "instant"]
Values = Mapping[str, Any]


class BadLetter(Exception):
    """A template that must not be used: the process does not start with it."""


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A letter in one language, with {parameters}."""

    subject: str
    body: str


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One topic: what it is called, how it is said, whether it may wait or be turned off."""

    topic: str
    name: dict[str, str]
    parameters: dict[str, Kind]
    zh: Wording
    en: Wording
    legal: bool = False
    clause: str = ""
    waits: bool = True
    secret: list[str] = []
    mail_only: bool = False  # to somebody who has no inbox yet

    def wording(self, tongue: str) -> Wording:
        return self.en if tongue == "en" else self.zh


class Written(NamedTuple):
    """A letter as it is read."""

    subject: str
    body: str


def read(folder: Path) -> dict[str, Template]:
    """Return every template of a folder by its topic.

    Raises:
        BadLetter: one cannot be read, lacks a language, or its languages say different things.
    """
    found: dict[str, Template] = {}
    for path in sorted(folder.glob("*.yaml")):
        template = _one(path)
        if template.topic in found:
            raise BadLetter(f"{path.name}: the topic {template.topic} is there twice")
        found[template.topic] = template
    return found


@cache
def templates() -> dict[str, Template]:
    """Return the templates of the product."""
    return read(FOLDER)


def _one(path: Path) -> Template:
    try:
        template = msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), type=Template)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as fault:
        raise BadLetter(f"{path.name}: {fault}") from None
    wrong = _faults(template)
    if wrong:
        raise BadLetter(f"{path.name}: {'; '.join(wrong)}")
    return template


def _faults(one: Template) -> list[str]:
    said = []
    if not NAME.fullmatch(one.topic):
        said.append(f"{one.topic!r} is no topic")
    if set(one.name) != set(LANGUAGES) or not all(one.name.values()):
        said.append("the name must be given in zh and en")
    if one.legal and not one.clause:
        said.append("a legal notice names the clause that asks for it")
    if one.legal and one.waits:
        said.append("a legal notice does not wait")
    if not set(one.secret) <= set(one.parameters):
        said.append("a secret is none of the parameters")
    for tongue in LANGUAGES:
        said += _unlike(one, tongue)
    return said


def _unlike(one: Template, tongue: str) -> list[str]:
    """Return where one language does not use exactly the parameters that are declared."""
    wording = one.wording(tongue)
    if not wording.subject.strip() or not wording.body.strip() or "\n" in wording.subject.strip():
        return [f"{tongue}: a subject of one line and a body are needed"]
    try:
        used = _names(wording.subject) | _names(wording.body)
    except ValueError as fault:
        return [f"{tongue}: {fault}"]
    wrong = used ^ set(one.parameters)
    return [f"{tongue}: not the declared parameters: {', '.join(sorted(wrong))}"] if wrong else []


def _names(text: str) -> set[str]:
    """Return the parameters of a text; only plain names, so that nothing else is looked up."""
    found = set()
    for _said, name, form, turned in Formatter().parse(text):
        if name is None:
            continue
        if form or turned or not NAME.fullmatch(name):
            raise ValueError(f"{{{name}}} is no plain parameter")
        found.add(name)
    return found


def misfits(template: Template, values: Values) -> list[str]:
    """Return the names of values that are missing, superfluous or of another kind."""
    names = set(template.parameters)
    wrong = names ^ set(values)
    wrong |= {name for name in names & set(values) if not _fits(template, name, values[name])}
    return sorted(wrong)


def _fits(template: Template, name: str, value: object) -> bool:
    kind = template.parameters[name]
    if kind == "words":
        return (
            isinstance(value, Mapping)
            and set(value) == set(LANGUAGES)
            and all(isinstance(one, str) and len(one) <= LONGEST for one in value.values())
        )
    if not isinstance(value, str) or len(value) > LONGEST:
        return False
    return kind == "text" or _instant(value) is not None


def _instant(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else None


def write(template: Template, values: Values, tongue: str) -> Written:
    """Fill a template in. What was secret and is gone is left blank."""
    said = {name: _said(template, name, values, tongue) for name in template.parameters}
    wording = template.wording(tongue)
    subject = " ".join(wording.subject.format_map(said).split())
    return Written(subject[:200], wording.body.strip().format_map(said))


def _said(template: Template, name: str, values: Values, tongue: str) -> str:
    value = values.get(name)
    if value is None:
        return "…"
    if template.parameters[name] == "words":
        return str(value[tongue])
    if template.parameters[name] == "instant":
        local = datetime.fromisoformat(value).astimezone(SHANGHAI)
        return f"{local:%Y-%m-%d %H:%M}{ZONE[tongue]}"
    return str(value)
