"""Who signs checkpoints: a key in a file, or whatever `LC_SIGNER` names (a KMS, an HSM)."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.utils.module_loading import import_string


class SignerLost(Exception):
    """There is nobody who could sign: no file, no key in it, or the KMS does not answer."""


class Signer(Protocol):
    """What `LC_SIGNER` names: a class without arguments, of which every process makes one.

    It is asked once for each checkpoint, inside the transaction that seals: it should answer within
    a second, and raise SignerLost when it cannot; the entries then wait and nothing is lost.
    """

    def public_key(self) -> bytes:
        """Return the Ed25519 public key, 32 bytes, under which `sign` signs now."""

    def sign(self, text: bytes) -> bytes:
        """Return the Ed25519 signature of a text, 64 bytes."""


class KeyFile:
    """An Ed25519 private key, PEM, at `LC_SEAL_KEY_FILE`; a file that was replaced is read anew."""

    def public_key(self) -> bytes:
        return _key().public_key().public_bytes_raw()

    def sign(self, text: bytes) -> bytes:
        return _key().sign(text)


def _key() -> Ed25519PrivateKey:
    path = str(settings.SEAL_KEY_FILE)
    try:
        found = os.stat(path)
    except OSError as fault:
        raise SignerLost(f"no key to seal with at {path}: {fault.strerror}") from fault
    return _loaded(path, found.st_mtime_ns, found.st_ino)


@lru_cache(maxsize=4)
def _loaded(path: str, _changed: int, _node: int) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(Path(path).read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as fault:
        raise SignerLost(f"{path} holds no private key") from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise SignerLost(f"{path} holds a key that is not Ed25519")
    return key


@lru_cache(maxsize=4)
def _made(name: str) -> Signer:
    signer: Signer = import_string(name)()
    return signer


def signer() -> Signer:
    """Return who signs.

    Raises:
        SignerLost: the setting names nobody.
    """
    try:
        return _made(settings.SIGNER)
    except ImportError as fault:
        raise SignerLost(f"LC_SIGNER: there is no {settings.SIGNER}") from fault
