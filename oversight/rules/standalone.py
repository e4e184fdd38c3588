"""`verify.py`: the modules that check a package, put one behind the other into a single file."""

from functools import cache
from pathlib import Path

from ledger import merkle
from oversight.rules import chain, clips, container, curve, timestamps, verify, words

MODULES = (merkle, curve, container, chain, clips, timestamps, words, verify)
FUTURE = "from __future__ import annotations\n"


@cache
def program() -> bytes:
    """Return the program that checks packages, for any Python from 3.9 on and nothing else."""
    parts = [Path(str(one.__file__)).read_text(encoding="utf-8") for one in MODULES]
    bare = [_bare(part) for part in parts]
    head = '"""' + _doc(parts[-1]) + '"""\n\n' + FUTURE
    return ("#!/usr/bin/env python3\n" + head + "".join(bare)).encode()


def _bare(source: str) -> str:
    """Return a module without its own words, and without what it imports from its neighbours."""
    _, _, rest = source[3:].partition('"""\n')
    lines = rest.replace(FUTURE, "").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(("from ledger", "from oversight")))


def _doc(source: str) -> str:
    return source[3:].partition('"""')[0]
