"""Terms of the catalogue in many texts: a word, or several that must all stand in one. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

AND = " + "  # 身份证 + 代办: both stand in the product, anywhere
SIGNS = re.compile(r"[\W_]+")
IMAGES = tuple(
    "造型 形状 模型 玩具 玩偶 图案 图鉴 贴纸 抱枕 发夹 挂饰 拼图 积木 毛绒 公仔 探测 检测".split()  # noqa: SIM905
)
DENIALS = tuple("非 仿 不含 不是 并非 不可 不添加 未添加 替代 拒绝 远离 谨防 禁止".split())  # noqa: SIM905


class Match(Protocol):
    """A word found in a text, in code points of the original."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def term(self) -> str: ...


class Finder(Protocol):
    """Finds words in many texts, through disguises; the engine of inspection is one."""

    def find_many(self, texts: Sequence[str]) -> Sequence[Sequence[Match]]:
        """Return the words in each text that nothing allowed covers, in reading order."""


Make = Callable[[Iterable[str], Iterable[str]], Finder]


class Said(NamedTuple):
    """The words of a term as they stand in a text; `is_image`: of a likeness or a denial only."""

    words: tuple[str, ...]
    is_image: bool


def is_image(text: str, start: int, end: int) -> bool:
    """Tell whether a word names what goods look like (手枪造型) or are not (非医用)."""
    return text.startswith(IMAGES, end) or text[max(0, start - 3) : start].endswith(DENIALS)


def plain(text: str) -> str:
    """Return a text in small letters, without blanks and signs."""
    return SIGNS.sub("", text.lower())


def parts(term: str) -> tuple[str, ...]:
    """Return the words of a term; one, unless it is written with ` + `."""
    return tuple(word.strip() for word in term.split(AND))


class Terms:
    """What finds terms in texts; `allow` is what covers a word and means something else.

    Of several words the longest is looked for, through disguises; only where it stands are the
    others asked for, as they are written but for case and signs.
    """

    def __init__(self, terms: Iterable[str], allow: Iterable[str], make: Make) -> None:
        self._of: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for term in terms:
            first, *others = sorted(parts(term), key=len, reverse=True)
            row = (term, tuple(plain(word) for word in others))
            self._of.setdefault(first, []).append(row)
        self._finder = make(self._of, dict.fromkeys(allow)) if self._of else None

    def found(self, texts: Sequence[str]) -> list[Mapping[str, Said]]:
        """Return for each text its terms, each with the words as they stand there."""
        if self._finder is None:
            return [{} for _ in texts]
        matched = self._finder.find_many(texts)
        return [
            self._terms(text, row) if row else {} for text, row in zip(texts, matched, strict=True)
        ]

    def _terms(self, text: str, matches: Sequence[Match]) -> dict[str, Said]:
        seen: dict[str, list[str]] = {}
        meant = set()
        for match in matches:
            seen.setdefault(match.term, []).append(text[match.start : match.end])
            if not is_image(text, match.start, match.end):
                meant.add(match.term)
        found = {}
        bare = ""
        for first, words in seen.items():
            for term, others in self._of[first]:
                if others:
                    bare = bare or plain(text)
                    if not all(word in bare for word in others):
                        continue
                found[term] = Said((*words, *others), first not in meant)
        return found
