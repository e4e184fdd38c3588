"""How a package is made: shares are read side by side, then its files are put together.

Whatever the number of processes, the same comes of it: shares stand in their order in the files,
in the sums and in the package's digest.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts import services as keys
from ledger import services as record
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict
from office import services as office
from office.services import tables
from office.services.progress import Progress
from tax.models import Package, Portion
from tax.rules.brought import BUCKETS
from tax.rules.layouts import Form, Layout, layout_named
from tax.selectors.package import accepted_numbers
from tax.selectors.words import ADVICE
from tax.services import package_files as files
from tax.services import package_problems as problems
from tax.services import portion as portions
from tax.services.package_heads import HEADS, head_problems, head_rows
from tax.services.package_rows import Reader, Rows, Wrong, lines_clear

SUBJECT, CLAUSE = "tax_package", "D810-quarterly-report"
STATE = Package.State


class LayoutGone(Conflict):
    """The layout that a package was begun with is not there any more."""

    code = "layout_gone"


def _layout(package: Package) -> Layout:
    found = layout_named(package.layout)
    if found is None:
        raise LayoutGone(_("生成这份资料所用的表样已不存在，请重新生成。"))
    return found


def reader_of(actor: Actor, package: Package) -> Reader:
    """Return what reads the payees of a package."""
    reader = Reader(actor, package, _layout(package), accounts.tenant_get(actor).kind)
    reader.own = accepted_numbers(actor, package.period)
    return reader


def draft_of(actor: Actor, reader: Reader, kept: Mapping[str, Any]) -> files.Draft:
    """Return the draft that shares of a package write into."""
    names = [*files.names_of(reader.forms), problems.NAME]
    return files.Draft(actor, names, kept["draft"])


class Steps:
    """Steps of the shares of one package; what they are read by is read with the first."""

    def __init__(self, actor: Actor, package: Package, kept: Mapping[str, Any]) -> None:
        self.actor, self.package, self._kept = actor, package, kept
        self._reader: Reader | None = None

    def __call__(self, portion: Portion) -> None:
        """Read the next payees of a share, and write what is said of them."""
        if self._reader is None:
            self._reader = reader_of(self.actor, self.package)
            self._draft = draft_of(self.actor, self._reader, self._kept)
            self._log = problems.Log(self._reader.layout)
            self._print = Print(self.actor)
        found = self._reader.step(portion.bucket, portion.after)
        kept = portion.kept
        kept["sums"] = _sum([kept.get("sums", {}), found.sums])
        kept["wrong"] = _sum([kept.get("wrong", {}), counted(found.wrong)])
        self._wrong(portion, found.wrong)
        self._rows(portion, found.rows)
        portion.done += found.payees
        portion.is_over = found.last is None
        portion.after = found.last or portion.after

    def _wrong(self, portion: Portion, wrong: Sequence[Wrong]) -> None:
        if wrong:
            portion.kept["print"] = self._print.on(portion.kept.get("print", ""), wrong)
            self._draft.put(portion, problems.NAME, self._log.rows(wrong))

    def _rows(self, portion: Portion, found: Rows) -> None:
        kept = portion.kept
        counts = kept.setdefault("rows", {})
        for form in self._reader.forms if self._reader else ():
            if rows := found.get(form.key):
                lines = files.ndjson_of(form, rows)
                self._draft.put(portion, f"{form.key}.csv", files.csv_of(form, rows))
                self._draft.put(portion, f"{form.key}.ndjson", lines)
                kept["print"] = self._print.next(kept.get("print", ""), form.key, lines)
                counts[form.key] = counts.get(form.key, 0) + len(rows)


class Print:
    """A keyed digest that goes on from what it was."""

    def __init__(self, actor: Actor) -> None:
        self._secret = crypto.derive(keys.tenant_key(actor).key, "tax.package")

    def next(self, before: str, name: str, told: bytes) -> str:
        """Return the digest of all before, and of what is told now."""
        given = bytes.fromhex(before) + name.encode() + told
        return crypto.keyed_digest(self._secret, given).hex()

    def on(self, before: str, wrong: Iterable[Wrong]) -> str:
        """Return the digest of all before, and of what is wrong besides."""
        return self.next(before, "wrong", "\n".join(map(repr, wrong)).encode())


def counted(wrong: Iterable[Wrong]) -> dict[str, int]:
    """Return how often each thing is wrong."""
    found: dict[str, int] = {}
    for one in wrong:
        found[one.code] = found.get(one.code, 0) + 1
    return found


def _sum(of: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in of:
        for name, value in one.items():
            found[name] = found.get(name, 0) + value
    return found


class _Whole:
    """All shares of a package, and what it says once."""

    def __init__(self, actor: Actor, package: Package) -> None:
        self.actor = actor
        self.reader = reader_of(actor, package)
        self.shares = portions.portions_held(actor, package.pk)
        self.sums = _sum(one.kept["sums"] for one in self.shares)
        self.heads = head_rows(actor, package, self.reader)
        self.wrong = head_problems(actor, package, self.reader, self.sums)
        self.problems = _sum([*(one.kept["wrong"] for one in self.shares), counted(self.wrong)])
        rows = _sum(one.kept["rows"] for one in self.shares)
        rows |= {key: len(given) for key, given in self.heads.items()}
        self.rows = {one.key: rows[one.key] for one in self.reader.forms if rows.get(one.key)}

    def forms(self) -> list[Form]:
        """Return the forms that have rows."""
        return [form for form in self.reader.forms if form.key in self.rows]

    def told(self) -> dict[str, Any]:
        """Return what the package keeps of it: how many rows, the sums, what is wrong, a digest."""
        wrong = dict(sorted(self.problems.items()))
        return {"rows": self.rows, "sums": self.sums, "problems": wrong, "print": self._print(),
                "reporting": self.reader.left.reporting.parameters}  # fmt: skip

    def _print(self) -> str:
        """Return the digest of all that the package says."""
        made = Print(self.actor)
        found = ""
        for form in self.reader.forms:
            if rows := self.heads.get(form.key):
                found = made.next(found, form.key, files.ndjson_of(form, rows))
        for one in self.shares:
            found = made.next(found, "share", bytes.fromhex(one.kept.get("print", "")))
        return made.on(found, self.wrong)


def files_write(progress: Progress, package: Package, kept: dict[str, Any]) -> None:
    """Put the files together, one after another; each that is whole is kept."""
    actor = progress.actor
    with transaction.atomic():
        whole = _Whole(actor, package)
        draft = draft_of(actor, whole.reader, kept)
        told = whole.told()
        if kept.get("told", told) != told:  # what it says once changed while this was killed
            files.destroy(actor, kept["files"].values())
            kept["files"] = {}
        kept["told"] = told
    for name, title, kind, pieces in _wanted(whole, draft):
        if name not in kept["files"]:
            purpose = problems.PURPOSE if name == problems.NAME else files.PURPOSE
            file = office.file_begin(actor=actor, name=title, kind=kind, purpose=purpose)
            kept["files"][name] = str(file.pk)
            progress.checkpoint(kept)  # known before it is whole: nothing is left of one given up
        files.file_made(actor, kept["files"][name], pieces)
        progress.checkpoint(kept)


Wanted = tuple[str, str, str, Iterator[bytes]]


def _wanted(whole: _Whole, draft: files.Draft) -> Iterator[Wanted]:
    """Yield what files a package has: in the draft, for people, of what kind, and the content."""
    quarter, shares = whole.reader.quarter, whole.shares
    for form in whole.forms():
        heads = whole.heads.get(form.key, [])
        for extension in files.EXTENSIONS:
            name = f"{form.key}.{extension}"
            if extension == "csv":
                first = [files.csv_names(form), files.csv_of(form, heads)]
            else:
                first = [files.ndjson_of(form, heads)]
            title = f"{quarter}-{form.number}-{form.zh}.{extension}"
            pieces = chain(first, draft.pieces(name, shares))
            yield name, title, tables.FORMS[extension], pieces
    if whole.problems:
        log = problems.Log(whole.reader.layout)
        title = f"{quarter}-{_('问题清单')}.csv"
        pieces = chain([log.names()], draft.pieces(problems.NAME, shares), [log.rows(whole.wrong)])
        yield problems.NAME, title, tables.FORMS["csv"], pieces


def end(actor: Actor, package: Package, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Let the package stand; unless it says what the one that stands says already."""
    with transaction.atomic():
        portions.portions_held(actor, package.pk)
        package = Package.objects.of(actor).select_for_update().get(pk=package.pk)
        if package.state != STATE.MAKING:  # killed when all was done but to say so
            return {"package": str(package.pk)}
        told, stands = kept["told"], _standing(actor, package)
        if _is_empty(package, told) or _is_same(package, told, stands):
            forget(actor, package, kept)
            return {"package": str(stands.pk) if stands else "", "unchanged": True}
        if stands is not None:
            drop(actor, stands)
        log = kept["files"].get(problems.NAME, "")
        _stand(actor, package, told, kept["files"])
        files.destroy(actor, [kept["draft"]])
        portions.portions_end(actor, package.pk)
    return {"package": str(package.pk), "wrong": sum(package.problems.values())} | (
        {"file": log} if log else {}
    )


