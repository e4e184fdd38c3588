"""Translations without gettext's programs: collect, compile, and check that English is whole.

`./lc messages` brings locale/en/LC_MESSAGES/django.po up to date with the code; msgids are Chinese.
`python -m tools.messages compile` writes the .mo files; `check` fails on what is missing.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
SKIPPED = {"node_modules", "build", "tests", "tools", "migrations", "docs"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
Key = tuple[str, str, str]  # context, msgid, plural


def sources() -> list[Path]:
    """Return every file that may hold text for users."""
    found = [*ROOT.rglob("*.py"), *ROOT.rglob("*.html"), *ROOT.rglob("*.txt")]
    return sorted(path for path in found if _is_ours(path))


def _is_ours(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    if any(part in SKIPPED or part.startswith(".") for part in parts):
        return False
    return path.suffix == ".py" or "templates" in parts


def _as_python(path: Path) -> bytes:
    """Return a file as Python source; Django turns a template's tags into gettext calls."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    return text.encode()


def _found_in(path: Path) -> Iterator[Key]:
    from babel.messages.extract import extract

    options = {"encoding": "utf-8"}
    for _line, message, _comments, context in extract(
        "python", BytesIO(_as_python(path)), KEYWORDS, options=options
    ):
        one, many = message if isinstance(message, tuple) else (message, "")
        if one:
            yield context or "", one, many or ""


def collect() -> dict[Key, list[str]]:
    """Return every translatable text with the files that hold it."""
    found: dict[Key, list[str]] = {}
    for path in sources():
        for key in _found_in(path):
            places = found.setdefault(key, [])
            name = path.relative_to(ROOT).as_posix()
            if name not in places:
                places.append(name)
    return found


def _catalogue() -> polib.POFile:
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=100)
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "en",
        "MIME-Version": "1.0",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return catalogue


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def update() -> int:
    """Write the catalogue: new texts empty, gone texts removed, translations kept."""
    catalogue, found = _catalogue(), collect()
    known = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    catalogue.clear()
    for key in sorted(found, key=lambda key: (found[key], key)):
        entry = known.get(key) or polib.POEntry(
            msgctxt=key[0] or None,
            msgid=key[1],
            msgid_plural=key[2],
            msgstr_plural={0: "", 1: ""} if key[2] else {},
        )
        entry.occurrences = [(place, "") for place in found[key]]
        entry.flags = ["python-format"] if "%(" in key[1] else []
        catalogue.append(entry)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))
    empty = [entry for entry in catalogue if not entry.translated()]
    print(f"{CATALOGUE.relative_to(ROOT)}: {len(catalogue)} texts, {len(empty)} to translate")
    return 0


def problems() -> list[str]:
    """Return what keeps the English catalogue from being whole, one line each."""
    known = {_key(entry): entry for entry in _catalogue() if not entry.obsolete}
    found = collect()
    said = [
        f"{places[0]}: not in the catalogue (run ./lc messages): {key[1]!r}"
        for key, places in found.items()
        if key not in known
    ]
    for key, entry in known.items():
        if key not in found:
            said.append(f"no longer used (run ./lc messages): {key[1]!r}")
        elif "fuzzy" in entry.flags or not entry.translated():
            said.append(f"{found[key][0]}: not translated: {key[1]!r}")
        elif difference := _placeholders(entry):
            said.append(f"placeholders differ ({difference}): {key[1]!r}")
    return said


def _placeholders(entry: polib.POEntry) -> str:
    """Return the named placeholders that only one of the two languages has."""
    here = {a or b for a, b in PLACEHOLDER.findall(entry.msgid + entry.msgid_plural)}
    there = {
        a or b for a, b in PLACEHOLDER.findall(entry.msgstr + "".join(entry.msgstr_plural.values()))
    }
    return ", ".join(sorted(here ^ there))


def check() -> int:
    """Print what is missing; fail when anything is."""
    said = problems()
    print("\n".join(said))
    return 1 if said else 0


def compile_all() -> int:
    """Write a .mo beside every .po."""
    for path in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return 0


ACTIONS = {"update": update, "compile": compile_all, "check": check}

if __name__ == "__main__":
    name = (sys.argv[1:] or ["update"])[0]
    if name not in ACTIONS:
        sys.exit(f"python -m tools.messages {'|'.join(ACTIONS)}")
    sys.exit(ACTIONS[name]())
