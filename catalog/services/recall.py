"""The lists of recalls and failed samplings: entered, imported row by row, taken off."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import policies
from catalog.models import Recall
from catalog.rules import recalls as rules
from catalog.rules.papers import GOODS, folded
from catalog.rules.recalls import Named
from catalog.services.on_air import recalls_follow
from catalog.services.wording import plain, reason_of
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from office import selectors as office_asks
from office import services as office
from office.models import Job
from office.services import kinds, tables
from office.services.progress import Progress
from office.services.tables import Column, Fault, Row

IMPORT = "catalog_recall_import"
SUBJECT = "recall"
STEP, KEEP = 1_000, timedelta(days=90)
FORMS = {form: name for name, form in tables.FORMS.items()}


class RecallKnown(Conflict):
    """The entry stands on the list already."""

    code = "recall_known"


@transaction.atomic
def recall_add(*, actor: Actor, named: Named) -> list[Recall]:
    """Enter a recall or a failed sampling; one row for each batch that is named.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        Invalid: it names nothing, or nobody who says so. RecallKnown: all of it stands.

    Law: O117-illegal-goods
    """
    policies.require_file(actor)
    settled = _settled(named)
    rows = _stored(actor, settled, None)
    if not rows:
        raise RecallKnown(_("名单里已有这一条。"))
    for row in rows:
        _note(actor, row, "catalog.recall_added", {"kind": row.kind})
    recalls_follow(actor, rows, is_loss=True)
    return rows


def _settled(named: Named) -> list[Named]:
    texts = {name: plain(getattr(named, name), name, most) for name, most in rules.LONGEST.items()
             if name != "batch"}  # fmt: skip
    if not texts["source"]:
        raise Invalid(_("请填写发布机关或企业。"), field="source")
    if not (named.barcode or texts["name"] or folded(texts["brand"])):
        raise Invalid(_("请填写品牌、名称或条码，至少一项。"), field="name")
    try:
        code = rules.code_of(named.barcode) if named.barcode else ""
        kind = rules.kind_of(named.kind)
        day = rules.day_of(named.published_on.isoformat(), clock.today())
        found = rules.batches(named.batch)
    except ValueError as fault:
        raise Invalid(fault_words(str(fault)), field=_field(fault)) from None
    one = named._replace(kind=kind, barcode=code, published_on=day, **texts)
    return [one._replace(batch=batch[:80]) for batch in found]


def _field(fault: ValueError) -> str:
    return str(fault) if str(fault) in rules.COLUMNS else "published_on"


def fault_words(field: str) -> str:
    """Say what is wrong with a cell of a list."""
    said = {
        "kind": _("类型应为 recall（召回）或 sampling（抽检不合格）。"),
        "barcode": _("条码不是 GTIN，或校验位不对。"),
        "batch": _("一行最多写 50 个批次。"),
    }
    return said.get(field, _("发布日期不对，或晚于今天。"))


def _stored(actor: Actor, named: Iterable[Named], job: UUID | None) -> list[Recall]:
    """Store entries that do not stand yet; return them."""
    given = {one.digest: one for one in named}
    held = Recall.objects.of(actor).filter(digest__in=given, lifted_at__isnull=True)
    known = set(held.values_list("digest", flat=True))
    rows = [
        Recall(
            id=uuid7(),
            tenant_id=actor.tenant_id,
            digest=digest,
            brand_key=folded(one.brand)[:80],
            name_key=folded(one.name)[:200],
            added_by_id=actor.user_id,
            added_at=clock.now(),
            job=job,
            **one._asdict(),
        )
        for digest, one in given.items()
        if digest not in known
    ]
    Recall.objects.bulk_create(rows, ignore_conflicts=True)
    return rows


@transaction.atomic
def recall_lift(*, actor: Actor, recall_id: UUID, reason: str) -> Recall:
    """Take an entry off: the goods are put right, or it was an error. It stays to be seen.

    Twice is once.

    Raises:
        Forbidden: only officers may. NotFound: no such entry. Invalid: no reason.
    """
    policies.require_review(actor)
    row = Recall.objects.of(actor).select_for_update().filter(pk=recall_id).first()
    if row is None:
        raise NotFound(_("名单里没有这一条。"))
    if row.lifted_at is not None:
        return row
    row.lifted_at, row.lifted_by_id = clock.now(), actor.user_id
    row.lifted_reason = reason_of(reason)
    row.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    _note(actor, row, "catalog.recall_lifted", {"kind": row.kind, "reason": row.lifted_reason})
    recalls_follow(actor, [row], is_loss=False)
    return row


@transaction.atomic
def recalls_import(*, actor: Actor, file_id: UUID) -> Job:
    """Order that a table of recalls or failed samplings is taken in.

    The job ends with a file of every row that was not taken, by its line, with what is wrong.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        NotFound: no such file for this actor. Invalid: the file is no table.

    Law: O117-illegal-goods
    """
    policies.require_file(actor)
    _form(office_asks.file_get(actor, file_id).kind)
    office.file_open(actor=actor, file_id=file_id)
    return office.job_start(actor=actor, kind=IMPORT, arguments={"file": str(file_id)})


def _form(kind: str) -> str:
    if kind not in kinds.TABLES:
        raise Invalid(_("不支持这种表格。"), field="file")
    return FORMS[kind]


def bring_in(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Read a table into the list, a thousand rows at a time; then say which were not taken.

    What was taken between the last place that was kept and a kill is read again and is there once.
    """
    actor = progress.actor
    with transaction.atomic():
        opened = office.file_open(actor=actor, file_id=UUID(arguments["file"]))
    kept = {"after": 0, "rows": 0, "added": 0, "faults": 0} | dict(progress.kept)
    rows = (row for row in _rows(opened) if row.line > int(kept["after"]))
    while chunk := list(islice(rows, STEP)):
        faults: list[Fault] = []
        named = _read(chunk, faults)
        with transaction.atomic():
            policies.require_file(actor)
            added = _stored(actor, named, progress.job.pk)
            recalls_follow(actor, added, is_loss=True)
        kept["after"], kept["rows"] = chunk[-1].line, kept["rows"] + len(chunk)
        kept["added"] += len(added)
        kept["faults"] += len({one.line for one in faults})
        progress.step(len(chunk))
        progress.checkpoint(kept)
    counts = {name: kept[name] for name in ("rows", "added", "faults")}
    with transaction.atomic():
        data = dict(counts)
        record.entry_append(
            actor=actor, action="catalog.recalls_imported", subject=("tenant", actor.tenant_id),
            clause=GOODS, data=data,
        )  # fmt: skip
    if not kept["faults"]:
        return counts
    return counts | office.faults_store(
        actor, opened, _rows(opened), _read, purpose=IMPORT, keep=KEEP
    )


