"""The register as an officer sees it, taken away as a file: masked, by the filters of the page."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from ledger import services as record
from livecompliance.kernel import clock, gate
from livecompliance.kernel.actors import Actor
from office import selectors as office
from office.models import File
from office.services import (
    Purpose,
    file_begin,
    file_destroy,
    file_finish,
    file_purpose,
    job_kind,
)
from office.services.file import place_of
from office.services.progress import Progress
from office.services.tables import BOM, csv_part
from parties import policies, selectors
from parties.models import Party

KIND = "parties_roll"
KEEP = timedelta(days=7)
PAGE = 500
FILTERS = ("role", "kind", "state", "function")
HEAD = ("id", "external_id", "public_name", "kind", "roles", "state", "function",
        "verified_until", "agencies", "missing")  # fmt: skip


def allow(actor: Actor, arguments: dict[str, Any]) -> None:
    """Note who takes the register out, and narrowed down to what."""
    policies.require_take_roll(actor)
    record.entry_append(
        actor=actor,
        action="parties.roll_exported",
        subject=("tenant", actor.tenant_id),
        clause="PIPL-security-measures",
        data={"wanted": {name: arguments["wanted"][name] for name in sorted(arguments["wanted"])}},
    )


def export(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Write the register into a file, a page at a time; after each the place is kept."""
    file = _kept_file(progress)
    if file is None:
        progress.restart()
        file = _begin(progress)
    if file.state == File.State.READY:  # killed when all was done but to say so
        return {"file": str(file.pk)}
    place, part = place_of(file), int(progress.kept["parts"])
    after = UUID(progress.kept["after"]) if progress.kept["after"] else None
    while rows := _page(progress.actor, arguments["wanted"], after):
        place.write(part, csv_part([row for _pk, row in rows]), is_last=False)
        part, after = part + 1, rows[-1][0]
        progress.step(len(rows))
        progress.checkpoint({"file": str(file.pk), "parts": part, "after": str(after)})
    place.write(part, b"", is_last=True)
    file_finish(actor=progress.actor, file=file, parts=part + 1, expires_at=clock.now() + KEEP)
    return {"file": str(file.pk)}


def _kept_file(progress: Progress) -> File | None:
    if not progress.kept:
        return None
    with transaction.atomic():
        found = office.files_named(progress.actor, [progress.kept["file"]])
        return found.exclude(state=File.State.GONE).first()


def _begin(progress: Progress) -> File:
    name = f"parties-{clock.today():%Y%m%d}.csv"
    file = file_begin(actor=progress.actor, name=name, kind="text/csv", purpose=KIND)
    place_of(file).write(0, BOM.encode() + csv_part([HEAD]), is_last=False)
    progress.checkpoint({"file": str(file.pk), "parts": 1, "after": ""})
    return file


def _page(
    actor: Actor, wanted: Mapping[str, str], after: UUID | None
) -> list[tuple[UUID, tuple[str, ...]]]:
    with transaction.atomic():
        rows = selectors.party_page(actor, wanted, after, PAGE)
        known = selectors.standings(actor, rows)
        lacking = selectors.lacks(actor, known)
        until = selectors.verified_until(actor, known)
        agencies = selectors.agencies_of(actor, [one.pk for one in rows])
        return [
            (
                one.pk,
                _row(one, until.get(one.pk), lacking.get(one.pk, []), agencies.get(one.pk, [])),
            )
            for one in rows
        ]


def _row(
    one: Party, until: datetime | None, lacking: list[gate.Reason], agencies: list[Party]
) -> tuple[str, ...]:
    return (
        str(one.pk),
        one.external_id,
        selectors.shown_name(one.kind, one.public_name),
        str(one.get_kind_display()),
        "、".join(one.roles),
        one.state,
        one.function,
        f"{localtime(until):%Y-%m-%d}" if until else "",
        "、".join(each.public_name for each in agencies),
        "；".join(gate.said(each)["message"] for each in lacking),
    )


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """Destroy what was written of a job that is not wanted any more."""
    if kept.get("file"):
        file_destroy(actor=actor, file_id=UUID(kept["file"]))


def may_open(actor: Actor, file: File) -> bool:
    """Whoever ordered it, while he may still see every party."""
    return file.owner_id == actor.user_id and policies.can_take_roll(actor)


job_kind(KIND, export, label=_("主体名册导出"), allow=allow, discard=discard)
file_purpose(KIND, Purpose(kinds=frozenset({"text/csv"}), keep=KEEP, may_open=may_open))
