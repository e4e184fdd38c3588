"""Envelope encryption: data keys wrapped by a key-encryption key that never enters the database."""

import base64
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12


class KeyLost(Exception):
    """The key was destroyed, is unknown, or does not fit: the data cannot be read."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The key-encryption keys by id; new wraps use `current`, purposes derive from `root`.

    A root that was retired as a key-encryption key wraps and unwraps nothing.
    """

    current: str
    keys: dict[str, bytes]
    root: bytes = b""

    def wrap(self, key: bytes, context: str) -> bytes:
        """Return `key` sealed for storage, bound to `context` (tenant|model|field|pk)."""
        head = f"v1|A256GCM|{self.current}|".encode()
        return head + seal(self.keys[self.current], key, head + context.encode())

    def unwrap(self, wrapped: bytes, context: str) -> bytes:
        """Return the key in `wrapped`.

        Raises:
            KeyLost: made with an unknown key, for another context, or altered.
        """
        try:
            version, algorithm, key_id, sealed = bytes(wrapped).split(b"|", 3)
        except ValueError:
            raise KeyLost("not a wrapped key") from None
        kek = self.keys.get(key_id.decode("ascii", "replace"))
        if version != b"v1" or algorithm != b"A256GCM" or kek is None:
            raise KeyLost("wrapped by a key that is not in the keyring")
        head = b"|".join((version, algorithm, key_id, b""))
        return unseal(kek, sealed, head + context.encode())

    def derive(self, purpose: str) -> bytes:
        """Return a 32-byte key for one purpose, the same whatever is rotated."""
        return derive(self.root or self.keys[min(self.keys)], purpose)


def keyring() -> Keyring:
    """Return the keyring of settings.KEK_FILE; a file that was replaced is read again.

    So a rotation reaches running processes without a restart.

    Raises:
        KeyLost: the file is absent or holds no usable key.
    """
    path = str(settings.KEK_FILE)
    try:
        found = os.stat(path)
    except OSError as fault:
        raise KeyLost(f"no key-encryption key at {path}: {fault}") from fault
    return _keyring(path, found.st_mtime_ns, found.st_ino)


@lru_cache(maxsize=4)
def _keyring(path: str, _changed: int, _node: int) -> Keyring:
    try:
        body = json.loads(Path(path).read_text(encoding="utf-8"))
        keys = {name: base64.b64decode(value) for name, value in body["keys"].items()}
        root = base64.b64decode(body.get("root", ""))
        current = body["current"]
    except (OSError, ValueError, KeyError, AttributeError) as fault:
        raise KeyLost(f"no key-encryption key at {path}: {fault}") from fault
    lengths = {len(key) for key in [*keys.values(), root or new_key()]}
    if current not in keys or lengths != {KEY_BYTES}:
        raise KeyLost(f"{path}: every key has 32 bytes and 'current' names one of them")
    return Keyring(current=current, keys=keys, root=root)


def place(row: Any, field: str) -> str:
    """Return what a sealed column of a row is bound to: tenant|model|field|pk."""
    return f"{row.tenant_id}|{row._meta.label_lower}|{field}|{row.pk}"


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def derive(key: bytes, purpose: str) -> bytes:
    """Return a 32-byte key for one purpose from another (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(key)


def seal(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """Encrypt with AES-256-GCM: nonce, ciphertext and tag in one."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """Decrypt what `seal` made.

    Raises:
        KeyLost: another key, another binding, or altered bytes.
    """
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        raise KeyLost("the data does not fit this key") from None


def keyed_digest(key: bytes, value: bytes) -> bytes:
    """Return HMAC-SHA256: a digest that nobody without the key can try values against."""
    return hmac.new(key, value, hashlib.sha256).digest()
