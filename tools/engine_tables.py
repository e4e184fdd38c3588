"""Generate the tables of the inspection engine: fold, syllables, written parts.

    python -m tools.engine_tables --confusables FILE.json.gz --parts chaizi-jt.txt

OpenCC, pypinyin and unicodedata are needed here only; the engine reads the output.
"""

import argparse
import gzip
import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import opencc
from pypinyin import phrases_dict, pinyin_dict

OUT = Path(__file__).resolve().parents[1] / "moderation" / "engine" / "data"
PLANES = 0x33480  # past the last Han extension; everything above is deleted
DIGITS = (
    "零〇○◯º⓪⓿",
    "一壹弌幺❶➀➊⓵",
    "二贰貳弍两兩❷➁➋⓶",
    "三叁參叄弎❸➂➌⓷",
    "四肆❹➃➍⓸",
    "五伍❺➄➎⓹",
    "六陆陸❻➅➏⓺",
    "七柒❼➆➐⓻",
    "八捌❽➇➑⓼",
    "九玖❾➈➒⓽",
)
ROMAN = {0x2160 + i: str(i + 1) for i in range(9)} | {0x2170 + i: str(i + 1) for i in range(9)}
ROMAN |= {0x2164: "v", 0x2174: "v", 0x2169: "x", 0x2179: "x"}
# Letters of other alphabets that are used for their shape, beyond Unicode's own list.
_ALIKE = "aд bьъвβ cс dᴆ eεξе hңнһ kкҡӄκ mм nийпη oоο pр rягґ sѕ tтτ uυ vѵν∨√✓✔♈ wω xхχ yу 3зэ 4ч"
SHAPES = {char: group[0] for group in _ALIKE.split() for char in group[1:]}
SQUARED = ((0x1F130, 26), (0x1F150, 26), (0x1F170, 26), (0x1F1E6, 26))
HAN = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, PLANES))


def is_han(code: int) -> bool:
    """Whether a code point is in a block of Han characters."""
    return any(low <= code <= high for low, high in HAN)


def letter_of(name: str) -> str:
    """Read the plain letter out of a Unicode name such as LATIN SMALL LETTER K WITH DESCENDER."""
    words = name.split(" WITH ")[0].split()
    if words[:1] != ["LATIN"] or len(words[-1]) != 1:
        return ""
    return words[-1].lower()


class Folder:
    """Folds one code point; the tables are this function, tabulated."""

    def __init__(self, confusables: dict[str, list[dict[str, str]]]) -> None:
        self.simplify = opencc.OpenCC("t2s")
        self.japanese = opencc.OpenCC("jp2t")
        self.shapes = {**self._ascii_shapes(confusables), **SHAPES}
        self.digits = {char: str(value) for value, row in enumerate(DIGITS) for char in row}

    @staticmethod
    def _ascii_shapes(confusables: dict[str, list[dict[str, str]]]) -> dict[str, str]:
        shapes = {}
        for char, others in confusables.items():
            plain = [o["c"] for o in others if len(o["c"]) == 1 and o["c"].isascii()]
            plain = [c for c in plain if c.isalnum()]
            if plain and not char.isascii() and len(char) == 1 and not is_han(ord(char)):
                shapes[char] = sorted(plain)[-1].lower()
        return shapes

    def fold(self, code: int) -> str:
        """Return what `code` becomes: nothing, one character, or several."""
        if 0xD800 <= code < 0xE000 or (code >= PLANES and not is_han(code)):
            return ""
        if code in ROMAN:
            return ROMAN[code]
        for base, count in SQUARED:
            if base <= code < base + count:
                return chr(97 + code - base)
        return "".join(self._kept(char) for char in self._spread(chr(code)))

    def _spread(self, char: str) -> str:
        if char in self.digits or (char in self.shapes and not char.isascii()):
            return char
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())
        if len(folded) == 1 and ord(char) < 0x2E80:
            parts = unicodedata.normalize("NFKD", folded)
            folded = "".join(c for c in parts if not unicodedata.combining(c))
        return folded

    def _kept(self, char: str) -> str:
        if char in self.digits:
            return self.digits[char]
        if char.isascii():
            return char if char.isalnum() else ""
        if char in self.shapes:
            return self.shapes[char]
        value = unicodedata.digit(char, None)
        if value is not None:
            return str(value)
        if is_han(ord(char)):
            return self._simple(char)
        return self._plain_letter(char)

    def _plain_letter(self, char: str) -> str:
        category = unicodedata.category(char)
        name = unicodedata.name(char, "")
        if category[0] not in "LN":
            return ""
        base = name.split(" WITH ")[0]
        if base != name and name.startswith(("CYRILLIC", "GREEK")):
            return self._based(base, char)
        return letter_of(name) or char

    def _based(self, base: str, char: str) -> str:
        try:
            plain = unicodedata.lookup(base).lower()
        except KeyError:
            return char
        return self.shapes.get(plain, plain)

    def _simple(self, char: str) -> str:
        plain = self.simplify.convert(char)
        if plain == char and not _in_gb2312(char):
            plain = self.simplify.convert(self.japanese.convert(char))
        plain = plain if len(plain) == 1 else char
        return self.digits.get(plain, plain)


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def syllable(reading: str) -> str:
    """Drop the tone: lǜ becomes lv."""
    marks = unicodedata.normalize("NFD", reading)
    plain = "".join(c for c in marks if not unicodedata.combining(c) or c == "\u0308")
    return plain.replace("u\u0308", "v").replace("ê", "e")


