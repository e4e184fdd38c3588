"""What a timestamp (RFC 3161) says: over which digest, and when. Standard library only.

It is read, not believed: whether the authority signed it is for whoever has its certificate and a
library that checks CMS signatures.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from oversight.rules.container import Fault

TIMESTAMP, TSA_ROOT = "data/record/timestamp.tsr", "data/record/timestamp-root.pem"
SEQUENCE, INTEGER, OCTETS, OID, GENERALIZED = 0x30, 0x02, 0x04, 0x06, 0x18
SHA256_OID = bytes.fromhex("608648016503040201")
TST_INFO = bytes.fromhex("2a864886f70d0109100104")
MOST_DER = 65_536


class Stamp(NamedTuple):
    """What a timestamp says: over which SHA-256, at which instant (YYYYMMDDhhmmss, UTC)."""

    sha256: str
    at: str


def _parts(der: bytes) -> list[tuple[int, bytes]]:
    """Return what a constructed value holds, each with its tag."""
    found, at = [], 0
    while at < len(der):
        tag, length, at = der[at], der[at + 1], at + 2
        if length & 0x80:
            count = length & 0x7F
            if not 0 < count <= 4:
                raise ValueError
            length, at = int.from_bytes(der[at : at + count], "big"), at + count
        if at + length > len(der):
            raise ValueError
        found.append((tag, der[at : at + length]))
        at += length
    return found


def _only(der: bytes, tag: int) -> bytes:
    [(found, body)] = _parts(der)
    if found != tag:
        raise ValueError
    return body


def stamp_of(response: bytes) -> Stamp:
    """Read a TimeStampResp that grants one; Fault where it is none."""
    try:
        if len(response) > MOST_DER:
            raise ValueError
        status, token = _parts(_only(response, SEQUENCE))[:2]
        if _parts(status[1])[0] not in ((INTEGER, b"\x00"), (INTEGER, b"\x01")):
            raise ValueError
        signed = _only(_parts(token[1])[1][1], SEQUENCE)
        kind, content = _parts(_parts(signed)[2][1])[:2]
        if kind != (OID, TST_INFO):
            raise ValueError
        info = _parts(_only(_only(content[1], OCTETS), SEQUENCE))
        algorithm, digest = _parts(info[2][1])
        [at] = [body for tag, body in info[3:] if tag == GENERALIZED][:1]
        if _parts(algorithm[1])[0] != (OID, SHA256_OID) or len(digest[1]) != 32:
            raise ValueError
        return Stamp(digest[1].hex(), at.decode("ascii").rstrip("Z").partition(".")[0])
    except (ValueError, IndexError):
        raise Fault("timestamp", TIMESTAMP) from None


def require_stamp(response: bytes, checkpoint: bytes) -> Stamp:
    """Return what a timestamp says; Fault where it is not over this checkpoint."""
    found = stamp_of(response)
    if found.sha256 != hashlib.sha256(checkpoint).hexdigest():
        raise Fault("timestamp", TIMESTAMP)
    return found
