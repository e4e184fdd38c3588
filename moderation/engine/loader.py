"""Read packs from files: YAML, TOML, or a plain list of words."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

import msgspec
import yaml

from moderation.engine.fold import fold
from moderation.engine.learnt import Model, ModelError, pack_of
from moderation.engine.source import FamilySource, PackSource
from moderation.engine.types import PackError

Paths = str | Path | Iterable[str | Path]
MAX_BYTES = 64 * 1024 * 1024
HEARD = ((500, 2), (5_000, 3), (200_000, 4))  # a short list of words is heard more closely
UNHEARD = 20  # in a longer one too much sounds alike, and the lane would cost the most
_safe_loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(paths: Paths) -> list[PackSource]:
    """Read every pack of the given files and folders, in a stable order.

    Raises:
        PackError: a file is missing, unreadable, of the wrong shape, or two packs share an id.
    """
    packs = [read(path) for path in pack_files(paths)]
    seen: dict[str, str] = {}
    for pack in packs:
        if pack.pack in seen:
            raise PackError(f"{pack.path}: pack {pack.pack!r} is already in {seen[pack.pack]}")
        seen[pack.pack] = pack.path
    return packs


def pack_files(paths: Paths) -> list[Path]:
    """Return the pack files that the given files and folders stand for, in a stable order."""
    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    return [path for given in listed for path in _files(Path(given))]


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(p for p in path.iterdir() if p.suffix in {".yaml", ".yml", ".toml"})
    return [path]


def read(path: Path) -> PackSource:
    """Read one pack file.

    Raises:
        PackError: the file cannot be read as a pack; the message names file and place.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PackError(f"{path}: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise PackError(f"{path}: larger than {MAX_BYTES} bytes")
    if path.suffix == ".lcm":
        return _learnt(path, data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PackError(f"{path}: not UTF-8 at byte {error.start}") from error
    pack = _parse(path, text)
    pack.path = str(path)
    return pack


def _learnt(path: Path, data: bytes) -> PackSource:
    """Return a trained model as a pack whose only rule asks it about every comment."""
    try:
        model = Model.from_bytes(data)
    except ModelError as fault:
        raise PackError(f"{path}: {fault}") from fault
    pack = pack_of(f"learnt-{model.about.name}", [(model, data, (0, 100))])
    pack.path = str(path)
    return pack


def _parse(path: Path, text: str) -> PackSource:
    suffix = path.suffix.lower()
    if suffix in {".yaml", ".yml"} or suffix == ".toml":
        try:
            tree = tomllib.loads(text) if suffix == ".toml" else yaml.load(text, _safe_loader)  # noqa: S506
            return msgspec.convert(tree, PackSource)
        except (tomllib.TOMLDecodeError, yaml.YAMLError, msgspec.ValidationError) as error:
            raise PackError(f"{path}: {_one_line(error)}") from error
    return word_list(path.name, text.splitlines())


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def word_list(name: str, lines: Iterable[str]) -> PackSource:
    """Make a pack of plain words, one a line: family "custom", no clause.

    Blank lines and lines that begin with # are skipped. Words that fold to nothing or to one
    character are left out and named in `refused`.

    Raises:
        PackError: every word is refused.
    """
    words = dict.fromkeys(line.strip().strip("\ufeff") for line in lines)
    terms, refused = [], []
    for word in words:
        if word and not word.startswith("#"):
            key = fold(word)
            if len(key) > 1:
                terms.append(word)
            else:
                kind = f"the single character {key!r}" if key else "nothing"
                refused.append(f"{name}: term {word!r} folds to {kind}; left out")
    if refused and not terms:
        raise PackError(refused[0])
    family = FamilySource(code="custom", suggestion="review", weight=0.6)
    family.terms = list(terms)
    return PackSource(
        pack=name or "words",
        families=[family],
        sound=least_syllables(len(terms)),
        refused=refused,
    )


def least_syllables(terms: int) -> int:
    """Return how many syllables a term of a list of so many words needs to be heard."""
    return next((least for most, least in HEARD if terms <= most), UNHEARD)
