"""Receipts: a number and a secret made of the form they came by; a digest of both is kept."""

import hmac
import unicodedata
from typing import NamedTuple
from uuid import UUID

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: nothing that is taken for another
ALIKE = str.maketrans("OIL", "011")
NUMBER, SECRET = 10, 16  # 50 and 80 bits
STEP = 5


class Receipt(NamedTuple):
    """What a complainant keeps. Never logged, never in an address."""

    number: str
    secret: str


def receipt_of(key: bytes, tenant_id: UUID, form: bytes) -> Receipt:
    """Return the receipt for a form: the same form has the same receipt, no other form has.

    Nothing in it tells when it was made, how many there are, or what another's is.
    """
    digest = hmac.digest(key, tenant_id.bytes + form, "sha256")
    bits = int.from_bytes(digest, "big")
    signs = [LETTERS[bits >> (STEP * place) & 31] for place in range(NUMBER + SECRET)]
    return Receipt("".join(signs[:NUMBER]), "".join(signs[NUMBER:]))


def plain(text: str) -> str:
    """Return what somebody typed as it was printed, whatever he put between or mistook."""
    wide = unicodedata.normalize("NFKC", text).upper().translate(ALIKE)
    return "".join(sign for sign in wide if sign in LETTERS)[: NUMBER + SECRET]


def shown(text: str, by: int = STEP) -> str:
    """Return a number or a secret in groups that can be read aloud."""
    return "-".join(text[place : place + by] for place in range(0, len(text), by))


def digest_of(key: bytes, tenant_id: UUID, receipt: Receipt) -> bytes:
    """Return what is kept of a receipt: nobody can try secrets against it without the key."""
    said = f"{receipt.number}|{receipt.secret}".encode()
    return hmac.digest(key, tenant_id.bytes + said, "sha256")


def fits(kept: bytes | None, given: bytes) -> bool:
    """Tell whether a digest is the one that is kept, taking as long whether it is or not."""
    return hmac.compare_digest(kept if kept is not None else bytes(len(given)), given) and (
        kept is not None
    )
