"""Two one-to-one views of a text: its signs read as digits, and as letters and cue words."""

import unicodedata

from moderation.engine.tables import FOLD, SOUND, SYLLABLES

PAIR = "\ue000"  # one sign that stands for two digits: ⑬
WEAK = 0xE100  # + n: a letter or character read as the digit n only among digits
_SPOKEN = {
    SYLLABLES[name]: digit
    for digit, names in enumerate(
        ("ling", "yi yao", "er liang", "san shan", "si", "wu wo", "liu", "qi", "ba", "jiu")
    )
    for name in names.split()
    if name in SYLLABLES
}
_LOOKS = dict(zip("ㄚЭэЧчЪЬьろヒㇶヿ", (1, 3, 3, 4, 4, 6, 6, 6, 3, 7, 7, 7), strict=True))
_LETTERS = {ord("l"): 1, ord("o"): 0}
_GAPS = frozenset("→~～ \u3000-–—―_·*'`′丿丶()（）")
_COMMON = frozenset("口为位未味谓委伟围尾喂畏胃慰伪违纬苇")
_WORDS = {
    **dict.fromkeys("加伽佳茄迦咖嫁➕＋+⁺﹢", "+"),
    **dict.fromkeys("❌✘✗✖❎☓", "x"),
    **dict.fromkeys("❤♥💗💓💕", "信"),
    **dict.fromkeys("微威维卫蔚魏", "微"),
    **dict.fromkeys("薇徽葳崴瘟噦哕嶶溦巍", "薇"),  # hardly ever stands alone but for 微信
    **dict.fromkeys("君峮羊", "群"),
    **dict.fromkeys(".．。﹒｡", "."),
    **dict.fromkeys("∶:：;；", ":"),
    "丿": " ",
    "_": "_",
    "√": "v",
    "✔": "v",
}
_SOUNDS = {"wei": "微", "xin": "信", "qun": "群", "kou": "扣"}
_HEARD = {SYLLABLES[name]: sign for name, sign in _SOUNDS.items() if name in SYLLABLES}


def han(code: int) -> bool:
    """Tell whether a code point is a Han character."""
    return 0x3400 <= code <= 0x9FFF or 0x20000 <= code <= 0x323AF


def heard(code: int) -> str:
    """Return the syllable code point of a Han character, or an empty string."""
    return chr(SOUND[code]) if han(code) and code < len(SOUND) else ""


class _Digits(dict[int, str]):
    """0-9 for a sign that is a digit, PAIR, a weak digit, a blank for a gap, x for the rest."""

    def __missing__(self, code: int) -> str:
        self[code] = found = self._look(code, chr(code))
        return found

    @staticmethod
    def _look(code: int, char: str) -> str:
        if char in _GAPS or unicodedata.category(char) in ("Cf", "Mn", "Me"):
            return " "
        folded = FOLD[code]
        weak = _SPOKEN.get(heard(code), _LOOKS.get(char))
        if weak is None and isinstance(folded, int):
            weak = _LETTERS.get(folded)
        if weak is not None:
            return chr(WEAK + weak)
        if isinstance(folded, str):
            return PAIR if folded.isdigit() else folded[0] if folded[0].isdigit() else "x"
        return chr(folded) if folded is not None and 48 <= folded <= 57 else "x"


class _Words(dict[int, str]):
    """Letters as plain lower case, cue characters as one sign each, marks as blanks."""

    def __missing__(self, code: int) -> str:
        self[code] = found = self._look(code, chr(code))
        return found

    @staticmethod
    def _look(code: int, char: str) -> str:
        if char in _WORDS:
            return _WORDS[char]
        if char not in _COMMON and (sign := _HEARD.get(heard(code))):
            return sign
        folded = FOLD[code]
        if folded is None:
            return " "
        return folded[0] if isinstance(folded, str) else chr(folded)


DIGITS = _Digits()
WORDS = _Words()


class _Script(dict[str, str]):
    """The way one sign is written: a letter for the script, blank for what does not matter."""

    def __missing__(self, char: str) -> str:
        self[char] = found = self._look(char, ord(char))
        return found

    @staticmethod
    def _look(char: str, code: int) -> str:
        if code < 0x80:
            return "a" if char.isalnum() else " "
        if han(code):
            return "h"
        if 0xFF00 <= code <= 0xFF5A:
            return "w"
        return _by_name(unicodedata.name(char, "")) if char.isalnum() or code > 0x2000 else " "


_NAMES = (("CYRILLIC", "c"), ("GREEK", "g"), ("LATIN", "l"), ("CIRCLED", "o"), ("KATAKANA", "k"))
_MORE = (
    ("HIRAGANA", "k"),
    ("MATHEMATICAL", "m"),
    ("DOUBLE-STRUCK", "m"),
    ("SQUARED", "o"),
    ("PARENTHESIZED", "o"),
    ("DIGIT", "o"),
)


def _by_name(name: str) -> str:
    for word, script in (*_NAMES, *_MORE):
        if word in name:
            return script
    return "o" if "NUMBER" in name or "NUMERAL" in name else " "


SCRIPT = _Script()
