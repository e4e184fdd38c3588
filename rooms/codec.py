"""A segment's bytes: compressed, sealed, digested event by event, chained. Pure, no Django.

Plain text: the events' lines as they came, joined by newlines. Payload: one byte that names the
form, then AES-256-GCM (nonce, ciphertext, tag) over the zstd frame of the plain text.
"""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import local

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORM = b"\x01"
NONCE_BYTES, SALT_BYTES, HASH_BYTES, ID_BYTES = 12, 16, 32, 8
MAX_PLAIN = 2 * 1_048_576
GENESIS = bytes(HASH_BYTES)
LEAF, NODE = b"\x00", b"\x01"
_sha256, _blake2b = hashlib.sha256, hashlib.blake2b
_of_thread = local()


class Altered(Exception):
    """A payload does not fit its key, its place in the session or its form."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What is derived from a session's data key, one key per purpose."""

    seal: bytes
    salt: bytes
    id: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """One segment, ready to be stored."""

    payload: bytes
    root: bytes
    chain: bytes


def keys_of(session_key: bytes) -> Keys:
    """Return the keys of a session: to seal, to salt, to hash event ids."""
    return Keys(*(_derive(session_key, f"rooms.segment|{use}") for use in ("seal", "salt", "id")))


def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)


def place(tenant: object, session: object, seq: int) -> bytes:
    """Return what a payload is bound to (tenant|model|field|pk), so that none can be moved."""
    return f"{tenant}|rooms.segment|payload|{session}/{seq}".encode()


def seal(keys: Keys, at: bytes, seq: int, previous: bytes, lines: Sequence[bytes]) -> Sealed:
    """Return segment `seq` of a session whose chain so far ends in `previous`.

    Args:
        at: the segment's `place`.
        lines: the events as they came, one or more, none holding a newline.
    """
    root = merkle_root(event_digests(keys, seq, lines))
    nonce = os.urandom(NONCE_BYTES)
    frame = _compressor().compress(b"\n".join(lines))
    payload = FORM + nonce + AESGCM(keys.seal).encrypt(nonce, frame, at)
    return Sealed(payload=payload, root=root, chain=chained(previous, root))


def unseal(keys: Keys, at: bytes, payload: bytes) -> list[bytes]:
    """Return the events' lines as they came.

    Raises:
        Altered: another key, another place, or other bytes than were sealed.
    """
    nonce, sealed = payload[1 : 1 + NONCE_BYTES], payload[1 + NONCE_BYTES :]
    if payload[:1] != FORM:
        raise Altered("the payload has an unknown form")
    try:
        frame = AESGCM(keys.seal).decrypt(nonce, sealed, at)
        return _decompressor().decompress(frame, max_output_size=MAX_PLAIN).split(b"\n")
    except (InvalidTag, ValueError, zstandard.ZstdError):
        raise Altered("the payload does not fit its key and its place") from None


def salts(keys: Keys, seq: int, count: int) -> list[bytes]:
    """Return the salts of a segment's events, cut from one stream of (salt key, seq)."""
    stream = hashlib.shake_256(keys.salt + seq.to_bytes(8, "big")).digest(SALT_BYTES * count)
    return [stream[i : i + SALT_BYTES] for i in range(0, len(stream), SALT_BYTES)]


def event_digest(salt: bytes, line: bytes) -> bytes:
    """Return SHA-256(0x00 ‖ salt ‖ bytes), the RFC 6962 hash of the leaf `salt ‖ bytes`.

    It tells nothing of the event to those from whom the salt is withheld.
    """
    return _sha256(LEAF + salt + line).digest()


def event_digests(keys: Keys, seq: int, lines: Sequence[bytes]) -> list[bytes]:
    """Return the digest of every event of segment `seq`."""
    each = zip(salts(keys, seq, len(lines)), lines, strict=True)
    return [_sha256(LEAF + salt + line).digest() for salt, line in each]


def merkle_root(digests: Iterable[bytes]) -> bytes:
    """Return the RFC 6962 root over event digests; inner nodes are hashed under 0x01."""
    level = list(digests)
    if not level:
        return _sha256(b"").digest()
    while len(level) > 1:
        last = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [_sha256(NODE + left + right).digest() for left, right in pairs] + last
    return level[0]


def chained(previous: bytes, root: bytes) -> bytes:
    """Return the chain after one more segment: SHA-256(previous ‖ root)."""
    return _sha256(previous + root).digest()


def id_hashes(keys: Keys, names: Iterable[str]) -> bytes:
    """Return eight bytes per event id, in order: BLAKE2b under the session's id key."""
    key = keys.id
    return b"".join(
        [_blake2b(name.encode(), digest_size=ID_BYTES, key=key).digest() for name in names]
    )


def _compressor() -> zstandard.ZstdCompressor:
    """Return this thread's compressor: one may not be used by two threads at once."""
    found: zstandard.ZstdCompressor | None = getattr(_of_thread, "compressor", None)
    if found is None:
        found = _of_thread.compressor = zstandard.ZstdCompressor(level=3)
    return found


def _decompressor() -> zstandard.ZstdDecompressor:
    found: zstandard.ZstdDecompressor | None = getattr(_of_thread, "decompressor", None)
    if found is None:
        found = _of_thread.decompressor = zstandard.ZstdDecompressor()
    return found
