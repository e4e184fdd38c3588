"""What goes to the tax authority is written as a file, part by part: CSV, NDJSON or Excel.

CSV and NDJSON go on where a killed job stood. Excel is one archive and begins anew. What names
somebody stands in clear in such a file: it is sealed, kept for a week, and opened by officers only.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import services as accounts
from ledger import services as record
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.personal import DataKey, Sealed, unseal
from office import selectors as office_asks
from office import services as office
from office.models import File, Job
from office.services import tables
from office.services.file import place_of
from office.services.progress import Progress
from tax import policies
from tax.models import Payee, Period
from tax.models.portion import FIRST
from tax.rules.brought import BUCKETS
from tax.selectors.payee import KEY
from tax.selectors.withheld import LineKept, Named, done_numbers, lines_kept, payees_of, run_last
from tax.selectors.words import PATHS
from tax.services.run import NotComputedYet

KIND, SUBJECT = "tax_withheld_export", "tax_period"
KEEP = timedelta(days=7)
PAGE = 5_000
COLUMNS = (
    "编号",
    "姓名或名称",
    "证件号码或信用代码",
    "月份",
    "扣缴方式",
    "所得项目",
    "收入（元）",
    "退款（元）",
    "累计收入（元）",
    "累计减除费用（元）",
    "累计应纳税所得额（元）",
    "税率",
    "速算扣除数（元）",
    "应扣缴税额（元）",
    "比上次申报增减（元）",
    "以前月份退款应退税额（元）",
    "代办增值税（元）",
    "代办附加税费（元）",
)
ITEMS = {
    "platform_cumulative": "其他连续劳务报酬",
    "labour_monthly": "其他连续劳务报酬",
    "labour_per_payment": "其他非连续劳务报酬",
}


class Place(NamedTuple):
    """How far a file is written: the share and the last payee in it."""

    bucket: int
    after: UUID


Page = tuple[list[dict[str, Any]], Place | None]


@transaction.atomic
def month_export(*, actor: Actor, first_on: date, form: str, reason: str) -> Job:
    """Order what was withheld in a month as a file, a line for each payee, in clear.

    Raises:
        Forbidden: not an officer.
        Invalid: no such form. NotComputedYet: no run of the month counts.

    Law: N61-agent
    """
    policies.require_settle(actor)
    arguments = {"month": f"{first_on}", "form": form, "reason": reason[:200]}
    return office.job_start(actor=actor, kind=KIND, arguments=arguments)


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let an officer take out a month that was computed; the record says why."""
    policies.require_settle(actor)
    if arguments["form"] not in tables.FORMS:
        raise Invalid(_("不支持这种表格。"), field="form")
    first = date.fromisoformat(arguments["month"])
    period = Period.objects.of(actor).filter(kind="month", first_on=first).first()
    if period is None or run_last(actor, period) is None:
        raise NotComputedYet(_("请先计算这个月的扣缴。"))
    record.entry_append(
        actor=actor,
        action="tax.month_exported",
        subject=(SUBJECT, period.pk),
        clause="N61-agent",
        data={"form": arguments["form"], "reason": arguments["reason"]},
    )


