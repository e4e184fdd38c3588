"""The port through which a report leaves, and what every carrier is given."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol
from uuid import UUID

TOO_BIG = 12 * 1024 * 1024  # what a mailbox or one request still takes, in base64


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes along; read once for every try."""

    name: str
    size: int
    sha256: str
    pieces: Callable[[], Iterator[bytes]] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One report as it leaves. `id` is the same however often it is tried: by it the receiver
    tells a repetition. Never printed whole: the document names people."""

    id: UUID
    number: str
    title: str
    tenant_id: UUID
    authority_id: UUID
    secret_version: int
    signing: str
    endpoint: str
    document: str = field(repr=False)
    sha256: str
    enclosures: tuple[Enclosure, ...] = ()

    @property
    def name(self) -> str:
        return f"rep_{self.id.hex}"

    @property
    def size(self) -> int:
        return len(self.document.encode()) + sum(one.size for one in self.enclosures)


class Carried(NamedTuple):
    """What came of one try.

    Args:
        fault: "" when it was taken; else why not, in words that name nobody.
        is_final: asking again is no use; somebody must look.
        receipt: the number that the authority gave at once, if it did.
        place: where it went, as far as that may be recorded.
    """

    fault: str = ""
    is_final: bool = False
    receipt: str = ""
    place: str = ""


class Carrier(Protocol):
    """One way to an authority."""

    def carry(self, parcel: Parcel) -> Carried:
        """Take a report there. Twice is once: the receiver must be able to tell."""

    def faults_of(self, endpoint: str) -> str:
        """Return what is wrong with an address, as a code; "" for nothing."""


def carrier_of(name: str) -> Carrier:
    """Return the carrier of a way.

    Raises:
        KeyError: people carry it, or there is no such way.
    """
    from oversight.providers import folder, https, mail

    ways: dict[str, Carrier] = {
        "folder": folder.Folder(),
        "https": https.Https(),
        "mail": mail.Mail(),
    }
    return ways[name]
