"""A small piece of work that a browser does for a form: cheap for one person, dear for a flood.

The same puzzle as ALTCHA's: find the number below `MOST` whose SHA-256 together with the salt is
the target. Pure: the key and the instant are given.
"""

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

MOST = 60_000  # half of it on the average: a third of a second on a telephone of 2020
SALT = 12
VALID_S = 6 * 3_600  # a long complaint is written slowly
PATIENCE_S = 15  # without a script: who has read the page has taken longer
STAMP = 8


class Challenge(NamedTuple):
    """What a form carries: what is asked, and that we asked it."""

    salt: str
    target: str
    seal: str


class Verdict(NamedTuple):
    """What became of it.

    Args:
        code: "" where the form may be taken, else why not: stale, wrong, early.
        is_proved: whether work was done for it.
        form: what the form is known by.
    """

    code: str
    is_proved: bool = False
    form: bytes = b""


def challenge_new(key: bytes, tenant_id: UUID, now: datetime) -> Challenge:
    """Make a challenge for one form of one platform."""
    salt = int(now.timestamp()).to_bytes(STAMP, "big").hex() + secrets.token_hex(SALT)
    target = _digest(salt, secrets.randbelow(MOST))
    return Challenge(salt, target, _seal(key, tenant_id, salt, target))


def verdict_of(
    key: bytes, tenant_id: UUID, given: Challenge, number: str, now: datetime
) -> Verdict:
    """Look at what a form brought back."""
    seal = _seal(key, tenant_id, given.salt, given.target)
    if not hmac.compare_digest(seal.encode(), given.seal.encode("utf-8", "replace")):
        return Verdict("stale")
    age = now.timestamp() - int(given.salt[: 2 * STAMP], 16)
    if not 0 <= age + 1 <= VALID_S:
        return Verdict("stale")
    form = bytes.fromhex(given.salt)
    if not number:
        return Verdict("early") if age < PATIENCE_S else Verdict("", form=form)
    is_right = number.isascii() and number.isdigit() and len(number) <= len(str(MOST))
    if not is_right or _digest(given.salt, int(number)) != given.target:
        return Verdict("wrong")
    return Verdict("", is_proved=True, form=form)


def _digest(salt: str, number: int) -> str:
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()


def _seal(key: bytes, tenant_id: UUID, salt: str, target: str) -> str:
    said = f"{tenant_id}|{salt}|{target}".encode("utf-8", "replace")
    return hmac.digest(key, said, "sha256").hex()
