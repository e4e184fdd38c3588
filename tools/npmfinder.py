"""Static files that npm put into node_modules, by name: nothing else of it is served."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

SOURCE_MAP = re.compile(rb"(/\*|//)[#@] sourceMappingURL=[^\s*]+\s*(\*/)?\s*$")


class AllowedFiles(FileSystemStorage):
    """Maps the public name of an asset to its place in node_modules."""

    prefix = None

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        """Leave out the pointer to a source map that is not served (and must exist otherwise)."""
        with Path(self.path(name)).open("rb") as file:
            return ContentFile(SOURCE_MAP.sub(b"", file.read()), name=name)

    def path(self, name: str) -> str:
        return str(settings.BASE_DIR / "node_modules" / settings.NPM_FILES[name])


class NpmFinder(BaseFinder):
    """Finds the files of settings.NPM_FILES and no others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = AllowedFiles(location=str(settings.BASE_DIR / "node_modules"))

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = [name for name in settings.NPM_FILES if not self.storage.exists(name)]
        collected = settings.STATIC_ROOT  # an image holds what was collected, no node_modules
        if all(collected and Path(collected, name).exists() for name in missing):
            return []
        return [Error(f"npm assets missing: {missing}; run ./lc setup", id="tools.E001")]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = path.replace("\\", "/")
        if name not in settings.NPM_FILES or not self.storage.exists(name):
            return []
        found = self.storage.path(name)
        return [found] if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        for name in settings.NPM_FILES:
            yield name, self.storage
