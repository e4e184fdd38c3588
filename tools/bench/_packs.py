"""What a list of terms costs: `python -m tools.bench._packs TERMS`, in a process of its own.

Compiles made-up terms as the job does, then judges batches of 200 lines while the compiled form
is loaded beside them, as a process does that has an engine; prints figures as JSON.
"""

import json
import mmap
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from moderation.engine import Engine, RoomState
from moderation.engine.compiler import compile_packs
from moderation.engine.image import dump, restore
from moderation.engine.lexicon import Lexicon
from moderation.engine.loader import least_syllables
from moderation.engine.source import FamilySource, PackSource
from moderation.engine.store import PackStore, Part
from rooms import wire

HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 3_500)]
LINES, SEED, ROUNDS = 200, 7, 400


def made_up(number: int) -> list[str]:
    """Return so many different terms of two to six characters."""
    chance = random.Random(SEED)
    found: dict[str, None] = {}
    while len(found) < number:
        found["".join(chance.choices(HAN, k=chance.randint(2, 6)))] = None
    return list(found)


def peak_mb() -> float:
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compiled(number: int) -> tuple[bytes, dict[str, float]]:
    """Compile so many terms."""
    family = FamilySource(code="F-TENANT", terms=list(made_up(number)))
    pack = PackSource(pack="W-bench", families=[family], sound=least_syllables(number))
    before, began = peak_mb(), time.perf_counter()
    data = dump(compile_packs([pack]))
    return data, {
        "compile_s": time.perf_counter() - began,
        "compile_mb": peak_mb() - before,
        "image_mb": len(data) / 2**20,
    }


def slowest(judge: Callable[[], object], is_done: Callable[[], bool]) -> list[float]:
    """Return how long each batch took, until something is done and for a while after."""
    took: list[float] = []
    left = ROUNDS
    while left:
        began = time.perf_counter()
        judge()
        took.append(time.perf_counter() - began)
        left -= is_done()
    return sorted(took)


def loaded(path: Path, size: int) -> dict[str, float]:
    """Judge while the compiled form is loaded beside, as a process that has an engine does."""
    chance = random.Random(SEED)
    lines = [
        wire.Comment(id=n, text="".join(chance.choices(HAN, k=18)), at=n * 50) for n in range(LINES)
    ]
    store = PackStore()
    loads: list[float] = []

    def load() -> Lexicon:
        began = time.perf_counter()
        with path.open("rb") as file:
            found = restore(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        loads.append(time.perf_counter() - began)
        return found

    def engine(stamp: str, parts: list[Part]) -> Engine:
        return store.tenant("bench", stamp, list, parts=lambda: parts)

    part = Part("digest", size, load)
    before = engine("1", [])
    without = slowest(lambda: engine("1", []).inspect(lines, RoomState()), lambda: True)
    told: list[float] = []
    began = time.perf_counter()

    def swapped() -> bool:
        if not told and engine("2", [part]) is not before:
            told.append(time.perf_counter() - began)
        return bool(told)

    beside = slowest(lambda: engine("2", [part]).inspect(lines, RoomState()), swapped)
    return {
        "load_s": loads[0],
        "in_force_s": told[0],
        "before_p50_ms": without[len(without) // 2] * 1e3,
        "before_max_ms": without[-1] * 1e3,
        "p50_ms": beside[len(beside) // 2] * 1e3,
        "max_ms": beside[-1] * 1e3,
    }


def main(number: int) -> dict[str, float]:
    """Compile and load so many terms."""
    data, figures = compiled(number)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.bin"
        path.write_bytes(data)
        size = len(data)
        del data
        return figures | loaded(path, size)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
