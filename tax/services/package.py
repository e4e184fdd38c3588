"""A quarter's package is made as a job: share by share, checked row by row, sealed as files.

What it holds is only what differs from what was filed and accepted. Made again from the same data
it comes out the same, and the one that stands stays.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import selectors as accounts
from accounts import services as keys
from ledger import services as record
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from office import services as office
from office.models import Job
from office.services import tables
from office.services.progress import Progress
from tax import policies
from tax.models import Flaw, Package, Payee, Period
from tax.rules import layouts
from tax.rules.brought import BUCKETS
from tax.rules.refusals import TableRefused
from tax.selectors.package import accepted_numbers, package_of_file
from tax.selectors.words import ADVICE
from tax.services import package_files as files
from tax.services.package_heads import HEADS, head_problems, head_rows
from tax.services.package_problems import Log
from tax.services.package_rows import FIRST, LAST, Found, Reader, Wrong, lines_clear

KIND, SUBJECT, CLAUSE = "tax_package", "tax_package", "D810-quarterly-report"
A_MOMENT = timedelta(seconds=60)
STALE = timedelta(hours=24)  # a package nobody has finished since: whoever made it gave up
STATE = Package.State


class QuarterOpen(Conflict):
    """A quarter is reported when nothing more is booked in it."""

    code = "quarter_open"


class NotReported(Conflict):
    """Nothing is reported of this quarter: it lies before the duty began."""

    code = "not_reported"


class PackagePending(Conflict):
    """A package of the quarter was sent, and nobody has answered yet."""

    code = "package_pending"


class PackageGoes(Conflict):
    """A package of the quarter is being made."""

    code = "package_goes"


class NothingFound(Conflict):
    """What was accepted is corrected when an error in it was found, and written down."""

    code = "no_error_noted"


@transaction.atomic
def package_make(*, actor: Actor, first_on: date) -> Job:
    """Order a closed quarter's package; after one was accepted, its correction.

    Made again from the same data, nothing changes: the package that stands stays.

    Raises:
        Forbidden: not an officer.
        QuarterOpen: it is not closed. NotReported: it lies before the duty began.
        PackageGoes: one is being made. PackagePending: one was sent and is not answered.
        NothingFound: one was accepted, and no error was noted since.

    Law: D810-quarterly-report, A15-correction, M-tax-report
    """
    policies.require_settle(actor)
    return office.job_start(actor=actor, kind=KIND, arguments={"quarter": f"{first_on}"})


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let an officer make the package of a closed quarter whose turn it is."""
    user_id = policies.require_settle(actor)
    period = _quarter(actor, arguments)
    try:
        layouts.layout_on(period.first_on)
    except TableRefused:
        raise NotReported(_("这个季度在报送义务开始之前，不需要报送。")) from None
    of = Package.objects.of(actor).filter(period=period)
    if of.filter(state=STATE.SENT).exists():
        raise PackagePending(_("已有一份报送资料在等待税务机关回复。"))
    fresh = of.filter(state=STATE.MAKING, begun_at__gt=clock.now() - STALE)
    if fresh.exclude(made_by_id=user_id).exists():
        raise PackageGoes(_("这个季度的报送资料正在生成。"))
    if of.filter(state=STATE.ACCEPTED).exists() and not _flaws(actor, period).exists():
        raise NothingFound(_("请先记录发现的错误，再生成更正。"))


def _quarter(actor: Actor, arguments: Mapping[str, Any]) -> Period:
    try:
        first = date.fromisoformat(arguments["quarter"])
    except ValueError:
        raise Invalid(_("没有这样的月份或季度。"), field="quarter") from None
    quarters = Period.objects.of(actor).filter(kind=Period.Kind.QUARTER)
    period = quarters.filter(first_on=first).select_for_update().first()
    if period is None or period.state != Period.State.CLOSED:
        raise QuarterOpen(_("季度关账后才能生成报送资料。"))
    return period


def _flaws(actor: Actor, period: Period) -> Any:
    return Flaw.objects.of(actor).filter(period=period, package=None)