def run(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Write the lines of a month from the place that was kept on."""
    actor, first = progress.actor, date.fromisoformat(arguments["month"])
    with transaction.atomic():
        numbers = [number for _month, number in done_numbers(actor, first, first)]

    write = _Writer(actor, first, numbers)
    name = f"{_('扣缴明细')}-{first:%Y%m}.{arguments['form']}"
    return written(progress, KIND, name, arguments["form"], COLUMNS, write.page)


class _Writer:
    """Writes a month's lines: names and numbers opened, a page of payees in one go."""

    def __init__(self, actor: Actor, first: date, numbers: Sequence[int]) -> None:
        self.actor, self.first, self.numbers = actor, first, numbers
        self.month = f"{first:%Y-%m}"
        self.place = f"{actor.tenant_id}|{Payee._meta.label_lower}"
        self.paths = {path: str(name) for path, name in PATHS.items()}

    def page(self, place: Place) -> Page:
        """Return the next rows of a share, and where to go on."""
        actor = self.actor
        with transaction.atomic():
            lines = lines_kept(actor, self.first, self.numbers, place.bucket, place.after, PAGE)
            payees = payees_of(actor, [one.payee_id for one in lines])
            keys = accounts.person_keys(actor, list(payees), KEY) if payees else {}
        rows = [self._row(one, payees[one.payee_id], keys.get(one.payee_id)) for one in lines]
        if len(lines) == PAGE:
            return rows, Place(place.bucket, lines[-1].payee_id)
        return rows, Place(place.bucket + 1, FIRST) if place.bucket + 1 < BUCKETS else None

    def _row(self, one: LineKept, payee: Named, key: DataKey | None) -> dict[str, Any]:
        told = one.told
        figures = (
            payee.external_id,
            self._opened(payee.name, "name", payee.pk, key),
            payee.code or self._opened(payee.number, "number", payee.pk, key),
            self.month,
            self.paths[one.path],
            ITEMS.get(one.path, ""),
            yuan(one.income_fen),
            yuan(one.refunded_fen),
            yuan(told.get("cum_income_fen")),
            yuan(told.get("cum_deduction_fen")),
            yuan(told.get("cum_taxable_fen", told.get("taxable_fen"))),
            percent(told.get("rate_bp")),
            yuan(told.get("quick_fen")),
            yuan(one.withheld_fen),
            yuan(one.delta_fen),
            yuan(one.returned_fen),
            yuan(one.vat_fen),
            yuan(one.surcharge_fen),
        )
        return dict(zip(COLUMNS, figures, strict=True))

    def _opened(self, body: bytes | None, field: str, pk: UUID, key: DataKey | None) -> str:
        """Open a sealed value; "" when there is none, or its key was destroyed."""
        if body is None or key is None:
            return ""
        try:
            return unseal(key, Sealed(bytes(body)), f"{self.place}|{field}|{pk}")
        except crypto.KeyLost:
            return ""


def yuan(fen: int | None) -> str:
    """Return an amount in yuan as a form has it: no separators, two decimals."""
    if fen is None:
        return ""
    if fen >= 0:
        return f"{fen // 100}.{fen % 100:02d}"
    return f"-{-fen // 100}.{-fen % 100:02d}"


def percent(basis_points: int | None) -> str:
    """Return a rate as a form has it."""
    return "" if basis_points is None else f"{basis_points / 100:g}%"


def written(
    progress: Progress,
    purpose: str,
    name: str,
    form: str,
    columns: Sequence[str],
    page: Callable[[Place], Page],
) -> dict[str, Any]:
    """Write pages of rows into a sealed file; after each the place is kept."""
    file = _kept_file(progress)
    if file is None or form == "xlsx":
        progress.restart()
        file = office.file_begin(
            actor=progress.actor, name=name, kind=tables.FORMS[form], purpose=purpose
        )
        progress.checkpoint({"file": str(file.pk), "parts": 0, "bucket": 0, "after": str(FIRST)})
    if file.state == File.State.READY:  # killed when all was done but to say so
        return {"file": str(file.pk)}
    if form == "xlsx":
        parts = place_of(file).write_all(tables.write_rows(_all(progress, page), form, columns))
    else:
        parts = _parts(progress, file, form, columns, page)
    until = clock.now() + KEEP
    office.file_finish(actor=progress.actor, file=file, parts=parts, expires_at=until)
    return {"file": str(file.pk)}


def _all(progress: Progress, page: Callable[[Place], Page]) -> Iterator[dict[str, Any]]:
    place: Place | None = Place(0, FIRST)
    while place is not None:
        rows, place = page(place)
        yield from rows
        progress.step(len(rows))


def _parts(
    progress: Progress,
    file: File,
    form: str,
    columns: Sequence[str],
    page: Callable[[Place], Page],
) -> int:
    parts, to = int(progress.kept["parts"]), place_of(file)
    place: Place | None = Place(progress.kept["bucket"], UUID(progress.kept["after"]))
    while place is not None:
        rows, place = page(place)
        content = b"".join(tables.write_rows(rows, form, columns))
        if parts and form == "csv":
            content = content.split(b"\n", 1)[1]
        to.write(parts, content, is_last=place is None)
        parts += 1
        progress.step(len(rows))
        if place is not None:
            progress.checkpoint(
                {
                    "file": str(file.pk),
                    "parts": parts,
                    "bucket": place.bucket,
                    "after": str(place.after),
                }
            )
    return parts


def _kept_file(progress: Progress) -> File | None:
    if not progress.kept:
        return None
    with transaction.atomic():
        named = office_asks.files_named(progress.actor, [progress.kept["file"]])
        return named.exclude(state=File.State.GONE).first()


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """Destroy what was written of an export that is not wanted any more."""
    if kept.get("file"):
        office.file_destroy(actor=actor, file_id=UUID(kept["file"]))


def may_open(actor: Actor, file: File) -> bool:
    """Whoever ordered it, while he still is an officer."""
    return file.owner_id == actor.user_id and policies.can_settle(actor)


office.job_kind(KIND, run, label=gettext_lazy("导出扣缴明细"), allow=allow, discard=discard)
office.file_purpose(
    KIND,
    office.Purpose(kinds=frozenset(tables.FORMS.values()), keep=KEEP, may_open=may_open),
)
