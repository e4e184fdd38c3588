"""What a line gives away about contact outside the platform: numbers, handles, odd writing."""

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import NamedTuple

from moderation.engine.spelling import DIGITS, PAIR, SCRIPT, WEAK, WORDS
from moderation.engine.tables import FOLD


class Contact(NamedTuple):
    """One way to reach someone: code points of the original text, kind, how surely."""

    start: int
    end: int
    kind: str
    score: float


class Signals(NamedTuple):
    """The contact signals of one text; see docs/development/packs.md."""

    contacts: tuple[Contact, ...] = ()
    cue: bool = False
    lure: bool = False
    evasive: float = 0.0
    kind: str = ""
    score: float = 0.0
    start: int = 0
    end: int = 0

    @property
    def best(self) -> Contact | None:
        """Return the surest contact."""
        return max(self.contacts, key=lambda c: c.score, default=None)


class Number(NamedTuple):
    """A run of digits in whatever signs."""

    start: int
    end: int
    digits: str
    scripts: int
    groups: tuple[str, ...]
    first: int
    last: int


Spans = list[tuple[int, int]]
NONE = Signals()
MARKS = re.compile("[^\\s\u3001-\u303f\u3400-\u9fff\uff01-\uff0f\uff1a-\uff20!-/:-@\\[-`{-~]")
RUN = re.compile(f"[0-9{PAIR}\ue100-\ue109](?: {{0,3}}[0-9{PAIR}\ue100-\ue109])*")
STRONG = re.compile(
    r"[+十] {0,2}我? {0,2}(?:[vq微薇扣企信群]|w(?:x|ei|en))(?![a-pr-uwyz])"
    r"|[微薇喂] {0,2}(?:信|xin)|(?<![a-z])v {0,2}(?:x(?![a-z])|信|xin)|(?<![a-z])wx(?![a-z])"
    r"|(?<![a-z])we?[in]? {0,2}(?:xin(?![a-z])|信)|(?<![a-z])q {0,2}q(?![a-z])|扣 {0,2}扣|q {0,1}群"
    r"|群 {0,1}号|企 {0,2}鹅|口口|电话|手机号|号码|联系方式|[+] {0,2}群|whatsapp|telegram|纸飞机"
)
WEAK_CUE = re.compile(r"[微薇信群扣口]|[+]|q|(?<![a-z])(?:v+|wei|wen|yy|tel|wx)(?![a-z])")
HANDLE = re.compile(
    r"(?:[+十] {0,2}(?:[微薇] {0,2}信?|v {0,2}[x信]?|wx|we?i(?: {0,2}xin)?)"
    r"|[微薇喂] {0,2}(?:信|xin)号?|(?<![a-z])v {0,2}(?:x|信|xin)|(?<![a-z])wx"
    r"|(?<![a-z])we?n?i? {0,2}(?:xin|信)|[+] {0,2}q{1,2}|微(?=:)|薇"
    r"|(?<![a-z0-9])v {0,2}[+:]|看 {0,3}n?v {1,8})"
    r"(?:[ :是号]|xin)*"
    r"(?P<id>[a-z0-9][a-z0-9_-]{4,19}|[a-z] ?[0-9](?: ?[0-9a-z]){4,18})(?![a-z0-9])"
)
_SIGN = f"[0-9{PAIR}\ue100-\ue109]"
SPOKEN = re.compile(f"[ :]{{0,3}}[a-z]? ?(?P<id>{_SIGN}(?: ?{_SIGN}){{4,13}})")
BEFORE = re.compile(
    r"(?<![a-z0-9])(?P<id>[a-z0-9]{2,20}(?: [a-z0-9]{1,8})?)[ :+]{1,4}v(?![a-z0-9])"
)
CODE = re.compile(r"(?<![a-z0-9])(?:[a-z]{2,4}[0-9]{3,7}|[a-z][0-9]{5,8})(?![a-z0-9])")
MENTION = re.compile("@[A-Za-z][A-Za-z0-9_]{4,31}")
BUSINESS = re.compile("联系|业务|代发|广告|群发|飞机|电报|合作|代理|收|出|招|加盟|频道|拉群|接单")
DOMAIN = re.compile(
    r"(?<![a-z0-9])[a-z0-9][a-z0-9 -]{0,20}\. ?(?:[^ -~]?[o0] ?m|c ?[o0] ?m|cn|net|cc|vip|top"
    r"|xyz|tv|org|me|info|club|site|app|link|icu)(?![a-z0-9])"
)
ROOM = re.compile("房管|辐利|福莉|真人直?播|小姐姐|女仆|[巨爆暴]乳|来直播|新人直播")
_EROTIC = (
    "🔞|💋|[卖买麦脉][-/ ]?(?:片(?!装)|偏|乒(?!乓))|麦[-/ ]?饼|[卖买麦脉][-/][pP]"
    "|[看日操艹涩][片批逼]|寂[寞莫]|少妇|人妻|熟女|约[泡炮]|打[泡炮]|无码|裸(?![妆色粉机价装足靴眼])"
)
EROTIC = re.compile(_EROTIC)
LURE = re.compile(
    f"{_EROTIC}|小姐姐|[嫩熟辣眉]妹|妹[子纸孑]|学[姐妹]|女仆|[巨爆暴美露]乳|诱惑|嫩模|大学生"
    "|高材生|高中[妹生媚]|约美女|制服诱|[♥妹]爽|爽妹|极品[♥妹学]|小视[频屏]|看妹"
    "|语音包|辅助|外挂|透视|自瞄|敬业福|网恋|带吃鸡|[操草艹曹槽]我|日我|男同|免费.?电影"
)
TRADE = re.compile(
    "爽|极品|福利|辐利|视频|资源|资原|电影|科技|批发|代购|收购|出售|[收卖买]|低价|最低|兼职|招聘|交易|辅导|作业"
    "|加入|诚信|先到先得|破解|制服|美女|泡|曰|露"
)
_SAID = "[零〇一幺二两三四五六七八九]"
SPELT = re.compile(f"{_SAID}(?:[，,、 ]{{0,2}}{_SAID}){{7,13}}")
NAMED = re.compile(
    "(?:(?:[单款货编批型证卡工学]|条码|券码)号?码?|房间?号|日期|期至|尾号)[:： 是为]*$"
)
DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")
HOTLINE = re.compile("[48]00")
FACES = frozenset("дДωσзεΣёΔΘθºᴗ")
NUMERALS = frozenset("零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖弌弍弎")
BRACKETS = frozenset("《〔【「『<")
PRICE = frozenset("元块￥¥$折邮")
SAID = frozenset("零〇一幺二两三四五六七八九")
SAYS = re.compile("号|微|薇|电话|加我|联系|备注|记一下|念")
UNIT = frozenset("米元块人万亿年个只条分秒斤克字点集级楼层度岁步")


