"""Where a link, a code or a share phrase leads, judged by how it is written alone. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote

from moderation.engine import suspicion
from moderation.engine.hosts import Host, read_host
from moderation.engine.pictures import Bank, fingerprint
from moderation.engine.source import PackSource, TargetSource

FLAGS = frozenset(
    {
        "blocked",  # on a list of the platform
        "danger",  # runs code or opens what is on the telephone
        "install",  # hands out a program or a profile
        "disguised",  # hides its host: a name before @, an address written as a number
        "lookalike",  # a host that is made to be taken for another
        "suspect",  # several small signs of deceit together; suspicion.py
        "private",  # adds a friend, joins a group, pays or calls around the platform
        "redirect",  # carries another site's address in a parameter
        "short",  # hides behind a short link
        "code",  # a share phrase that another app reads off the clipboard
        "mini",  # a mini-program
        "app",  # opens another app
        "insecure",  # http
        "picture",  # a frame whose picture stands on the platform's list
    }
)
GRAVE = FLAGS - {"short", "mini", "app", "insecure"}
MOST = 4_096  # characters of a target that are looked at
NESTED = 3  # times that an address may be packed in another
INSTALLS = (".apk", ".xapk", ".ipa", ".exe", ".msi", ".dmg", ".mobileconfig", ".plist", ".hap")
DANGEROUS = frozenset({"javascript", "data", "vbscript", "file", "blob", "view-source", "about"})
CALLING = frozenset(
    {"wxp", "tg", "whatsapp", "tel", "sms", "smsto", "mmsto", "mailto", "callto", "facetime"}
)
CARDS = re.compile(r"^(?:mecard:|begin:vcard|wifi:|begin:vevent)", re.IGNORECASE)
SCHEME = re.compile(r"^([a-z][a-z0-9+.\-]{1,30}):", re.IGNORECASE)
BARE = re.compile(r"^[^\s/?#:@]{1,253}\.[^\s/?#:@.\d][^\s/?#:@.]{1,62}(?::\d{1,5})?(?:[/?#]|$)")
WIDE = re.compile("[：／．\uff21-\uff3a\uff41-\uff5a]")
LOOSE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
MINI_NAME = re.compile(r"^#小程序://(?P<name>[^/\s]{1,60})", re.IGNORECASE)
MINI_PATH = re.compile(r"^/?(?:pages?|packages?\w*|subpackages?)/[\w/\-]+(?:\.html)?(?:\?|$)")
APP_ID = re.compile(r"\b(?:wx[0-9a-f]{16}|gh_[0-9a-f]{12}|tt[0-9a-f]{16,18})\b")
MONEY = "￥¥€$₤₳₴₰¢₲￡£₫"
SHARE = re.compile(
    rf"[{MONEY}《(（][A-Za-z0-9]{{8,16}}[{MONEY}》)）]"
    r"|(?<![\d.])\d{1,2}[:：]/{1,2} ?[A-Za-z0-9]{6,16}\b|\b\d\.\d{2} [A-Za-z0-9]{3}:/(?= )"
)
HINT = re.compile(f"[:：《(（{MONEY}]")  # one of them stands in whatever the two patterns find
IN_TEXT = re.compile(
    r"(?:h[tx]{2}ps?|weixin|wxp|alipays?|tbopen|taobao|pinduoduo|snssdk\d+|mqq\w*|tg|javascript)"
    r":[/\\]{0,2}[A-Za-z0-9][^\s，。；！？、“”<>]{2,2000}|#小程序://[^\s，。]{1,200}"
)


class Jump(NamedTuple):
    """What is known of a target: as it is read by a browser, and what speaks against it."""

    target: str
    scheme: str = ""
    host: str = ""
    domain: str = ""
    flags: frozenset[str] = frozenset()
    listed: str = ""

    @property
    def is_grave(self) -> bool:
        return bool(self.flags & GRAVE)


class Targets:
    """What the packs know of hosts, addresses, apps and codes, found in one step each."""

    def __init__(self, packs: Iterable[PackSource], own_hosts: Iterable[str] = ()) -> None:
        self._known: dict[tuple[str, str], dict[str, TargetSource]] = {}
        for pack in packs:
            for one in pack.targets:
                key = _key(one.kind, one.value)
                if key:
                    self._known.setdefault((one.list, one.kind), {})[key] = one
        brands = self._known.get(("brand", "host"), {})
        self.own = frozenset(own_hosts) | self._known.get(("allow", "host"), {}).keys()
        self.brands = {read_host(name).name: name for name in [*brands, *sorted(self.own)]}
        labels = (name.partition(".")[0] for name in self.brands)
        self.banks = {
            list_: Bank(
                (one.value, one.id) for one in self._known.get((list_, "picture"), {}).values()
            )
            for list_ in ("block", "allow")
        }
        self.names = frozenset(label for label in labels if len(label) >= suspicion.LEAST)

    def find(self, list_: str, kind: str, value: str) -> TargetSource | None:
        """Return the entry of a list that names a value; of a host, its parents count too."""
        known = self._known.get((list_, kind))
        if not known:
            return None
        if kind == "url":
            return next((known[key] for key in _prefixes(value) if key in known), None)
        names = _parents(value) if kind == "host" else [value]
        return next((known[name] for name in names if name in known), None)

    def is_own(self, host: str) -> bool:
        return any(name in self.own for name in _parents(host))

    def picture(self, hashes: Mapping[str, str]) -> str | None:
        """Return which entry blocks a picture; one that an allowed picture is nearer to, none."""
        bank = self.banks["block"]
        found = bank.find(hashes) if bank and hashes else None
        if found is None:
            return None
        spared = self.banks["allow"].find(hashes)
        return None if spared is not None and spared.distance <= found.distance else found.id

    def is_known(self, host: str) -> bool:
        """Tell whether a host is the platform's own, or a well-known site's."""
        return any(name in self.brands for name in _parents(host))

    def is_odd(self, host: str) -> bool:
        return self.find("odd", "host", host) is not None

    def is_free(self, host: str) -> bool:
        return self.find("free", "host", host) is not None

    def listed(self, list_: str, jump: Jump, app: str = "") -> TargetSource | None:
        """Return the entry of a list that speaks of a target, the narrowest first."""
        bare = jump.target.partition("://")[2] or jump.target
        found = self.find(list_, "code", jump.target) or self.find(list_, "url", bare)
        if found is None and app:
            found = self.find(list_, "app", app)
        return found or (self.find(list_, "host", jump.host) if jump.host else None)


def read_jump(target: str, targets: Targets, depth: int = 0) -> Jump:
    """Return where a target leads and what speaks against it.

    Nothing is looked up or opened. What the platform's own list allows bears no flag but those
    of danger; what it blocks is blocked, whatever else allows it.

    Law: M-link-safety
    """
    text = normal(target)
    special = _special(text, target)
    if special is not None:
        return _judged(special, targets, APP_ID.search(text))
    scheme = SCHEME.match(text)
    named = scheme[1].lower() if scheme else ""
    if named in ("http", "https", "ftp") or (not named and "//" in text[:2]):
        return _web(text, named, targets, depth)
    if named:
        return _judged(_app(text, named), targets, APP_ID.search(text))
    return _web("//" + text, "", targets, depth) if BARE.match(text) else Jump(text)


def signs_of(target: str, targets: Targets) -> frozenset[str]:
    """Return the small signs for which an address is suspect; suspicion.POINTS has their names."""
    found = read_jump(target, targets)
    if "suspect" not in found.flags:
        return frozenset()
    rest = normal(target).partition("//")[2] or target
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    port = authority.rpartition("@")[2].partition(":")[2]
    return suspicion.signs(read_host(found.host), port, unquote(rest[len(authority) :]), targets)


def find_jump(text: str, targets: Targets) -> Jump | None:
    """Return the gravest address or share phrase in words that somebody said or wrote."""
    if not may_jump(text):
        return None
    found = [read_jump(match[0], targets) for match in IN_TEXT.finditer(text)]
    if match := SHARE.search(text):
        found.append(_judged(Jump(match[0], flags=frozenset({"code"})), targets, None))
    return max(found, key=lambda one: (one.is_grave, len(one.flags)), default=None)


def may_jump(text: str) -> bool:
    """Tell quickly whether an address or a share phrase may stand in words."""
    return HINT.search(text) is not None


def normal(target: str) -> str:
    """Return a target as a browser reads it: no blanks or signs without width, plain slashes."""
    text = LOOSE.sub("", target[:MOST]) if not CARDS.match(target.lstrip()) else target[:MOST]
    if WIDE.search(text[:12]):
        text = unicodedata.normalize("NFKC", text)
    scheme = SCHEME.match(text)
    if scheme is None:
        return text.replace("\\", "/") if text[:2] in ("\\\\", "/\\", "\\/") else text
    named, rest = scheme[1].lower().replace("hxxp", "http"), text[scheme.end() :]
    if named in ("http", "https", "ftp"):
        head, mark, tail = _cut(rest.replace("\\", "/"))
        return f"{named}://{head.lstrip('/')}{mark}{tail}"
    return f"{named}:{rest}"


def _cut(rest: str) -> tuple[str, str, str]:
    found = re.search(r"[?#]", rest)
    return (
        (rest, "", "") if found is None else (rest[: found.start()], found[0], rest[found.end() :])
    )


def _special(text: str, written: str) -> Jump | None:
    """Return what is no address: cards, mini-programs, share phrases."""
    if CARDS.match(text.lstrip()):
        return Jump(text, text.lstrip().partition(":")[0].lower(), flags=frozenset({"private"}))
    if MINI_NAME.match(text) or MINI_PATH.match(text):
        return Jump(text, flags=frozenset({"mini"}))
    if SHARE.search(written[:MOST]) and not SCHEME.match(text):
        return Jump(text, flags=frozenset({"code"}))
    return None


def _app(text: str, scheme: str) -> Jump:
    if scheme in DANGEROUS:
        return Jump(text, scheme, flags=frozenset({"danger"}))
    if scheme in CALLING:
        return Jump(text, scheme, flags=frozenset({"private"}))
    if scheme == "itms-services":
        return Jump(text, scheme, flags=frozenset({"install"}))
    flags = {"app"}
    if "dl/business" in text or "miniprogram" in text.lower() or APP_ID.search(text):
        flags.add("mini")
    if "browser_fallback_url" in text or any(True for _ in _carried(text)):
        flags.add("redirect")
    return Jump(text, scheme, flags=frozenset(flags))


def _web(text: str, scheme: str, targets: Targets, depth: int) -> Jump:
    rest = text.partition("//")[2]
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    user, at, place = authority.rpartition("@")
    host = read_host(unquote(place))
    tail = unquote(rest[len(authority) :])
    path = tail.partition("?")[0].lower()
    jump = Jump(_written(text, authority, place, host), scheme, host.name, host.domain)
    flags = set(_of_host(host, targets))
    if scheme == "http":
        flags.add("insecure")
    if at or user:
        flags.add("disguised")
    if (
        not depth
        and not targets.is_known(host.name)
        and suspicion.is_suspect(suspicion.signs(host, place.partition(":")[2], tail, targets))
    ):
        flags.add("suspect")
    if path.rstrip("/").endswith(INSTALLS):
        flags.add("install")
    if depth < NESTED and _leads_on(text, host, targets, depth):
        flags.add("redirect")
    return _judged(jump._replace(flags=frozenset(flags)), targets, APP_ID.search(rest))


def _written(text: str, authority: str, place: str, host: Host) -> str:
    port = place.partition(":")[2] if place.count(":") == 1 else ""
    shown = host.name + (f":{port}" if port not in ("", "80", "443") else "")
    return text.replace(authority, shown, 1)


def _of_host(host: Host, targets: Targets) -> Iterator[str]:
    if host.is_number:
        yield "disguised"
    if host.is_mixed or host.borrows(targets.brands) is not None:
        yield "lookalike"


def _leads_on(text: str, host: Host, targets: Targets, depth: int) -> bool:
    """Tell whether a parameter carries the address of another site."""
    for carried in _carried(text):
        on = read_jump(carried, targets, depth + 1)
        if on.host and on.domain != host.domain and not targets.is_own(on.host):
            return True
        if "redirect" in on.flags or "danger" in on.flags:
            return True
    return False


def _carried(text: str) -> Iterator[str]:
    """Yield what parameters and fragment of an address carry and is an address itself."""
    query = text.partition("?")[2] or text.partition("#")[2]
    for _name, value in parse_qsl(query.replace("#", "&").replace("?", "&"), max_num_fields=100) \
            if query.count("&") < 99 else []:  # fmt: skip
        for _ in range(NESTED):
            if re.match(r"(?:https?:|//|javascript:|www\.)", value, re.IGNORECASE):
                yield value
                break
            value, before = unquote(value), value
            if value == before:
                break


def _judged(jump: Jump, targets: Targets, found: re.Match[str] | None) -> Jump:
    """Add what the lists know; what the platform allows keeps only what is dangerous."""
    app = found[0] if found else _mini_name(jump.target)
    flags = set(jump.flags)
    if targets.listed("private", jump, app):
        flags.add("private")
    if targets.listed("short", jump, app):
        flags.add("short")
    if targets.listed("mini", jump, app):
        flags.add("mini")
    if targets.is_own(jump.host) or targets.listed("allow", jump, app):
        flags &= {"danger", "install", "redirect", "disguised", "insecure"}
    blocked = targets.listed("block", jump, app)
    if blocked is not None:
        flags.add("blocked")
    return jump._replace(flags=frozenset(flags), listed=blocked.id if blocked else "")


def _mini_name(target: str) -> str:
    found = MINI_NAME.match(target)
    return found["name"] if found else ""


def _key(kind: str, value: str) -> str:
    if kind == "host":
        return read_host(value).name
    if kind == "picture":
        return fingerprint(value)
    if kind == "url":
        text = normal(value)
        bare = (text.partition("://")[2] or text).rstrip("/")
        host, slash, path = bare.partition("/")
        return f"{read_host(host).name}{slash}{path}"
    return normal(value) if kind == "code" else value.strip()


def _parents(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[place:]) for place in range(len(labels))] if host else []


def _prefixes(bare: str) -> Iterator[str]:
    """Yield an address, then every part of it that ends before a slash, longest first."""
    bare = re.split(r"[?#]", bare, maxsplit=1)[0].rstrip("/")
    pieces = bare.split("/")[:24]
    for count in range(len(pieces), 1, -1):
        yield "/".join(pieces[:count])