def _standing(actor: Actor, package: Package) -> Package | None:
    of = Package.objects.of(actor).select_for_update().filter(period_id=package.period_id)
    return of.filter(state=STATE.READY).first()


def _is_same(package: Package, told: Mapping[str, Any], stands: Package | None) -> bool:
    if stands is None or stands.accepted != package.accepted:
        return False
    return bytes(stands.print or b"") == bytes.fromhex(told["print"])


def _is_empty(package: Package, told: Mapping[str, Any]) -> bool:
    """Tell whether a correction corrects nothing."""
    return bool(package.round) and set(told["rows"]) <= HEADS and set(told["problems"]) <= ADVICE


def _stand(
    actor: Actor, package: Package, told: Mapping[str, Any], made: Mapping[str, str]
) -> None:
    wrong: dict[str, int] = told["problems"]
    package.state, package.made_at = STATE.READY, clock.now()
    package.forms = [
        {
            "key": key,
            "rows": rows,
            "files": [
                files.told_of(files.kept_file(actor, made[f"{key}.{extension}"]), extension)
                for extension in files.EXTENSIONS
            ],
        }
        for key, rows in told["rows"].items()
    ]
    package.sums = told["sums"] | {
        "log": made.get(problems.NAME, ""), "reporting": told["reporting"]
    }  # fmt: skip
    package.problems = wrong
    package.left_out = sum(n for code, n in wrong.items() if code not in ADVICE)
    package.print = bytes.fromhex(told["print"])
    package.save()
    record.entry_append(
        actor=actor,
        action="tax.package_made",
        subject=(SUBJECT, package.pk),
        clause="A15-correction" if package.round else CLAUSE,
        data={
            "round": package.round,
            "rows": {one["key"]: one["rows"] for one in package.forms},
            "files": [one["sha256"] for form in package.forms for one in form["files"]],
            "wrong": sum(wrong.values()),
            "left_out": package.left_out,
            "layout": package.layout,
            "reporting": told["reporting"],
        },
    )


def drop(actor: Actor, package: Package) -> None:
    """Give a package up that was not sent: its files are destroyed, its lines forgotten."""
    ids = [one["id"] for form in package.forms for one in form["files"]]
    _forget(actor, package, [*ids, package.sums.get("log", "")])


def forget(actor: Actor, package: Package, kept: Mapping[str, Any]) -> None:
    """Give up what a job had made so far. Who is at a share of it is waited for."""
    portions.portions_end(actor, package.pk)
    _forget(actor, package, [*kept.get("files", {}).values(), kept.get("draft", "")])


def _forget(actor: Actor, package: Package, ids: list[str]) -> None:
    files.destroy(actor, [one for one in ids if one])
    for bucket in range(BUCKETS):
        lines_clear(package, bucket)
    package.state, package.forms, package.sums = STATE.DROPPED, [], {}
    package.save(update_fields=["state", "forms", "sums"])
