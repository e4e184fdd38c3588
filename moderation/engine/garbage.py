"""Work that leaves no cycles behind, done while the collector of cycles does not look for any."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the collector for work that is short or makes only what it keeps.

    Every full collection visits all terms of all packs to find that none of them is garbage.
    Memory is given back as ever: only cycles wait until the pause is over. Of threads that
    overlap, the first that ends it ends it for all.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
