"""Every lossy disguise on the term's side: written parts, look-alikes, abbreviations, leet."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product

from moderation.engine.fold import fold
from moderation.engine.tables import REST

CAP = 64  # extra keys of one term

# Characters that are taken for one another by shape or by usage in contact offers; folded forms.
TWINS = {
    "微": "薇威维徽崴葳溦",
    "信": "芯心鑫欣言",
    "加": "伽佳茄十迦",
    "扣": "叩抠",
    "群": "裙峮",
    "真": "蒸",
    "全": "荃圈",
    "码": "马",
    "威": "微薇",
    "转": "砖",
    "账": "帐",
    "钱": "銭",
    "款": "歀",
    "赌": "堵睹",
    "博": "搏",
    "币": "帀",
    "元": "圆",
}
ALIASES = {
    "微信": ("vx", "wx", "v信", "w信", "微x", "威x", "薇x", "v❤", "weixin", "wechat"),
    "扣扣": ("qq", "企鹅"),
    "qq": ("扣扣", "企鹅"),
    "裸聊": ("luo聊",),
}
LEET = {"a": "4", "b": "8", "e": "3", "g": "9", "i": "1", "l": "1", "o": "0", "s": "5", "t": "7"}


def variants(term: str) -> list[str]:
    """Return the folded disguises of one term, without the term itself."""
    plain = fold(term)
    found = dict.fromkeys(islice(_all(plain), 4 * CAP))
    found.pop(plain, None)
    return [key for key in found if len(key) > 1][:CAP]


def light(term: str) -> list[str]:
    """Return only the disguises that cost a large lexicon little: the abbreviations."""
    plain = fold(term)
    return [
        fold(plain.replace(word, a)) for word, row in ALIASES.items() if word in plain for a in row
    ]


def _all(plain: str) -> Iterator[str]:
    for word, row in ALIASES.items():
        if word in plain:
            yield from (fold(plain.replace(word, alias)) for alias in row)
    if len(plain) > 1:
        yield from _one_by_one(plain, lambda char: TWINS.get(char, ""))
        yield from _one_by_one(plain, lambda char: REST.parts.get(char, ()))
        split = "".join(REST.parts.get(char, (char,))[0] for char in plain)
        yield split
        if plain.isascii():
            yield from _leet(plain)


def _one_by_one(plain: str, choose: Callable[[str], Iterable[str]]) -> Iterator[str]:
    for i, char in enumerate(plain):
        for other in choose(char):
            yield plain[:i] + other + plain[i + 1 :]


def _leet(plain: str) -> Iterator[str]:
    choices = [(char, LEET[char]) if char in LEET else (char,) for char in plain]
    for way in product(*choices):
        key = "".join(way)
        if not key.isdigit():
            yield key
