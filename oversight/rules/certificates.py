"""The words of a certificate of destruction. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Line(NamedTuple):
    """So much of one kind, destroyed under a clause, in a time, whose terms ended before a day."""

    kind: str
    title: str
    number: int
    clause: str
    since: str
    until: str
    ended_before: str


class Head(NamedTuple):
    """Whose certificate it is, which one, and when it was made."""

    origin: str
    number: int
    made_at: str


def text_of(head: Head, lines: Sequence[Line]) -> str:
    """Return a certificate's text, before it is signed: what, how many, when, under which clause.

    Nothing in it names anybody or anything that was destroyed.
    """
    rows = [
        "live-commerce-destruction/1",
        head.origin,
        f"{head.number:06d}",
        f"made {head.made_at}",
        "",
        "销毁证明  Certificate of destruction",
        "下列资料保存期限届满、没有依法留存，已经销毁，不能恢复。",
        "What is listed here was over its term, held by nothing, and was destroyed for good.",
    ]
    for one in lines:
        rows += [
            "",
            f"kind {one.kind}  {one.title}",
            f"number {one.number}",
            f"clause {one.clause}",
            f"destroyed {one.since} .. {one.until}",
            f"terms-ended-before {one.ended_before}",
        ]
    return "\n".join(rows) + "\n"
