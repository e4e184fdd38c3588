"""Files on this machine: a name either holds all that was written, on the disk, or nothing."""

import os
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.core.files.utils import validate_file_name
from django.utils._os import safe_makedirs


class Durable(FileSystemStorage):
    """The file system, for the owner of the process alone; writing a name again replaces it."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        validate_file_name(name, allow_relative_path=True)
        return name

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        safe_makedirs(str(path.parent), 0o700, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            for chunk in content.chunks():
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, path)
        _sync(path.parent)
        return name


def _sync(folder: Path) -> None:
    """Let the name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
