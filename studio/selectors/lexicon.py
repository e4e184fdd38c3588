"""Packs of terms as the engine takes them: from rows, from what was compiled of them before."""

import mmap
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction
from msgspec import structs

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from moderation import services as moderation
from moderation.engine.compiler import compile_packs
from moderation.engine.image import dump, restore
from moderation.engine.lexicon import Lexicon
from moderation.engine.loader import least_syllables
from moderation.engine.source import FamilySource, PackSource
from moderation.engine.store import Part
from moderation.engine.tables import FOLD_HASH
from moderation.engine.types import PackError
from studio.models import Image, Issue, Pack
from studio.selectors.pack import OWN, issue_get, term_list

PIECE, CHUNK = 1 << 20, 5_000
KEPT_S = 7 * 86_400  # of a compiled pack on this machine's disk that nobody loads any more


def name_of(issue: Issue) -> str:
    """Return what findings call a version of a pack."""
    return f"{issue.pack.code}@{issue.number}"


def source_of(actor: Actor, issue: Issue) -> PackSource:
    """Return a version as a pack: one family for all terms that agree in all but the word."""
    known = moderation.base_families()
    groups: dict[tuple[Any, ...], FamilySource] = {}
    total = 0
    names = ("text", "family", "severity", "clause", "weight")
    rows = term_list(actor, issue).order_by("key").values_list(*names)
    for text, code, *rest in rows.iterator(chunk_size=CHUNK):
        key = (code, *rest)
        family = groups.get(key)
        if family is None:
            family = groups[key] = _family(known.get(code or OWN), code or OWN, *rest)
        (family.allow if issue.pack.kind == Pack.Kind.ALLOW else family.terms).append(text)
        total += 1
    return PackSource(
        pack=issue.pack.code,
        version=issue.number,
        families=list(groups.values()),
        sound=least_syllables(total),
    )


def _family(
    base: FamilySource | None, code: str, severity: str, clause: str, weight: float | None
) -> FamilySource:
    made = structs.replace(base or FamilySource(code=code), terms=[], allow=[])
    if severity:
        made.severity = severity  # type: ignore[assignment]
    made.clause = clause or made.clause
    made.weight = made.weight if weight is None else weight
    return made


def compiled(actor: Actor, issue: Issue) -> bytes:
    """Return the compiled form of a version; raises PackError for terms that cannot be."""
    return dump(compile_packs([source_of(actor, issue)]))


def part_of(actor: Actor, kept: dict[str, Any]) -> Part:
    """Return a pack in force, as a release keeps it, as the engine asks for it."""
    issue_id, digest = UUID(kept["issue"]), str(kept["digest"])

    def load() -> Lexicon:
        return image_load(actor, issue_id, digest)

    name, size = f"{digest}-{FOLD_HASH[:8]}", int(kept["size"])
    return Part(name, size, load, connections.close_all, is_shadow=bool(kept.get("shadow")))


def image_load(actor: Actor, issue_id: UUID, digest: str) -> Lexicon:
    """Return a compiled version: from this machine's disk, else from the rows.

    What other tables made (the product was updated) is compiled again from the terms.

    Raises:
        PackError: it was taken out of force and its compiled form is gone.
    """
    folder = Path(settings.PACK_CACHE)
    path = folder / f"own-{digest}-{FOLD_HASH[:8]}.bin"
    if not path.exists():
        with acting(actor), transaction.atomic():
            _write(path, _pieces(actor, issue_id, digest))
        _tidy(folder)
    try:
        return _mapped(path)
    except PackError:
        with acting(actor), transaction.atomic():
            _write(path, iter([compiled(actor, issue_get(actor, issue_id))]))
        return _mapped(path)


def _mapped(path: Path) -> Lexicon:
    os.utime(path)
    with path.open("rb") as file:
        return restore(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), path.name)


def _pieces(actor: Actor, issue_id: UUID, digest: str) -> Iterator[bytes]:
    rows = Image.objects.of(actor).filter(issue_id=issue_id, digest=digest).order_by("number")
    for pk in list(rows.values_list("pk", flat=True)):
        yield bytes(rows.values_list("data", flat=True).get(pk=pk))


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    """Write a file so that a reader sees all of it or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".own-")
    try:
        with os.fdopen(handle, "wb") as stream:
            for piece in pieces:
                stream.write(piece)
            if not stream.tell():
                raise PackError(f"{path.name}: nothing was compiled, or not any more")
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _tidy(folder: Path) -> None:
    old = clock.now().timestamp() - KEPT_S
    for path in folder.glob("own-*.bin"):
        if path.stat().st_mtime < old:
            path.unlink(missing_ok=True)
