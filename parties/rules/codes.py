"""One-time codes: six digits, shown once, kept as a digest, few tries."""

import hashlib
import hmac
import re
import secrets

DIGITS, TRIES = 6, 5
MINUTES = 5
TOKEN = re.compile(r"[A-Za-z0-9._~-]{1,200}")  # a reference; no picture fits


def new_code() -> str:
    """Return a fresh code."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def code_hash(pepper: bytes, of: str, code: str) -> bytes:
    """Return what is kept of a code: keyed, and good for one thing only."""
    return hmac.new(pepper, f"{of}|{code.strip()}".encode(), hashlib.sha256).digest()


def is_code(pepper: bytes, of: str, code: str, kept: bytes) -> bool:
    """Tell whether a code is the one that was shown, in constant time."""
    return hmac.compare_digest(code_hash(pepper, of, code), kept)
