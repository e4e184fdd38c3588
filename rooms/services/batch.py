"""Read a posted batch: which lines are events, and what is wrong with the others."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import NamedTuple

import msgspec
from django.utils.translation import gettext as _

from livecompliance.kernel.exceptions import Invalid, TooLarge
from rooms import wire

MAX_ID_LENGTH = 64
BOM = b"\xef\xbb\xbf"
NUL = b"\\u0000"  # the only way to write one in JSON; no column holds it, so no id may


class WrongEncoding(Invalid):
    code = "wrong_encoding"
    status = HTTPStatus.BAD_REQUEST


class TooManyEvents(TooLarge):
    code = "too_many_events"


class NothingUsable(Invalid):
    code = "nothing_usable"


class Rejected(msgspec.Struct, frozen=True):
    """One line that is not an event: `index` counts events from 0, `line` lines from 1."""

    index: int
    line: int
    code: str
    field: str
    detail: str


class Batch(NamedTuple):
    """What a body holds: of every usable event the id as sent, the id as text, the line."""

    ids: list[str | int]
    names: list[str]
    lines: list[bytes]
    rejected: list[Rejected]

    def without(self, positions: Sequence[int]) -> "Batch":
        """Return the batch without the events at `positions`."""
        out = set(positions)
        keep = [position for position in range(len(self.ids)) if position not in out]
        ids, names = [self.ids[i] for i in keep], [self.names[i] for i in keep]
        return Batch(ids, names, [self.lines[i] for i in keep], self.rejected)


def batch_read(body: bytes) -> Batch:
    """Read newline-delimited JSON, one event a line; blank lines are passed over.

    Raises:
        WrongEncoding: the body is not UTF-8; names the line.
        TooManyEvents: more lines than one batch may have.
        NothingUsable: no line is an event; names line and field of each.
    """
    _require_text(body)
    text = body.removeprefix(BOM)
    lines = text.strip().split(b"\n")
    if len(lines) > wire.MAX_EVENTS:
        _require_few(lines)
    batch = _at_once(lines) or _one_by_one(lines, text)
    if not batch.ids:
        words = _("没有一行是可用的事件。")
        nothing = Rejected(0, 1, "nothing_usable", "", words)
        raise NothingUsable(words, errors=msgspec.to_builtins(batch.rejected or [nothing]))
    return batch


def _require_text(body: bytes) -> None:
    try:
        body.decode()
    except UnicodeDecodeError as fault:
        line = body.count(b"\n", 0, fault.start) + 1
        words = _("第 %(line)d 行不是 UTF-8 编码。") % {"line": line}
        raise WrongEncoding(words, errors=[{"line": line, "field": "", "detail": words}]) from None


def _require_few(lines: Sequence[bytes]) -> None:
    count = sum(1 for line in lines if line.strip())
    if count > wire.MAX_EVENTS:
        words = _("一批最多 %(most)d 个事件，收到 %(count)d 个。")
        raise TooManyEvents(words % {"most": wire.MAX_EVENTS, "count": count})


def _at_once(lines: list[bytes]) -> Batch | None:
    """Decode all lines in one call; None when anything at all is out of the ordinary.

    The decoder takes values wherever they stand. Lines that begin with a brace and
    end with one cannot share a value, so as many values as lines means one each.
    """
    body = b"\n".join(lines)
    if NUL in body:
        return None
    if body[:1] != b"{" or body[-1:] != b"}" or body.count(b"}\n{") != len(lines) - 1:
        return None
    try:
        decoded = wire.decode_live_lines(body)
    except (ValueError, RecursionError):
        return None
    ids = [event.id for event in decoded]
    names = list(map(str, ids))
    if not len(lines) == len(decoded) == len(set(names)) or max(map(len, names)) > MAX_ID_LENGTH:
        return None
    return Batch(ids, names, lines, [])


def _one_by_one(lines: Sequence[bytes], text: bytes) -> Batch:
    batch, seen = Batch([], [], [], []), set[str]()
    first = text[: len(text) - len(text.lstrip())].count(b"\n") + 1
    for number, line in enumerate(lines, first):
        line = line.strip()
        if not line:
            continue
        index = len(batch.ids) + len(batch.rejected)
        read = _read(line, seen)
        if isinstance(read, tuple):
            batch.rejected.append(Rejected(index, number, *read))
            continue
        seen.add(str(read.id))
        batch.ids.append(read.id)
        batch.names.append(str(read.id))
        batch.lines.append(line)
    return batch


def _read(line: bytes, seen: set[str]) -> wire.LiveEvent | tuple[str, str, str]:
    """Return the event of one line, or (code, field, words)."""
    try:
        event = wire.decode_live(line)
    except msgspec.ValidationError as fault:
        return _fault(str(fault))
    except (ValueError, RecursionError):
        return "malformed_json", "", _("这一行不是合法的 JSON。")
    name = str(event.id)
    if len(name) > MAX_ID_LENGTH or "\0" in name:
        return "out_of_range", "id", _out_of_range("id")
    if name in seen:
        return "duplicate_in_batch", "id", _("同一批中已有这个编号的事件。")
    return event


def _fault(said: str) -> tuple[str, str, str]:
    """Turn the decoder's words into a code, a field and words that quote nothing of the event."""
    field = wire.field_of(said)
    if wire.is_missing(said):
        return "missing_field", field, _("缺少字段 %(field)s。") % {"field": field}
    for sign, code, words in FAULTS:
        if sign(said, field):
            return code, field, words(field)
    return "out_of_range", field, _out_of_range(field)


def _unknown_type(field: str) -> str:
    return _("未知的事件类型。")


def _too_long(field: str) -> str:
    return _("字段 %(field)s 的文字过长。") % {"field": field}


def _wrong_type(field: str) -> str:
    if not field:
        return _("每一行必须是一个 JSON 对象。")
    return _("字段 %(field)s 的类型不对。") % {"field": field}


def _out_of_range(field: str) -> str:
    return _("字段 %(field)s 的值不在允许的范围内。") % {"field": field}


FAULTS: tuple[tuple[Callable[[str, str], bool], str, Callable[[str], str]], ...] = (
    (lambda said, field: said.startswith("Invalid value") and field == "type",
     "unknown_type", _unknown_type),
    (lambda said, _field: "of length <=" in said, "text_too_long", _too_long),
    (lambda said, field: ", got " in said or (said.startswith("Expected") and field == "type"),
     "wrong_type", _wrong_type),
)  # fmt: skip
