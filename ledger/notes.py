"""Signed notes and checkpoints as text that anybody can keep and check (C2SP). Pure.

A note is its text, an empty line and one line for each signature; a checkpoint is a note whose text
is the log's name, the tree's size and its root. Signatures are Ed25519 over the text.

Sources: C2SP signed-note, tlog-checkpoint.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"
BEGINS = "\u2014 "


class BadNote(Exception):
    """A text that is no note, or no checkpoint."""


class Signature(NamedTuple):
    """One line below a note: whose, by which key (4 bytes), over its text."""

    name: str
    key_id: bytes
    signature: bytes


class Tree(NamedTuple):
    """What a checkpoint says: the log's name, how many leaves, their root."""

    origin: str
    size: int
    root: bytes


class Note(NamedTuple):
    """A note, taken apart; `text` ends with a line's end and is what was signed."""

    text: str
    signatures: tuple[Signature, ...]


def key_id(name: str, public: bytes) -> bytes:
    """Return the four bytes by which a key (32 bytes) is known under a name."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def verifier_key(name: str, public: bytes) -> str:
    """Return a public key as verifiers take it: name, key id and key in one word."""
    body = base64.b64encode(ED25519 + public).decode()
    return f"{name}+{key_id(name, public).hex()}+{body}"


def public_of(verifier: str) -> tuple[str, bytes]:
    """Return name and public key of a verifier's word.

    Raises:
        BadNote: it is none, its id does not belong to it, or its kind is unknown.
    """
    try:
        name, found_id, body = verifier.strip().split("+", 2)
        key = base64.b64decode(body, validate=True)
        given = bytes.fromhex(found_id)
    except ValueError:
        raise BadNote("not a verifier key") from None
    if not name or key[:1] != ED25519 or len(key) != 33 or given != key_id(name, key[1:]):
        raise BadNote("not an Ed25519 verifier key")
    return name, key[1:]


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """Return the text of a checkpoint, before it is signed."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def signature_line(name: str, public: bytes, signature: bytes) -> str:
    """Return the line that a signature is below a note."""
    body = base64.b64encode(key_id(name, public) + signature).decode()
    return f"{BEGINS}{name} {body}\n"


def note_parse(note: str) -> Note:
    """Take a note apart.

    Raises:
        BadNote: there is no text, no signature, or a line that is none.
    """
    text, empty, lines = note.rpartition("\n\n")
    if not empty or not text or not lines.endswith("\n"):
        raise BadNote("a note is a text, an empty line and signatures")
    return Note(text + "\n", tuple(_signature(line) for line in lines[:-1].split("\n")))


def _signature(line: str) -> Signature:
    name, space, body = line.removeprefix(BEGINS).partition(" ")
    try:
        raw = base64.b64decode(body, validate=True)
    except ValueError:
        raw = b""
    if not line.startswith(BEGINS) or not name or not space or len(raw) < 5:
        raise BadNote("not a signature line")
    return Signature(name, raw[:4], raw[4:])


def checkpoint_parse(text: str) -> Tree:
    """Read what a checkpoint's text says.

    Raises:
        BadNote: it is no checkpoint.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not lines[0]:
        raise BadNote("a checkpoint has a name, a size and a root")
    digits = lines[1]
    if not (digits.isascii() and digits.isdigit()) or (digits[0] == "0" and digits != "0"):
        raise BadNote("a checkpoint's second line is a size")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except ValueError:
        root = b""
    if len(root) != 32 or len(digits) > 18:
        raise BadNote("a checkpoint's third line is a root of 32 bytes")
    return Tree(lines[0], int(digits), root)


def is_signed(public: bytes, text: bytes, signature: bytes) -> bool:
    """Return whether an Ed25519 signature is a key's (32 bytes) over a text."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def signed_by(note: Note, keys: Mapping[str, Sequence[bytes]]) -> str | None:
    """Return the name of a known key that signed a note; None when none did.

    Args:
        keys: public keys (32 bytes) by name.
    """
    text = note.text.encode()
    for name, its_id, signature in note.signatures:
        for public in keys.get(name, ()):
            if its_id == key_id(name, public) and is_signed(public, text, signature):
                return name
    return None
