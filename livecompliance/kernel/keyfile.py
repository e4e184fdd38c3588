"""The file of key-encryption keys is changed: a key joins, becomes current, goes. Never half."""

import base64
import json
import os
import re
from pathlib import Path
from typing import Any

from livecompliance.kernel import crypto


class KeyInUse(Exception):
    """The key is the current one, or there is none of that name."""


def _read(path: Path) -> dict[str, Any]:
    crypto.keyring()  # refuses a file that is none
    body: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return body


def _write(path: Path, body: dict[str, Any]) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    with draft.open("w", encoding="ascii") as out:
        out.write(json.dumps(body, indent=2) + "\n")
        out.flush()
        os.fsync(out.fileno())
    os.replace(draft, path)


def begin(path: Path) -> str:
    """Add a fresh key, make it the current one, and return its name.

    What purposes derive from is kept by itself from now on, so that the first key can go.
    """
    body = _read(path)
    numbers = [int(found[1]) for name in body["keys"] if (found := re.fullmatch(r"k(\d+)", name))]
    name = f"k{max(numbers, default=0) + 1}"
    body.setdefault("root", body["keys"][min(body["keys"])])
    body["keys"][name] = base64.b64encode(crypto.new_key()).decode()
    body["current"] = name
    _write(path, body)
    return name


def drop(path: Path, name: str) -> None:
    """Take a key out that wraps nothing any more.

    Raises:
        KeyInUse: it is the current one, or there is none of that name.
    """
    body = _read(path)
    if name == body["current"] or name not in body["keys"]:
        raise KeyInUse(f"{name} is the current key, or there is no such key")
    del body["keys"][name]
    _write(path, body)
