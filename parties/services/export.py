"""A copy of one's own data as a file: made by a job, taken by ticket, gone after a week."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.staticfiles import finders
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from office import selectors as office_asks
from office import services as office
from office.models import File
from office.services.file import place_of
from office.services.progress import Progress
from parties import policies, selectors
from parties.models import DataRequest, Party
from parties.services.gather import party_gather
from parties.services.minor_access import minor_access_require
from parties.services.reading import clause_for
from parties.services.request_end import request_end
from parties.services.standing import reason_of
from parties.services.telling import kept_told

KIND = "party_export"
KEEP = timedelta(days=7)
A_MOMENT = timedelta(minutes=1)  # within which an officer who said why takes the copy
State = DataRequest.State


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let the person himself, or who answers requests, order the copy of an open request."""
    row = _request(actor, UUID(arguments["request"]))
    if not policies.is_self(actor, row.party):
        policies.require_answer(actor)


def export_order(actor: Actor, row: DataRequest) -> None:
    """Order the copy that a request asks for; the request ends when it is there."""
    office.job_start(actor=actor, kind=KIND, arguments={"request": str(row.pk)})


def export(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Write a person's data into a file, as JSON and as a page, and answer his request.

    Law: PIPL-access
    """
    actor = progress.actor
    with transaction.atomic():
        row = _request(actor, UUID(arguments["request"]))
        if row.file_id is not None or row.state != State.OPEN:  # killed at the very end
            return _result(actor, row)
        found = party_gather(actor, row.party)
    with translation.override(_tongue(actor, row.party)):
        body = _zipped(found, row.party)
    name = f"personal-data-{clock.today():%Y%m%d}.zip"
    file = office.file_begin(actor=actor, name=name, kind="application/zip", purpose=KIND)
    parts = place_of(file).write_all(iter([body]))
    with transaction.atomic():
        row = _request(actor, row.pk, lock=True)
        if row.file_id is not None or row.state != State.OPEN:
            return _result(actor, row)
        ends = clock.now() + KEEP
        row.file = office.file_finish(actor=actor, file=file, parts=parts, expires_at=ends)
        record.entry_append(
            actor=actor,
            action="parties.party_exported",
            subject=("party", row.party_id),
            clause="PIPL-access",
            data={"request": row.pk.hex},
        )
        row.kept = found["kept_by_law"]
        request_end(actor, row, State.DONE, _("副本已生成，七天内可以下载。"))
    progress.step(1)
    return _result(actor, row)


def _result(actor: Actor, row: DataRequest) -> dict[str, Any]:
    """Return what the list of jobs offers: the copy to the person himself; others say why first."""
    if row.file_id is None or not policies.is_self(actor, row.party):
        return {}
    return {"file": str(row.file_id)}


def _request(actor: Actor, request_id: UUID, *, lock: bool = False) -> DataRequest:
    rows = DataRequest.objects.of(actor).select_related("party").filter(kind="export")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    row = rows.filter(pk=request_id).first()
    if row is None or not (policies.is_self(actor, row.party) or policies.can_answer(actor)):
        raise NotFound(_("没有这项请求。"))
    return row


def _tongue(actor: Actor, party: Party) -> str:
    """Return the language of the person: of his page, or in which he wants his letters."""
    if policies.is_self(actor, party) or party.user_id is None:
        return get_language() or "zh-hans"
    return "en" if office_asks.language_of(actor, party.user_id) == "en" else "zh-hans"


def _zipped(found: dict[str, Any], party: Party) -> bytes:
    """Return the archive: everything for programs, and the same for people."""
    page = render_to_string(
        "parties/export.html",
        {
            "english": _short() == "en",
            "at": clock.now(),
            "citation": law.citation(law.clause("PIPL-access"), _short()),
            "party": party,
            "parts": selectors.export_parts(found),
            "kept": kept_told(found["kept_by_law"]),
        },
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(found, ensure_ascii=False, indent=2))
        archive.writestr("index.html", page)
        archive.writestr("export.css", _style())
    return held.getvalue()


def _short() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


def _style() -> bytes:
    where = finders.find("css/export.css")
    return Path(str(where)).read_bytes() if where else b""


@transaction.atomic
def export_take(*, actor: Actor, request_id: UUID, reason: str, step_up: str) -> str:
    """Give somebody who answers requests the ticket for a copy, after he said why.

    Raises:
        NotFound: no such request, no copy of it, or its time is over. Forbidden: not his to open.
        MinorAccessMissing: of a minor, and nobody else approved it.

    Law: PIPL-security-measures, MNP-access
    """
    policies.require_unmask(actor)
    row = _request(actor, request_id, lock=True)
    if row.file_id is None:
        raise NotFound(_("没有这个文件，或它已被销毁。"))
    approval = minor_access_require(actor, row.party)
    row.taken_by_id, row.taken_at = actor.user_id, clock.now()
    row.save(update_fields=["taken_by", "taken_at"])
    data = {"field": KIND, "reason": reason_of(reason), "step_up": step_up}
    record.entry_append(
        actor=actor,
        action="parties.export_taken",
        subject=("party", row.party_id),
        clause=clause_for(row.party),
        data=data | ({"approval": approval} if approval else {}),
    )
    return office.file_ticket_issue(actor=actor, file_id=row.file_id)


def may_open(actor: Actor, file: File) -> bool:
    """The person himself, whoever made it; an officer for a moment after he said why."""
    row = DataRequest.objects.of(actor).filter(file_id=file.pk).select_related("party").first()
    if row is None:
        return False
    if policies.is_self(actor, row.party):
        return True
    is_now = row.taken_at is not None and row.taken_at > clock.now() - A_MOMENT
    return policies.can_unmask(actor) and is_now and row.taken_by_id == actor.user_id


def exports_destroy(actor: Actor, party_id: UUID) -> None:
    """Destroy every copy of a party's data, in the running transaction: it is being erased."""
    rows = DataRequest.objects.of(actor).filter(party_id=party_id, file__gone_at=None)
    for file_id in rows.values_list("file_id", flat=True):
        if file_id is not None:
            office.file_destroy(actor=actor, file_id=file_id)


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """Nothing is left of a copy that is not wanted: it is written at once or not at all."""


office.job_kind(KIND, export, label=gettext_lazy("个人信息副本"), allow=allow, discard=discard)
office.file_purpose(
    KIND, office.Purpose(kinds=frozenset({"application/zip"}), keep=KEEP, may_open=may_open)
)
