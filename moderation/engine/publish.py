"""Compile packs into the cache, in a process of its own."""

import subprocess
import sys
from pathlib import Path

from moderation.engine.image import image_path
from moderation.engine.loader import Paths, pack_files
from moderation.engine.types import PackError

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 120


def publish(paths: Paths, cache: Path) -> Path:
    """Make sure that the compiled form of packs lies in the cache, without holding this process.

    Returns:
        Where it lies.

    Raises:
        PackError: a pack cannot be used, or compiling took too long.
    """
    path = image_path(paths, cache)
    if path.exists():
        return path
    files = [str(file.resolve()) for file in pack_files(paths)]
    command = [sys.executable, "-m", "moderation.engine", str(cache.resolve()), *files]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, our own paths
            command, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PackError(f"{path}: compiling took longer than {TIMEOUT} s") from error
    if done.returncode:
        raise PackError(done.stderr.strip() or f"{path}: the compiler ended early")
    return path