def heard_in_phrases() -> dict[str, Counter[str]]:
    """Count how often each character is read in which way, over the phrases pypinyin knows."""
    counts: dict[str, Counter[str]] = {}
    for phrase, spoken in phrases_dict.phrases_dict.items():
        for char, ways in zip(phrase, spoken, strict=False):
            counts.setdefault(char, Counter())[syllable(ways[0])] += 1
    return counts


def common(char: str, ways: list[str], counts: dict[str, Counter[str]]) -> list[int]:
    """Return the places of the further readings of a character that are in real use."""
    seen = counts.get(char, Counter())
    least = max(2, sum(seen.values()) // 20)
    return [i for i, way in enumerate(ways) if i and seen[way] >= least][:2]


def readings() -> Iterator[tuple[int, list[str]]]:
    """Yield every Han character with its toneless readings, the usual one first."""
    for code, text in sorted(pinyin_dict.pinyin_dict.items()):
        plain = list(dict.fromkeys(syllable(part) for part in text.split(",")))
        plain = [p for p in plain if p.isascii() and p.isalpha()]
        if plain and is_han(code) and code < PLANES:
            yield code, plain


def parts(path: Path, folder: Folder) -> dict[str, list[str]]:
    """Read characters that split into two or three written parts, each a character itself."""
    table: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        char, *splits = line.split("\t")
        if len(char) != 1 or not _in_gb2312(char):
            continue
        folded = dict.fromkeys(
            "".join(map(folder.fold, map(ord, s.replace(" ", ""))))
            for s in splits
            if s.count(" ") in (1, 2)
        )
        kept = [s for s in folded if 2 <= len(s) <= 3 and all(_in_gb2312(c) for c in s)]
        if kept:
            table[folder.fold(ord(char))] = kept[:2]
    return table


def write(folder: Folder, parts_path: Path) -> None:
    """Tabulate everything and write it to moderation/engine/data."""
    single: dict[int, int] = {}
    several: dict[int, str] = {}
    for code in range(PLANES):
        out = folder.fold(code)
        if len(out) > 1:
            several[code] = out
        elif out != chr(code):
            single[code] = ord(out) if out else 0
    codes = np.fromiter(single, dtype=np.uint32)
    values = np.fromiter(single.values(), dtype=np.uint32)
    known = dict(readings())
    names = sorted({s for row in known.values() for s in row})
    number = {name: i for i, name in enumerate(names)}
    han = np.fromiter(known, dtype=np.uint32)
    first = np.array([number[row[0]] for row in known.values()], dtype=np.uint16)
    counts = heard_in_phrases()
    more = {
        chr(code): [number[row[i]] for i in common(chr(code), row, counts)]
        for code, row in known.items()
    }
    more = {char: row for char, row in more.items() if row}
    np.savez_compressed(OUT / "tables.npz", codes=codes, values=values, han=han, first=first)
    rest = {
        "several": several,
        "syllables": names,
        "more": more,
        "parts": parts(parts_path, folder),
    }
    (OUT / "tables.msgpack.gz").write_bytes(gzip.compress(msgspec.msgpack.encode(rest), 9, mtime=0))
    print(
        "changed",
        len(single),
        "expanded",
        len(several),
        "syllables",
        len(names),
        "polyphones",
        len(more),
        "split",
        len(rest["parts"]),
    )


def main() -> None:
    """Parse the arguments and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--confusables", type=Path, required=True)
    parser.add_argument("--parts", type=Path, required=True)
    options = parser.parse_args()
    with gzip.open(options.confusables) as stream:
        folder = Folder(json.load(stream))
    write(folder, options.parts)


if __name__ == "__main__":
    main()
