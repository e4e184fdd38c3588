"""Which keys packages are held against: this platform's own, or those that somebody gives."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.db import connection

from ledger import notes
from ledger.providers import SignerLost, signer
from oversight.rules.verify import public_of


class Own(Mapping[str, Sequence[bytes]]):
    """The keys of this installation, under the name of every platform that it serves."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys, self._begins = keys, f"{settings.RECORD_NAME}/"

    def __getitem__(self, name: str) -> Sequence[bytes]:
        if not name.startswith(self._begins):
            raise KeyError(name)
        return self._keys

    def __iter__(self) -> Iterator[str]:
        return iter((self._begins,))

    def __len__(self) -> int:
        return 1


def keys_trusted(given: Sequence[str]) -> Mapping[str, Sequence[bytes]] | None:
    """Return the keys that were given as verifier keys; this installation's own where none were,
    and None where it has none.

    Raises:
        Fault: one of them is no verifier key.
    """
    found: dict[str, list[bytes]] = {}
    for name, public in map(public_of, given):
        found.setdefault(name, []).append(public)
    return found or keys_own()


def keys_own() -> Own | None:
    """Return the keys that sign, and have signed, here; None where nobody can say."""
    try:
        now = signer().public_key()
    except SignerLost:
        return None
    return Own([now, *(notes.public_of(one)[1] for one in settings.SEAL_OLD_KEYS)])


def tenant_ids() -> list[UUID]:
    """Return every tenant, whoever asks: for the command line alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM evidence_tenants()")
        return [row[0] for row in cursor.fetchall()]
