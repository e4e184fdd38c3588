"""A recording that the demo makes up: a file any browser plays, each second of it known by code.

A beep at every full minute, a tick at every other second, silence between: so that whoever plays it
from a given second hears that he is there. 8,000 samples a second, 8 bits, one channel.
"""

import math
import struct
from functools import lru_cache

RATE, MINUTE = 8_000, 60
SILENCE, TICK_S, BEEP_S = 0x80, 0.01, 0.4
KEPT, GONE, ALTERED = "kept", "gone", "altered"


def _tone(length_s: float, hertz: int) -> bytes:
    samples = round(length_s * RATE)
    wave = (math.sin(2 * math.pi * hertz * at / RATE) for at in range(samples))
    return bytes(SILENCE + round(50 * one) for one in wave)


@lru_cache(maxsize=1)
def _minute() -> bytes:
    quiet = bytes([SILENCE])
    tick = _tone(TICK_S, 1_000).ljust(RATE, quiet)
    return _tone(BEEP_S, 660).ljust(RATE, quiet) + tick * (MINUTE - 1)


@lru_cache(maxsize=4)
def reel(name: str, seconds: int) -> bytes:
    """Return a recording of so many seconds; its name is in it, so that no two are the same."""
    body = (_minute() * (seconds // MINUTE + 1))[: seconds * RATE]
    said = name.encode() + b"\0" * (2 - len(name.encode()) % 2)
    info = b"INFO" + b"INAM" + struct.pack("<I", len(said)) + said
    form = struct.pack("<HHIIHH", 1, 1, RATE, RATE, 1, 8)
    chunks = (b"fmt ", form), (b"LIST", info), (b"data", body + b"\x80" * (len(body) % 2))
    packed = b"".join(mark + struct.pack("<I", len(one)) + one for mark, one in chunks)
    return b"RIFF" + struct.pack("<I", len(packed) + 4) + b"WAVE" + packed


def path_of(state: str, name: str, seconds: int) -> str:
    """Return where a recording lies in the demo's storage, and how it is there."""
    return f"/{state}/{name}-{seconds}.wav"


def found(path: str) -> bytes | None:
    """Return what lies at a path of the demo's storage; None where nothing does."""
    state, _, rest = path.lstrip("/").partition("/")
    name, _, length = rest.removesuffix(".wav").rpartition("-")
    if state not in (KEPT, ALTERED) or not name or not (length.isdigit() and len(length) < 6):
        return None
    body = reel(name, int(length))
    return body + b"\x80" if state == ALTERED else body
