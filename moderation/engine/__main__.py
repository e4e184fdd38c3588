"""`python -m moderation.engine CACHE PACK...`: check packs and compile them into a directory."""

import sys
from collections.abc import Sequence
from pathlib import Path

from moderation.engine.engine import Engine
from moderation.engine.types import PackError


def main(arguments: Sequence[str]) -> int:
    """Compile the packs named after the directory; complain on standard error."""
    if len(arguments) < 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    cache, *paths = arguments
    try:
        Engine.from_packs(paths, cache=Path(cache))
    except PackError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
