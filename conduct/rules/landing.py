"""What a page that was fetched says and asks of its visitor, read without running it. Pure."""

import contextlib
import html
import re
from typing import NamedTuple

CHARSET = re.compile(rb"(?i)charset=[\"']?([\w\-]{2,20})")
SILENT = frozenset({"script", "style", "noscript", "template", "svg"})
FIELDS = frozenset({"input", "textarea", "select"})
LEADS = {"a": "href", "form": "action", "iframe": "src"}
READ = FIELDS | LEADS.keys() | {"meta"}
MOST_READ, MOST_WORDS, MOST_TITLE, MOST_LEADS = 400_000, 5_000, 200, 40
LONGEST_TAG = 2_000  # characters; what goes on longer is no tag
NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:\-]{0,30})")
ATTRIBUTE = re.compile(
    r"""([a-zA-Z][\w:\-]{0,40})(?:\s{0,9}=\s{0,9}(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s"'<>]{1,2000})))?"""
)
REFRESH = re.compile(r"(?i)url\s*=\s*[\"']?([^\"'>\s]+)")
SCRIPTED = re.compile(
    r"""(?i)\blocation(?:\.href)?\s*=\s*["']([^"']{4,2000})["']|\blocation\.(?:replace|assign)\(\s*["']([^"']{4,2000})"""
)
# What a form asks for, by the names, hints and kinds of its fields.
ASKED = {
    "password": re.compile(r"(?i)passw|pwd|密码|口令"),
    "card": re.compile(r"(?i)card.?(?:no|num)|cvv|cvc|银行卡|卡号|iban"),
    "identity": re.compile(r"(?i)id.?(?:card|number)|ssn|passport|身份证|证件"),
    "phone": re.compile(r"(?i)phone|mobile|\btel\b|手机|电话"),
    "code": re.compile(r"(?i)otp|captcha|sms|verif|验证码|校验码"),
}
SIGN_IN_KINDS = {"password": "password", "tel": "phone"}


class Page(NamedTuple):
    """What a reader sees of a page, what it asks him for, and where it leads or posts.

    `onward` is where it sends him by itself (refresh, script); `leads` are its links and forms.
    """

    title: str = ""
    words: str = ""
    asks: tuple[str, ...] = ()
    onward: str = ""
    leads: tuple[str, ...] = ()


class _Reader:
    """Goes through a page once, from left to right: no bytes make it go back.

    Parsers that mend what is broken as browsers do can be made to take minutes by a few kilobytes.
    """

    def __init__(self, text: str) -> None:
        self.text, self.lower = text, text.lower()
        self.title: list[str] = []
        self.words: list[str] = []
        self.asks: set[str] = set()
        self.leads: dict[str, None] = {}
        self.onward = ""

    def read(self) -> None:
        text, at = self.text, 0
        while at < len(text):
            mark = text.find("<", at)
            if mark < 0:
                mark = len(text)
            self.words.append(text[at:mark])
            at = self._mark(mark) if mark < len(text) else mark

    def _mark(self, mark: int) -> int:
        """Read a tag or a remark; return where to go on."""
        text = self.text
        if text.startswith("<!--", mark):
            end = text.find("-->", mark + 4)
            return len(text) if end < 0 else end + 3
        named = NAME.match(text, mark)
        end = text.find(">", mark, mark + LONGEST_TAG)
        if named is None or end < 0:
            self.words.append("<")
            return mark + 1
        self.words.append(" ")
        name, is_end = named[2].lower(), bool(named[1])
        if name in READ and not is_end:
            self._tag(name, attributes(text[named.end() : end]))
        if not is_end and (name in SILENT or name == "title"):
            return self._through(name, end + 1)
        return end + 1

    def _through(self, name: str, start: int) -> int:
        """Go past what stands in an element that no reader sees as words of the page."""
        end = self.lower.find(f"</{name}", start)
        inner = self.text[start : len(self.text) if end < 0 else end]
        if name == "title":
            self.title.append(inner[: 4 * MOST_TITLE])
        elif name == "script" and not self.onward:
            found = SCRIPTED.search(inner)
            self.onward = (found[1] or found[2]) if found else ""
        return len(self.text) if end < 0 else end

    def _tag(self, name: str, given: dict[str, str]) -> None:
        if name in FIELDS:
            self._asked(given)
        elif name == "meta" and given.get("http-equiv", "").lower() == "refresh":
            found = REFRESH.search(given.get("content", ""))
            self.onward = self.onward or (found[1] if found else "")
        lead = given.get(LEADS.get(name, ""), "")
        if lead and len(self.leads) < MOST_LEADS:
            self.leads[lead] = None

    def _asked(self, given: dict[str, str]) -> None:
        kind = given.get("type", "").lower()
        if kind == "hidden":
            return
        if kind in SIGN_IN_KINDS:
            self.asks.add(SIGN_IN_KINDS[kind])
        said = " ".join(given.get(name, "") for name in ("name", "id", "placeholder", "aria-label"))
        self.asks |= {name for name, pattern in ASKED.items() if pattern.search(said)}


def attributes(text: str) -> dict[str, str]:
    """Return the attributes of a tag; of one that stands twice, the first, as browsers do."""
    found: dict[str, str] = {}
    for name, double, single, bare in ATTRIBUTE.findall(text[:LONGEST_TAG]):
        found.setdefault(name.lower(), html.unescape(double or single or bare))
    return found


def read_page(body: bytes) -> Page:
    """Return what stands on a page; never fails and never takes long, whatever the bytes are."""
    reader = _Reader(decoded(body)[:MOST_READ].replace("\x00", " "))
    reader.read()
    return Page(
        _line(reader.title)[:MOST_TITLE],
        _line(reader.words)[:MOST_WORDS],
        tuple(sorted(reader.asks)),
        reader.onward,
        tuple(reader.leads),
    )


def decoded(body: bytes) -> str:
    """Return the text of a page, by the letters that it names itself."""
    named = CHARSET.search(body[:2_048])
    if named:
        with contextlib.suppress(LookupError):
            return body.decode(named[1].decode("ascii"), "replace")
    return body.decode("utf-8", "replace")


def _line(pieces: list[str]) -> str:
    return " ".join(html.unescape("".join(pieces)).split())
