"""How a log and its witness talk: a checkpoint goes, a cosignature comes. Standard library only.

A witness keeps, of every log, the last checkpoint it signed. It signs a newer one only when that
begins with the old one, which a consistency proof shows; so two histories of one log cannot both
have its signature. What it signs says when it saw the tree.

Sources: C2SP tlog-witness, tlog-cosignature (cosignature/v1), signed-note.
"""

from __future__ import annotations

import base64
import hashlib
from typing import NamedTuple

COSIGNATURE = b"\x04"  # the kind of key, by which no checkpoint's own signature is taken for one
DASH = "\u2014 "
SIZES = "text/x.tlog.size"
MOST_HASHES, HASH, SIGNED = 63, 32, 64


class Line(NamedTuple):
    """One cosignature: whose, by which key (4 bytes), at which second, over the checkpoint."""

    name: str
    key_id: bytes
    at_s: int
    signature: bytes


class Asked(NamedTuple):
    """What a log asks a witness: the size it signed last, what leads on from it, the checkpoint."""

    old: int
    proof: list[bytes]
    note: str


def key_id(name: str, public: bytes) -> bytes:
    """Return the four bytes by which a witness's key (32 bytes) is known under its name."""
    return hashlib.sha256(name.encode() + b"\n" + COSIGNATURE + public).digest()[:4]


def verifier_key(name: str, public: bytes) -> str:
    """Return a witness's public key as others take it: name, key id and key in one word."""
    body = base64.b64encode(COSIGNATURE + public).decode()
    return f"{name}+{key_id(name, public).hex()}+{body}"


def public_of(verifier: str) -> tuple[str, bytes]:
    """Return name and public key of a witness's word.

    Raises:
        ValueError: it is none, its id does not belong to it, or it is no witness's.
    """
    name, found_id, body = verifier.strip().split("+", 2)
    key, given = base64.b64decode(body, validate=True), bytes.fromhex(found_id)
    if not name or not name.isprintable() or " " in name:
        raise ValueError("a witness has a name without spaces")
    if key[:1] != COSIGNATURE or len(key) != 1 + HASH or given != key_id(name, key[1:]):
        raise ValueError("not the key of a witness (Ed25519, cosignature/v1)")
    return name, key[1:]


def signed_text(at_s: int, text: str) -> bytes:
    """Return what a witness signs: that it saw this checkpoint's text at this second."""
    return f"cosignature/v1\ntime {at_s}\n{text}".encode()


def line(name: str, public: bytes, at_s: int, signature: bytes) -> str:
    """Return the line that a cosignature is below a checkpoint."""
    body = key_id(name, public) + at_s.to_bytes(8, "big") + signature
    return f"{DASH}{name} {base64.b64encode(body).decode()}\n"


def line_read(given: str) -> Line | None:
    """Read one line; None where it is no cosignature."""
    name, _, body = given.removeprefix(DASH).partition(" ")
    try:
        raw = base64.b64decode(body, validate=True)
    except ValueError:
        return None
    if not given.startswith(DASH) or not name or len(raw) != 4 + 8 + SIGNED:
        return None
    return Line(name, raw[:4], int.from_bytes(raw[4:12], "big"), raw[12:])


def request(old: int, proof: list[bytes], note: str) -> bytes:
    """Return the body of `add-checkpoint`."""
    hashes = "".join(f"{base64.b64encode(one).decode()}\n" for one in proof)
    return f"old {old}\n{hashes}\n{note}".encode()


def request_read(body: bytes) -> Asked:
    """Read the body of `add-checkpoint`.

    Raises:
        ValueError: it is none.
    """
    head, empty, note = body.decode().partition("\n\n")
    first, *rest = head.split("\n")
    if not empty or len(rest) > MOST_HASHES:
        raise ValueError("a request is an old size, a proof, an empty line and a checkpoint")
    proof = [base64.b64decode(one, validate=True) for one in rest]
    if any(len(one) != HASH for one in proof):
        raise ValueError("a proof is made of hashes of 32 bytes")
    return Asked(size_read(first.removeprefix("old ")), proof, note)


def size_read(text: str) -> int:
    """Read a tree's size.

    Raises:
        ValueError: it is none.
    """
    digits = text.removesuffix("\n")
    if (
        not (digits.isascii() and digits.isdigit())
        or len(digits) > 18
        or f"{int(digits)}" != digits
    ):
        raise ValueError("not the size of a tree")
    return int(digits)


class Said(NamedTuple):
    """What a witness's answer means, and the size of the tree that it signed last where it says.

    Attributes:
        code: signed (if the signature holds), behind, ahead, fork, refused or silent.
    """

    code: str
    size: int = 0


def judged(status: int | None, body: bytes, *, sent: int, size: int) -> Said:
    """Judge an answer to a checkpoint of `size` leaves that was sent as grown from `sent`."""
    if status is None or status >= 500 or status in (408, 425, 429):
        return Said("silent")
    if 200 <= status < 300:
        return Said("signed")
    if status == 422:
        return Said("fork")
    return _known(body, sent=sent, size=size) if status == 409 else Said("refused")


def _known(body: bytes, *, sent: int, size: int) -> Said:
    """Judge that a witness signed another tree last than the one it was told."""
    try:
        known = size_read(body.decode("ascii"))
    except ValueError:
        return Said("refused")
    if known > size:
        return Said("ahead", known)
    return Said("fork" if known == sent else "behind", known)