def run(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Make the package from the place that was kept on."""
    actor = progress.actor
    state = dict(progress.kept) or _begin(progress, arguments)
    with transaction.atomic():
        maker = _Maker(actor, state)
    if not state["heads"]:
        maker.heads()
    while state["bucket"] < BUCKETS:
        with transaction.atomic():
            found = maker.reader.step(state["bucket"], UUID(state["after"]))
        maker.keep(found)
        state["bucket"] += found.last is None
        state["after"] = str(FIRST if found.last is None else found.last)
        progress.step(found.payees)
        progress.checkpoint(state)
    return maker.end()


def _begin(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Begin a package: its number, its layout, and what was accepted before it."""
    actor = progress.actor
    with transaction.atomic():
        period = _quarter(actor, arguments)
        of = Package.objects.of(actor)
        of.filter(period=period, state=STATE.MAKING).update(state=STATE.DROPPED)
        last = of.order_by("-number").values_list("number", flat=True).first()
        package = Package.objects.create(
            id=uuid7(),
            tenant_id=actor.tenant_id,
            period=period,
            number=1 + (last or 0),
            round=of.filter(period=period, state=STATE.ACCEPTED).count(),
            layout=layouts.layout_on(period.first_on).version,
            accepted=accepted_numbers(actor),
            made_by_id=actor.user_id,
            begun_at=clock.now(),
        )
        count = Payee.objects.of(actor).count()
    state: dict[str, Any] = {
        "package": str(package.pk), "bucket": 0, "after": str(FIRST), "files": {}, "sums": {},
        "wrong": {}, "log": {"file": "", "parts": 0}, "print": "", "heads": False,
    }  # fmt: skip
    progress.checkpoint(state)
    progress.total(count)
    return state


class _Maker:
    """One package in the making: what was read goes into its files, and into its sums."""

    def __init__(self, actor: Actor, state: dict[str, Any]) -> None:
        self.actor, self.state = actor, state
        packages = Package.objects.of(actor).select_related("period")
        self.package = packages.get(pk=state["package"])
        layout = layouts.layout_named(self.package.layout)
        if layout is None:
            raise NotReported(_("生成这份资料所用的表样已不存在，请重新生成。"))
        self.kind = accounts.tenant_get(actor).kind
        self.reader = Reader(actor, self.package, layout, self.kind)
        self.reader.own = accepted_numbers(actor, self.package.period)
        quarter = self.reader.quarter
        self.binder = files.Binder(actor, self.reader.forms, state["files"], quarter)
        self.log = Log(actor, state["log"], layout, f"{quarter}-{_('问题清单')}.csv")
        self.secret = crypto.derive(keys.tenant_key(actor).key, "tax.package")

    def heads(self) -> None:
        """Write the forms that have a row or two: what the platform is, what was asked for."""
        with transaction.atomic():
            rows = head_rows(self.actor, self.package, self.reader)
        self._write(rows)
        self.state["heads"] = True

    def keep(self, found: Found) -> None:
        """Add what a step found."""
        for name, added in found.sums.items():
            self.state["sums"][name] = self.state["sums"].get(name, 0) + added
        self._note(found.wrong)
        self._write(found.rows)

    def _note(self, wrong: Sequence[Wrong]) -> None:
        for one in wrong:
            self.state["wrong"][one.code] = self.state["wrong"].get(one.code, 0) + 1
            self._digest("wrong", repr(one).encode())
        self.log.write(wrong)

    def _write(self, rows: Mapping[str, list[list[str]]]) -> None:
        for form in self.reader.forms:
            if given := rows.get(form.key):
                self._digest(form.key, self.binder.write(form.key, given))

    def _digest(self, name: str, told: bytes) -> None:
        """Let the package's digest go on from what it was."""
        before = bytes.fromhex(self.state["print"]) + name.encode()
        self.state["print"] = crypto.keyed_digest(self.secret, before + told).hex()

    def end(self) -> dict[str, Any]:
        """Let the package stand; unless it says what the one that stands says already."""
        with transaction.atomic():
            wrong = head_problems(self.actor, self.package, self.reader, self.state["sums"])
        self._note(wrong)
        told, log = self.binder.finish(), self.log.finish()
        with transaction.atomic():
            package = Package.objects.of(self.actor).select_for_update().get(pk=self.package.pk)
            if package.state != STATE.MAKING:  # killed when all was done but to say so
                return {"package": str(package.pk)}
            stands = self._standing(package)
            if self._is_empty(package, told) or self._is_same(stands):
                forget(self.actor, package, self.state)
                return {"package": str(stands.pk) if stands else "", "unchanged": True}
            if stands is not None:
                drop(self.actor, stands)
            self._stand(package, told, log)
        return {"package": str(package.pk), "wrong": sum(package.problems.values())} | (
            {"file": log} if log else {}
        )

    def _standing(self, package: Package) -> Package | None:
        of = Package.objects.of(self.actor).select_for_update().filter(period_id=package.period_id)
        return of.filter(state=STATE.READY).first()

    def _is_same(self, stands: Package | None) -> bool:
        if stands is None or stands.accepted != self.package.accepted:
            return False
        told: str = self.state["print"]
        return bytes(stands.print or b"").hex() == told

    def _is_empty(self, package: Package, told: list[dict[str, Any]]) -> bool:
        """Tell whether a correction corrects nothing."""
        bodies = [one for one in told if one["key"] not in HEADS]
        return bool(package.round) and not bodies and set(self.state["wrong"]) <= ADVICE

    def _stand(self, package: Package, told: list[dict[str, Any]], log: str) -> None:
        wrong = self.state["wrong"]
        package.state, package.made_at = STATE.READY, clock.now()
        package.forms, package.sums = told, self.state["sums"] | {
            "log": log, "reporting": self.reader.left.reporting.parameters
        }  # fmt: skip
        package.problems = dict(sorted(wrong.items()))
        package.left_out = sum(n for code, n in wrong.items() if code not in ADVICE)
        package.print = bytes.fromhex(self.state["print"])
        package.save()
        record.entry_append(
            actor=self.actor,
            action="tax.package_made",
            subject=(SUBJECT, package.pk),
            clause="A15-correction" if package.round else CLAUSE,
            data={
                "round": package.round,
                "rows": {one["key"]: one["rows"] for one in told},
                "files": [one["sha256"] for form in told for one in form["files"]],
                "wrong": sum(wrong.values()),
                "left_out": package.left_out,
                "layout": package.layout,
                "reporting": self.reader.left.reporting.parameters,
            },
        )


def drop(actor: Actor, package: Package) -> None:
    """Give a package up that was not sent: its files are destroyed, its lines forgotten."""
    ids = [one["id"] for form in package.forms for one in form["files"]]
    _forget(actor, package, [*ids, package.sums.get("log", "")])


def forget(actor: Actor, package: Package, state: Mapping[str, Any]) -> None:
    """Give up what a job had made so far."""
    _forget(actor, package, [*files.ids_of(state["files"]), state["log"]["file"]])


def _forget(actor: Actor, package: Package, ids: list[str]) -> None:
    files.destroy(actor, [one for one in ids if one])
    for bucket in range(BUCKETS):
        lines_clear(package, bucket, FIRST, LAST)
    package.state, package.forms, package.sums = STATE.DROPPED, [], {}
    package.save(update_fields=["state", "forms", "sums"])


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """Give up a package whose making was cancelled."""
    if not kept:
        return  # stopped before it began
    package = Package.objects.of(actor).get(pk=kept["package"])
    if package.state == STATE.MAKING:
        forget(actor, package, kept)


def may_open(actor: Actor, file: Any) -> bool:
    """For a moment, the officer who said why he takes it."""
    package = package_of_file(actor, file.pk)
    if package is None or package.taken_at is None or not policies.can_settle(actor):
        return False
    return package.taken_by_id == actor.user_id and package.taken_at > clock.now() - A_MOMENT


office.job_kind(KIND, run, label=gettext_lazy("生成季度报送资料"), allow=allow, discard=discard)
office.file_purpose(
    files.PURPOSE,
    office.Purpose(kinds=frozenset(tables.FORMS.values()), keep=files.KEEP, may_open=may_open),
)