def _rows(opened: office.Opened) -> Iterator[Row]:
    with closing(opened.stream()) as stream:
        yield from tables.read_rows(stream, _form(opened.file.kind))


def _read(rows: Iterable[Row], faults: list[Fault]) -> list[Named]:
    """Return what whole rows say; note what is wrong with the others."""
    found: list[Named] = []
    for line, values in tables.check_rows(rows, _columns(), faults.append):
        given: dict[str, Any] = {name: values.get(name) or "" for name in rules.COLUMNS}
        try:
            found += _settled(Named(**given))
        except Invalid as fault:
            faults.append(Fault(line, str(fault.extra.get("field", "")), "", fault.message))
    return found


def _columns() -> list[Column]:
    required = {"kind", "source", "published_on"}
    parsers = {"kind": _worded(rules.kind_of), "barcode": _worded(rules.code_of),
               "published_on": _worded(_day)}  # fmt: skip
    return [Column(name, parsers.get(name, str), name in required) for name in rules.COLUMNS]


def _day(text: str) -> date:
    return rules.day_of(text, clock.today())


def _worded(parse: Any) -> Any:
    """Let a parser say in words what is wrong."""

    def parsed(text: str) -> Any:
        try:
            return parse(text)
        except ValueError as fault:
            raise ValueError(fault_words(str(fault))) from None

    return parsed


def _allow(actor: Actor, _arguments: Mapping[str, Any]) -> None:
    policies.require_file(actor)


def _note(actor: Actor, row: Recall, action: str, data: Mapping[str, object]) -> None:
    record.entry_append(
        actor=actor, action=action, subject=(SUBJECT, row.pk), clause=GOODS, data=data
    )


office.file_purpose(
    IMPORT, office.Purpose(kinds=frozenset({"text/csv"}), most_bytes=64 << 20, keep=KEEP)
)
office.job_kind(IMPORT, bring_in, label=gettext_lazy("导入召回和抽检名单"), allow=_allow)