def read(text: str) -> Signals | None:
    """Return the contact signals of a text, or None when nothing in it can be one."""
    marks = MARKS.findall(text)
    if (len(marks) < 3 or len(set(marks)) < 3) and SPELT.search(text) is None:
        return None
    return _read(text)


def _read(text: str) -> Signals:
    words = text.translate(WORDS)
    lure = LURE.search(text) is not None or LURE.search(text.translate(FOLD)) is not None
    cues = [m.span() for m in STRONG.finditer(words)]
    evasive = odd_letters(text)
    found = [*_numbers(text, words, cues, lure), *_handles(text, words), *_domains(text, words)]
    found += _read_out(text, cues)
    found += _spoken(text, words, cues) if cues and not found else []
    if not found:
        return Signals((), bool(cues), lure, evasive) if cues or evasive else NONE
    best = max(found, key=lambda c: c.score)
    return Signals(
        tuple(found), bool(cues), lure, evasive, best.kind, best.score, best.start, best.end
    )


def numbers(text: str) -> list[Number]:
    """Return the runs of at least six digits, in signs of any script, of a text."""
    view = text.translate(DIGITS)
    found = (_number(text, view, m.start(), m.end()) for m in RUN.finditer(view) if len(m[0]) > 3)
    return [n for n in found if n and len(n.digits) >= (5 if n.scripts > 2 else 6)]


def _number(text: str, view: str, start: int, end: int) -> Number | None:
    first, last = _trim(text, view, start, end)
    run = view[first:last]
    signs = [i for i in range(first, last) if view[i] != " "]
    strong = sum(view[i] < "\ue100" for i in signs)
    counted = strong + sum(text[i] in NUMERALS for i in signs)
    if strong < 2 or counted < 3 or counted * 2 < len(signs):
        return None
    digits = "".join(_digit(view[i]) for i in signs)
    scripts = {"l" if text[i] in "lLoO" else SCRIPT[text[i]] for i in signs} - {" "}
    return Number(first, last, digits, len(scripts), tuple(run.split()), start, end)


