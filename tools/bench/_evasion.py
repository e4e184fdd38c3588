"""Disguises of forbidden terms, generated: what an evading seller does to a word.

Independent of the engine's own tables: characters come from OpenCC, pypinyin and unicodedata.
"""

import random
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import opencc
from pypinyin import lazy_pinyin

CARRIERS = (
    ("家人们今天", "给大家安排上"),
    ("", "，先到先得哦"),
    ("主播刚才说的", "是真的吗"),
    ("老铁们", ""),
    ("这个链接里", "都写着呢"),
    ("听我说", "就在三号位"),
    ("【", "】大家看一下"),
    ("福利来了 ", " 不要错过"),
)
SIGNS = "·*-_~/|#^=、 \u3000'`+<>&"
EMOJI = "😀🔥❤️👍🎉💯✨🥰"
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e"
ACCENTS = "\u0300\u0301\u0302\u0308\u030a"
CYRILLIC = dict(zip("aceopxy", "асеорху", strict=True))
LEET = dict(zip("aeiolst", "4310157", strict=True))


class Case(NamedTuple):
    """One disguised term in a sentence, and where it stands."""

    transform: str
    term: str
    text: str
    start: int
    end: int


Transform = Callable[[str, random.Random], str]


@cache
def homophones() -> dict[str, str]:
    """Return the common characters of each toneless syllable (GB 2312, first level)."""
    table: dict[str, str] = {}
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            try:
                char = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            syllable = lazy_pinyin(char)[0]
            table[syllable] = table.get(syllable, "") + char
    return table


def _between(signs: str) -> Transform:
    def transform(term: str, chance: random.Random) -> str:
        return "".join(c + chance.choice(signs) for c in term[:-1]) + term[-1]

    return transform


def _shifted(upper: int, lower: int) -> Transform:
    def transform(term: str, _chance: random.Random) -> str:
        return "".join(
            chr(lower + ord(c) - 97)
            if "a" <= c <= "z"
            else chr(upper + ord(c) - 65)
            if "A" <= c <= "Z"
            else c
            for c in term
        )

    return transform


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def _traditional(term: str, _chance: random.Random) -> str:
    converted: str = _converter().convert(term)
    return converted


def _marked(marks: str) -> Transform:
    def transform(term: str, chance: random.Random) -> str:
        return unicodedata.normalize("NFC", "".join(c + chance.choice(marks) for c in term))

    return transform


def _repeated(term: str, chance: random.Random) -> str:
    return "".join(c * chance.randint(2, 4) for c in term)


def _repeated_apart(term: str, chance: random.Random) -> str:
    return _between(SIGNS)(_repeated(term, chance), chance)


def _sounds(count: int) -> Transform:
    def transform(term: str, chance: random.Random) -> str:
        spoken = lazy_pinyin(term)
        chosen = chance.sample(range(len(term)), min(count, len(term)))
        out = list(term)
        for i in chosen:
            others = homophones().get(spoken[i], "").replace(term[i], "")
            out[i] = chance.choice(others) if others else term[i]
        return "".join(out)

    return transform


def _pinyin(count: int, space: str = "") -> Transform:
    def transform(term: str, chance: random.Random) -> str:
        spoken = lazy_pinyin(term)
        chosen = set(chance.sample(range(len(term)), min(count, len(term))))
        return space.join(spoken[i] if i in chosen else c for i, c in enumerate(term))

    return transform


def _replaced(table: dict[str, str]) -> Transform:
    def transform(term: str, _chance: random.Random) -> str:
        return "".join(table.get(c, c) for c in term)

    return transform


HAN: dict[str, Transform] = {
    "plain": lambda term, _: term,
    "traditional": _traditional,
    "signs": _between(SIGNS),
    "emoji": _between(EMOJI),
    "zero width": _between(ZERO_WIDTH),
    "struck through": _marked("\u0336\u0337\u0338"),
    "repeats": _repeated,
    "repeats and signs": _repeated_apart,
    "homophone, one": _sounds(1),
    "homophone, all": _sounds(9),
    "pinyin, one": _pinyin(1),
    "pinyin, all": _pinyin(9),
    "pinyin, spaced": _pinyin(9, " "),
}
LATIN: dict[str, Transform] = {
    "upper case": lambda term, _: term.upper(),
    "full width": _shifted(0xFF21, 0xFF41),
    "circled": _shifted(0x24B6, 0x24D0),
    "squared": lambda term, _: _shifted(0x1F170, 0x1F170)(term.upper(), _),
    "bold": _shifted(0x1D400, 0x1D41A),
    "script": _shifted(0x1D4D0, 0x1D4EA),
    "accents": _marked(ACCENTS),
    "signs in latin": _between(" .-*_"),
    "cyrillic": _replaced(CYRILLIC),
    "leet": _replaced(LEET),
}
TARGETS = {
    **dict.fromkeys([*HAN, *LATIN], 1.0),
    "repeats": 0.99,
    "repeats and signs": 0.99,
    **{name: 0.95 for name in HAN if name.startswith(("homophone", "pinyin"))},
    "pinyin, all": 0.90,
    "pinyin, spaced": 0.90,
    "homophone, all": 0.90,
    "leet": 0.95,
}


def cases(terms: list[str], table: dict[str, Transform], seed: int) -> Iterator[Case]:
    """Yield every term in every disguise that changes it, inside an everyday sentence."""
    chance = random.Random(seed)
    for name, transform in table.items():
        for term in terms:
            disguised = transform(term, chance)
            if disguised == term and name not in ("plain",):
                continue
            before, after = chance.choice(CARRIERS)
            start = len(before)
            yield Case(name, term, before + disguised + after, start, start + len(disguised))
