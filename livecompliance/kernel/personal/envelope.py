"""One sealed value: `v1|alg|kek|dek|` and then nonce, ciphertext and tag, bound to its row.

The header and `tenant|model|field|pk` are authenticated with it: a value that was moved to another
row, field, model or tenant does not open. `kek` says which key had wrapped the data key when the
value was written; a rotation re-wraps data keys and leaves values alone, so it is a hint.
"""

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from livecompliance.kernel import crypto
from livecompliance.kernel.personal.forms import normalise

VERSION, ALGORITHM = b"v1", b"A256GCM"
INDEX_BYTES = 32


@dataclass(frozen=True, slots=True)
class DataKey:
    """A data key with its name and the name of the key that wraps it. Never printed."""

    id: str
    kek: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed value as it lies in its column; printing it shows nothing of it."""

    body: bytes = field(repr=False)

    def __str__(self) -> str:
        return "****"

    @property
    def key_id(self) -> str:
        """Return the name of the data key that opens it; "" for what is no sealed value."""
        parts = self.body.split(b"|", 4)
        return parts[3].decode("ascii", "replace") if len(parts) == 5 else ""


def seal(key: DataKey, plain: str, bound_to: str) -> Sealed:
    """Return `plain` sealed for one place (tenant|model|field|pk)."""
    head = b"|".join((VERSION, ALGORITHM, key.kek.encode(), key.id.encode(), b""))
    return Sealed(head + crypto.seal(key.key, plain.encode(), head + bound_to.encode()))


def unseal(key: DataKey, sealed: Sealed, bound_to: str) -> str:
    """Return what `seal` sealed.

    Raises:
        KeyLost: another key, another place, altered bytes, or no sealed value at all.
    """
    parts = sealed.body.split(b"|", 4)
    if len(parts) != 5 or parts[:2] != [VERSION, ALGORITHM] or parts[3] != key.id.encode():
        raise crypto.KeyLost("not a value sealed with this key")
    head = sealed.body[: len(sealed.body) - len(parts[4])]
    return crypto.unseal(key.key, parts[4], head + bound_to.encode()).decode()


def blind_index(key: bytes, kind: str, value: str) -> bytes:
    """Return by what equal values are found again, and by nobody who lacks the key.

    Args:
        key: the tenant's; another tenant's index of the same value is another.
        kind: what is compared: a mobile never equals a card of the same digits.
    """
    plain = normalise(kind, unicodedata.normalize("NFKC", value))
    return crypto.keyed_digest(_index_key(key, kind), plain.encode())


@lru_cache(maxsize=4096)
def _index_key(key: bytes, kind: str) -> bytes:
    return crypto.derive(key, f"personal.index|{kind}")
