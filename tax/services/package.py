"""A quarter's package is made as a job: share by share, checked row by row, sealed as files.

What it holds is only what differs from what was filed and accepted. Made again from the same data
it comes out the same, and the one that stands stays.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from office import selectors as office_asks
from office import services as office
from office.models import Job
from office.services import tables
from office.services.progress import Beside, Progress
from tax import policies
from tax.models import Flaw, Package, Payee, Period
from tax.rules import layouts
from tax.rules.refusals import TableRefused
from tax.selectors.package import accepted_numbers, package_of_file
from tax.services import package_files as files
from tax.services import package_making as making
from tax.services import portion as portions
from tax.services.package_making import CLAUSE, STATE, SUBJECT

__all__ = ["CLAUSE", "STATE", "SUBJECT"]
KIND = "tax_package"
A_MOMENT = timedelta(seconds=60)


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
        Forbidden: neither an officer nor a system that reports.
        QuarterOpen: it is not closed. NotReported: it lies before the duty began.
        PackageGoes: one is being made. PackagePending: one was sent and is not answered.
        NothingFound: one was accepted, and no error was noted since.

    Law: D810-quarterly-report, A15-correction, M-tax-report
    """
    policies.require_report(actor)
    return office.job_start(actor=actor, kind=KIND, arguments={"quarter": f"{first_on}"})


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let who reports make the package of a closed quarter whose turn it is."""
    policies.require_report(actor)
    period = _quarter(actor, arguments)
    try:
        layouts.layout_on(period.first_on)
    except TableRefused:
        raise NotReported(_("这个季度在报送义务开始之前，不需要报送。")) from None
    of = Package.objects.of(actor).filter(period=period)
    if of.filter(state=STATE.SENT).exists():
        raise PackagePending(_("已有一份报送资料在等待税务机关回复。"))
    if office_asks.jobs_open(actor, KIND).filter(arguments=dict(arguments)).exists():
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
    """Make the package from where its shares stand."""
    actor, kept = progress.actor, dict(progress.kept)
    if "draft" not in kept:
        kept = _begin(progress, arguments)
    with transaction.atomic():
        package = _package(actor, kept)
    if package.state == STATE.MAKING:
        portions.portions_carry(progress, kept, package.pk, making.Steps(actor, package, kept))
        making.files_write(progress, package, kept)
    return making.end(actor, package, kept)


def assist(beside: Beside, arguments: Mapping[str, Any]) -> None:
    """Read shares of a package that nobody is at."""
    actor, kept = beside.actor, beside.kept
    if "draft" in kept:
        with transaction.atomic():
            package = _package(actor, kept)
        if package.state == STATE.MAKING:
            portions.portions_help(beside, package.pk, making.Steps(actor, package, kept))


def _package(actor: Actor, kept: Mapping[str, Any]) -> Package:
    return Package.objects.of(actor).select_related("period").get(pk=kept["package"])


def _begin(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Begin a package: its number, its layout, and what was accepted before it."""
    actor = progress.actor
    with transaction.atomic():
        period = _quarter(actor, arguments)
        of = Package.objects.of(actor)
        for left in of.filter(period=period, state=STATE.MAKING):  # its job came to nothing
            making.forget(actor, left, {})
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
        portions.portions_begin(actor, package.pk)
        draft = files.draft_begin(actor, str(package.pk))
        count = Payee.objects.of(actor).count()
    kept = {"package": str(package.pk), "draft": draft, "files": {}}
    progress.checkpoint(kept)
    progress.total(count)
    return kept


def discard(actor: Actor, kept: Mapping[str, Any]) -> None:
    """Give up a package whose making was cancelled."""
    if not kept:
        return  # stopped before it began
    package = _package(actor, kept)
    if package.state == STATE.MAKING:
        making.forget(actor, package, kept)


def may_open(actor: Actor, file: Any) -> bool:
    """For a moment, the officer or the system that said why the file is taken."""
    package = package_of_file(actor, file.pk)
    if package is None or package.taken_at is None or not policies.can_report(actor):
        return False
    is_himself = (package.taken_by_id, package.taken_key) == (actor.user_id, actor.key_id)
    return is_himself and package.taken_at > clock.now() - A_MOMENT


def _told(result: Mapping[str, Any]) -> str:
    if result.get("unchanged"):
        return _("与现有的一份没有不同，保留现有的一份")
    if not result.get("wrong"):
        return _("已生成，校验没有发现问题")
    return _("已生成，校验发现 %(wrong)s 处，请逐行核对") % {"wrong": f"{result['wrong']:,}"}


office.job_kind(KIND, run, label=gettext_lazy("生成季度报送资料"), allow=allow, discard=discard,
                assist=assist, told=_told)  # fmt: skip
office.file_purpose(
    files.PURPOSE,
    office.Purpose(kinds=frozenset(tables.FORMS.values()), keep=files.KEEP, may_open=may_open),
)
