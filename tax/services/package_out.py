"""What a package holds leaves the house: a file at a time, for a reason; as Excel, by a job.

Excel is made from the sealed NDJSON, never from payees as they are by then: what was filed is what
is seen. A form of more rows than a sheet may hold goes into several files, one after another.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from office import services as office
from office.models import File, Job
from office.services import tables
from office.services.file import Opened, place_of
from office.services.progress import Progress
from tax import policies
from tax.models import Package
from tax.rules import layouts
from tax.rules.layouts import Form, Layout
from tax.rules.packages import named
from tax.selectors.package import package_get
from tax.services import package_files as files
from tax.services.package import CLAUSE, STATE, SUBJECT
from tax.services.package_filing import PackageState

KIND = "tax_package_excel"
OPEN = (STATE.READY, STATE.SENT, STATE.ACCEPTED, STATE.RETURNED)


@transaction.atomic
def package_take(
    *, actor: Actor, package_id: UUID, file_id: UUID, reason: str, step_up: str = ""
) -> str:
    """Give the ticket for one file of a package, after somebody said why.

    Raises:
        Forbidden: neither an officer nor a system that reports.
        NotFound: no such package, or no such file of it.

    Law: D810-quarterly-report
    """
    user_id = policies.require_report(actor)
    package = package_get(actor, package_id, lock=True)
    held = next(
        (
            (form["key"], one)
            for form in package.forms
            for one in form["files"]
            if one["id"] == f"{file_id}"
        ),
        None,
    )
    if held is None:
        raise NotFound(_("没有这个文件，或它已被销毁。"))
    key, file = held
    package.taken_at, package.taken_by_id, package.taken_key = clock.now(), user_id, actor.key_id
    package.save(update_fields=["taken_at", "taken_by", "taken_key"])
    record.entry_append(
        actor=actor,
        action="tax.package_taken",
        subject=(SUBJECT, package.pk),
        clause=CLAUSE,
        data={"key": key, "form": file["form"], "sha256": file["sha256"],
              "reason": reason[:200], "step_up": step_up},
    )  # fmt: skip
    return office.file_ticket_issue(actor=actor, file_id=file_id)


@transaction.atomic
def package_excel(*, actor: Actor, package_id: UUID) -> Job:
    """Order that the forms of a package are made as Excel, too.

    Raises:
        Forbidden: neither an officer nor a system that reports. NotFound: no such package.
        PackageState: it is not made yet, was given up, or has them already.

    Law: D810-quarterly-report
    """
    policies.require_report(actor)
    return office.job_start(actor=actor, kind=KIND, arguments={"package": str(package_id)})


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let who reports have a package that stands as Excel."""
    policies.require_report(actor)
    package = package_get(actor, UUID(arguments["package"]))
    if package.state not in OPEN:
        raise PackageState(_("资料还没有生成，或已作废。"))
    if any(one["form"] == "xlsx" for form in package.forms for one in form["files"]):
        raise PackageState(_("Excel 文件已经生成。"))


def run(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Make one Excel file after another; each that is done is kept."""
    actor = progress.actor
    with transaction.atomic():
        package = package_get(actor, UUID(arguments["package"]))
    layout = layouts.layout_named(package.layout)
    if layout is None:
        raise PackageState(_("生成这份资料所用的表样已不存在，请重新生成。"))
    kept: list[dict[str, Any]] = list(progress.kept.get("files", []))
    if not progress.kept:
        progress.total(sum(form["rows"] for form in package.forms))
    for form, part in _wanted(package, layout):
        if not any(one["key"] == form.key and one["part"] == part for one in kept):
            kept.append(_written(progress, package, layout, form, part))
            progress.checkpoint({"files": kept})
    with transaction.atomic():
        package = package_get(actor, package.pk, lock=True)
        for form_told in package.forms:
            form_told["files"] += [
                {name: one[name] for name in ("id", "form", "part", "size", "sha256")}
                for one in kept
                if one["key"] == form_told["key"]
            ]
        package.save(update_fields=["forms"])
    return {"package": str(package.pk), "files": len(kept)}


def _wanted(package: Package, layout: Layout) -> Iterator[tuple[Form, int]]:
    """Yield every form that has rows, and the numbers of its files."""
    rows = {one["key"]: one["rows"] for one in package.forms}
    for form in layout.forms:
        for part in range(-(-rows.get(form.key, 0) // layout.most_rows)):
            yield form, part


def _written(
    progress: Progress, package: Package, layout: Layout, form: Form, part: int
) -> dict[str, Any]:
    """Write one Excel file from its rows of the sealed NDJSON."""
    actor = progress.actor
    told = next(one for one in package.forms if one["key"] == form.key)
    source = next(one for one in told["files"] if one["form"] == "ndjson")
    held = files.kept_file(actor, source["id"])
    tail = f"-{part + 1}" if told["rows"] > layout.most_rows else ""
    name = f"{named(package.period.first_on)}-{form.number}-{form.zh}{tail}.xlsx"
    file = office.file_begin(
        actor=actor, name=name, kind=tables.FORMS["xlsx"], purpose=files.PURPOSE
    )
    since = part * layout.most_rows
    rows = _rows(progress, held, since, layout.most_rows)
    parts = place_of(file).write_all(tables.write_rows(rows, "xlsx", form.names))
    until = clock.now() + files.KEEP
    file = office.file_finish(actor=actor, file=file, parts=parts, expires_at=until)
    return {"key": form.key, "part": part, "form": "xlsx", "id": str(file.pk), "size": file.size,
            "sha256": bytes(file.sha256 or b"").hex()}  # fmt: skip


def _rows(progress: Progress, held: File, since: int, most: int) -> Iterator[Mapping[str, Any]]:
    opened = Opened(held, "", place_of(held))
    with closing(opened.stream()) as stream:
        for row in islice(tables.read_rows(stream, "ndjson"), since, since + most):
            yield row.values
            progress.step()


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """Destroy the Excel files of an order that was cancelled."""
    files.destroy(actor, [one["id"] for one in kept.get("files", [])])


office.job_kind(KIND, run, label=gettext_lazy("报送资料转为 Excel"), allow=allow, discard=discard)
