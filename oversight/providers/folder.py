"""A directory that an authority's exchange reads: each report a folder of its own, whole or not
there at all."""

import hashlib
import os
import re
import shutil
from pathlib import Path

from django.conf import settings

from oversight.providers import signing
from oversight.providers.carriers import Carried, Parcel

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
FOLDER, FILE = 0o700, 0o600


class Folder:
    """Writes beside, makes it durable, and moves it into place in one step."""

    def faults_of(self, endpoint: str) -> str:
        return "" if NAME.fullmatch(endpoint) else "folder_name"

    def carry(self, parcel: Parcel) -> Carried:
        """Put a report into the authority's directory; there already, with the same words: taken.

        The name is the report's own, so that a worker who died after the move finds it done.
        """
        if self.faults_of(parcel.endpoint):
            return Carried("folder_name", is_final=True)
        base = Path(settings.REPORTS_ROOT) / str(parcel.tenant_id) / parcel.endpoint
        place, name = f"folder:{parcel.endpoint}", f"{parcel.number}-{parcel.id.hex}"
        goal, draft = base / name, base / f".{name}"
        try:
            base.mkdir(mode=FOLDER, parents=True, exist_ok=True)
            if not goal.is_dir():
                shutil.rmtree(draft, ignore_errors=True)
                self._write(parcel, draft)
                os.rename(draft, goal)
                _sync(base)
            held = hashlib.sha256((goal / "report.json").read_bytes()).hexdigest()
        except OSError as fault:
            return Carried(type(fault).__name__, place=place)
        if held != parcel.sha256:
            return Carried("other_content_there", is_final=True, place=place)
        return Carried(place=place)

    def _write(self, parcel: Parcel, draft: Path) -> None:
        draft.mkdir(mode=FOLDER)
        stamp, signed = signing.signature(
            parcel.tenant_id,
            parcel.authority_id,
            parcel.secret_version,
            parcel.signing,
            parcel.name,
            parcel.document,
        )
        _put(draft / "report.json", [parcel.document.encode()])
        _put(draft / "signature.txt", [f"{parcel.name}\n{stamp}\n{signed}\n".encode()])
        for one in parcel.enclosures:
            _put(draft / one.name, one.pieces())
        _sync(draft)


def _put(path: Path, pieces: object) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE)
    with os.fdopen(handle, "wb") as file:
        for piece in pieces:  # type: ignore[attr-defined]
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
