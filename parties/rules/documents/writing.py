"""How people write numbers: full-width, in small letters, in groups. One spelling of each."""

WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
SMALL = {ord(letter): letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"}
SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\u2060\ufeff" + "".join(
    map(chr, range(0x2000, 0x200E))
)
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
_GONE = dict.fromkeys(map(ord, SPACES + DASHES))
_SPELLING = {
    **{code: letter.upper() for code, letter in WIDE.items()},
    **SMALL,
    **_GONE,
}
_BRACKETS = dict.fromkeys(map(ord, "()（）"))
_PHONE = {**_SPELLING, **dict.fromkeys(map(ord, "().·（）．"))}


def spelled(text: str) -> str:
    """Return a number in capital letters of half width, without spaces and dashes."""
    is_plain = text.isascii() and text.isalnum()
    return text.upper() if is_plain else text.translate(_SPELLING)


def carded(text: str) -> str:
    """Return a permit's number without the brackets in which its count of issue is printed."""
    return spelled(text.translate(_BRACKETS))


def dialled(text: str) -> str:
    """Return a telephone number without whatever people group it by."""
    is_plain = text.isascii() and text.isalnum()
    return text.upper() if is_plain else text.translate(_PHONE)