def _trim(text: str, view: str, start: int, end: int) -> tuple[int, int]:
    """Leave out what only sounds or looks like a digit at the ends of a run."""
    while start < end and not view[start] < "\ue100":
        start += 1
    while start < end and not (view[end - 1] < "\ue100" and view[end - 1] != " "):
        end -= 1
    return start, end


def _digit(sign: str) -> str:
    if sign == PAIR:
        return "00"
    return sign if sign.isdigit() else str(ord(sign) - WEAK)


def is_phone(digits: str) -> bool:
    """Tell whether digits have the shape of a mainland mobile number."""
    return len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789"


def _alone(number: Number, text: str) -> float:
    """Return how surely a number is a contact without any word beside it."""
    n, varied = len(number.digits), len(set(number.digits))
    if varied < 4 or n > 14:
        return 0.0
    if number.scripts >= 2:
        return 0.8 if n >= 8 or number.scripts >= 3 else 0.5
    if text[number.start] > "\x7f":
        return 0.6 if n >= 8 else 0.2
    if is_phone(number.digits) and len(number.groups) <= 3:
        return 0.5 if text[number.end : number.end + 1] not in UNIT else 0.1
    if not (_irregular(number) and 9 <= n <= 12):
        return 0.1
    return 0.55 if text[number.start - 1 : number.start] in BRACKETS else 0.35


def _irregular(number: Number) -> bool:
    """Tell whether digits are torn apart as no list of figures is."""
    if len(number.groups) == len(number.digits) >= 9:
        row = list(number.digits)
        return row not in (sorted(row), sorted(row, reverse=True))
    sizes = {len(g) for g in number.groups}
    return len(sizes) > 1 and max(sizes) >= 4 and not any(g.endswith("00") for g in number.groups)


def _is_figure(number: Number, text: str) -> bool:
    """Tell whether plain digits are said to be something else: an order, a date, a hotline."""
    if number.scripts > 1 or text[number.start] > "\x7f":
        return False
    if NAMED.search(text[max(0, number.start - 8) : number.start]):
        return True
    dated = len(number.digits) in (8, 14) and DATE.match(number.digits)
    return bool(dated) or (len(number.digits) == 10 and HOTLINE.match(number.digits) is not None)


def _numbers(text: str, words: str, cues: Spans, lure: bool) -> list[Contact]:
    seen = numbers(text)
    if not seen:
        return []
    found, about = [], _About(text, words, sorted(cues), lure)
    for n in seen:
        kind, score = _weigh(n, about)
        if score >= 0.3:
            found.append(Contact(n.start, n.end, kind, score))
    return found


class _About:
    """A text that numbers stand in; what is asked of the whole of it is asked once."""

    def __init__(self, text: str, words: str, cues: Spans, lure: bool) -> None:
        self.text, self.words, self.cues, self.lure = text, words, cues, lure
        self.starts = [start for start, _ in cues]
        self.longest = max((end - start for start, end in cues), default=0)

    @cached_property
    def rooms(self) -> bool:
        return ROOM.search(self.text) is not None

    @cached_property
    def trades(self) -> bool:
        return TRADE.search(self.text) is not None

    def is_cued(self, number: Number) -> bool:
        """Tell whether a cue stands within a few characters of a number."""
        first = bisect_left(self.starts, number.start - 8 - self.longest)
        last = bisect_right(self.starts, number.end + 6)
        return any(end >= number.start - 8 for _, end in self.cues[first:last])


def _weigh(number: Number, about: _About) -> tuple[str, float]:
    n, text = len(number.digits), about.text
    kind = "phone" if is_phone(number.digits) else "number"
    if len(set(number.digits)) < 3 or n > 14 or _is_figure(number, text):
        return kind, 0.0
    score = max(_alone(number, text), _cued(number, about))
    whole = len(number.groups) == 1 or number.scripts > 1
    if n <= 8 and (whole or len(number.groups) == 2) and about.rooms:
        return "room", max(score, 0.6)
    if about.lure or (score >= 0.5 and about.trades):
        return kind, min(0.95, score + 0.25) if score >= 0.3 else 0.55 if _halved(number) else score
    return kind, 0.55 if _bare(number) and kind == "number" and _offer(text) else score


def _bare(number: Number) -> bool:
    return len(number.groups) == 1 and 8 <= len(number.digits) <= 11


def _halved(number: Number) -> bool:
    """Tell whether a number is torn into two or three long pieces."""
    sizes = [len(g) for g in number.groups]
    return 8 <= sum(sizes) <= 12 and len(sizes) <= 3 and min(sizes) >= 2 and max(sizes) >= 4


