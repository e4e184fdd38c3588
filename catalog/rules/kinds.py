"""The kinds of paper that suppliers hand in: what the catalogue asks for, and the rest."""

from collections.abc import Mapping
from functools import cache

import msgspec
import yaml

from catalog.rules.chain import AUTHORISATION, TRADEMARK
from catalog.rules.pack import FOLDER, Paper, papers

CHAIN = frozenset({TRADEMARK, AUTHORISATION})
APPROVALS = frozenset(
    {"drug-ad-approval", "device-ad-approval", "fsmp-ad-approval", "health-food-ad-approval"}
)
NUMBERED = APPROVALS | {TRADEMARK}  # without its number such a paper says nothing


@cache
def kinds() -> Mapping[str, Paper]:
    """Return every kind of paper by its name, with what it is called."""
    more = yaml.load((FOLDER / "supplied.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    return {**papers(), **msgspec.convert(more, dict[str, Paper])}


def kind_name(kind: str, language: str) -> str:
    """Return what a kind of paper is called; its own name where nobody knows it."""
    found = kinds().get(kind)
    if found is None:
        return kind
    return found.en if language.startswith("en") else found.zh
