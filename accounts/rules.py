"""Pure decisions about keys and invitations."""

import hmac
import re
import secrets
import string
from typing import NamedTuple

from livecompliance.kernel.crypto import keyed_digest

ALPHABET = string.ascii_letters + string.digits
FORM = re.compile(r"lc_([A-Za-z0-9]{8})_([A-Za-z0-9]{32,64})", re.ASCII)


def new_api_key() -> tuple[str, str]:
    """Return a fresh (prefix, secret)."""
    draw = [secrets.choice(ALPHABET) for _ in range(48)]
    return "".join(draw[:8]), "".join(draw[8:])


def split_key(text: str) -> tuple[str, str] | None:
    """Return (prefix, secret) of `lc_<prefix>_<secret>`, or None for any other text."""
    found = FORM.fullmatch(text)
    return (found[1], found[2]) if found else None


def secret_hash(pepper: bytes, secret: str) -> bytes:
    """Return what is stored of a secret: HMAC-SHA256 under a key that is not in the database."""
    return keyed_digest(pepper, secret.encode())


def secret_matches(pepper: bytes, secret: str, stored: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(secret_hash(pepper, secret), stored)


class Purpose(NamedTuple):
    """One thing for which somebody must prove again who he is.

    Args:
        clause: the duty that the step-up serves, cited in the record.
        is_download: what follows arrives as a file, so that the browser stays where it is.
    """

    name: str
    clause: str
    is_download: bool = False


PURPOSES = {
    one.name: one
    for one in (
        Purpose("export", "PIPL-security-measures", is_download=True),
        Purpose("unmask", "PIPL-security-measures"),
        Purpose("sanction", "M-risk-measures"),
        Purpose("evidence", "O117-evidence-3y", is_download=True),
        Purpose("package", "O117-evidence-3y"),
        Purpose("unmasked", "PIPL-security-measures"),
        Purpose("shred", "PIPL-security-measures"),
        Purpose("identity", "M-real-identity"),
        Purpose("gate", "M-live-verification"),
        Purpose("sharing", "O117-blacklist-evasion"),
    )
}


def is_region(code: str) -> bool:
    """Tell whether a text is how the code of a division begins: province, city, county; or empty.

    GB/T 2260: two digits each.
    """
    return code == "" or (len(code) in (2, 4, 6) and code.isascii() and code.isdigit())


def region_of(number: int) -> str:
    """Return the code of a division that was entered as a number; "" for none."""
    text = str(number)
    return text if number and is_region(text) else ""