def _offer(text: str) -> bool:
    """Tell whether a short line trades in something and gives no price."""
    return len(text) <= 40 and TRADE.search(text) is not None and not set(text) & PRICE


def _cued(number: Number, about: _About) -> float:
    """Return how surely a word beside a number makes it a contact."""
    if about.is_cued(number):
        return 0.75
    return 0.65 if len(number.digits) >= 7 and _beside(number, about.words) else 0.0


def _beside(number: Number, words: str) -> bool:
    before = words[max(0, number.first - 6) : number.first].rstrip(" :(是")
    after = words[number.last : number.last + 6].lstrip(" :)")
    return any(m.end() == len(before) for m in WEAK_CUE.finditer(before)) or (
        after[:1] != "+" and WEAK_CUE.match(after) is not None
    )


def _handles(text: str, words: str) -> list[Contact]:
    found = [
        Contact(m.start("id"), m.end("id"), "handle", 0.7)
        for m in HANDLE.finditer(words)
        if len(set(m["id"])) >= 3
    ]
    return found or _lone_handles(text, words)


def _lone_handles(text: str, words: str) -> list[Contact]:
    """Find handles that no contact word introduces: business mentions, codes, id before a V."""
    if (m := MENTION.search(text)) and BUSINESS.search(text):
        return [Contact(m.start(), m.end(), "handle", 0.6)]
    if (m := CODE.search(words)) and EROTIC.search(text):
        return [Contact(m.start(), m.end(), "handle", 0.55)]
    if (m := BEFORE.search(words)) and len(m["id"]) >= 5 and len(set(m["id"])) >= 3:
        odd = odd_sign(text[m.end("id") : m.end()]) or not text[m.start() : m.end("id")].isascii()
        return [Contact(m.start("id"), m.end("id"), "handle", 0.6)] if odd else []
    return []


def _spoken(text: str, words: str, cues: Spans) -> list[Contact]:
    """Find numbers written in characters that only sound like digits, right after a cue."""
    if not cues:
        return []
    mixed = _mixed(words, text.translate(DIGITS))
    tries = (SPOKEN.match(mixed, end) for _, end in cues)
    return [
        Contact(m.start("id"), m.end("id"), "number", 0.7)
        for m in tries
        if m and len(set(m["id"])) >= 4
    ]


def _read_out(text: str, cues: Spans) -> list[Contact]:
    """Find numbers read out digit by digit: 幺九零，零零零零，幺二三四."""
    found = []
    for m in SPELT.finditer(text):
        digits = [text[i].translate(DIGITS) for i in range(m.start(), m.end()) if text[i] in SAID]
        if len(set(digits)) >= 4 and digits not in (sorted(digits), sorted(digits)[::-1]):
            sure = 0.75 if cues or SAYS.search(text) else 0.55
            found.append(Contact(m.start(), m.end(), "number", sure))
    return found


def _mixed(words: str, view: str) -> str:
    return "".join(w if v == "x" else v for w, v in zip(words, view, strict=True))


def odd_sign(text: str) -> bool:
    """Tell whether a plus or a V is written as something else."""
    return any(c in text for c in "Ⅴ∨ν√✔Ｖ➕")


def _domains(text: str, words: str) -> list[Contact]:
    return [
        Contact(m.start(), m.end(), "address", 0.5 if text[m.start() : m.end()].isascii() else 0.85)
        for m in DOMAIN.finditer(words)
        if not m[0].replace(".", "").replace(" ", "").isdigit()
    ]


def odd_letters(text: str) -> float:
    """Return how much the letters hide: several alphabets in one line that read as Latin."""
    odd = [c for c in text if c > "\x7f" and c not in FACES and SCRIPT[c] in "cglom" and _latin(c)]
    if len(odd) < 2:
        return 0.0
    scripts, kinds = {SCRIPT[c] for c in odd}, len(set(odd))
    plain = sum(c.isascii() and c.isalnum() for c in text)
    if "m" in scripts and any(c.isdigit() for c in text):
        return 0.9
    if len(odd) >= 3 and (len(scripts) > 1 or ("c" in scripts and plain)):
        return 0.9
    if "l" in scripts and kinds >= 4 and len(odd) * 3 >= (len(odd) + plain) * 2:
        return 0.9
    return 0.6 if len(scripts) > 1 else 0.3


def _latin(char: str) -> bool:
    folded = FOLD[ord(char)]
    return isinstance(folded, int) and 97 <= folded <= 122
