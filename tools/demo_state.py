"""What a running demo leaves in .local for others: a lock, its address, logins, environment."""

import fcntl
import json
import os
from pathlib import Path
from typing import IO, Any, Self


class AlreadyRunning(Exception):
    """Another demo of this checkout holds the lock; the message is its address."""


class State:
    """The lock and the files of one run; both files vanish with the run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock: IO[str] | None = None
        self.found, self.environment = folder / "demo.json", folder / "env.json"

    def __enter__(self) -> Self:
        self.folder.mkdir(exist_ok=True)
        self.lock = (self.folder / "demo.lock").open("a+", encoding="utf-8")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.lock.close()
            raise AlreadyRunning(self._address()) from None
        self.clear()  # of a run that was killed
        return self

    def __exit__(self, *_: object) -> None:
        if self.lock:
            self.lock.close()

    def _address(self) -> str:
        try:
            return str(json.loads(self.found.read_text(encoding="utf-8"))["base_url"])
        except (OSError, ValueError, KeyError):
            return "it is still starting"

    def write(self, content: dict[str, Any]) -> None:
        """Publish addresses and logins: the demo is ready."""
        _write_secret(self.found, content)

    def write_environment(self, content: dict[str, str]) -> None:
        """Let `manage.py` in another shell reach the running servers."""
        _write_secret(self.environment, content)

    def clear(self) -> None:
        """Remove what is true only while the demo runs."""
        for path in (self.found, self.environment):
            path.unlink(missing_ok=True)


def _write_secret(path: Path, content: dict[str, Any]) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    draft.rename(path)
