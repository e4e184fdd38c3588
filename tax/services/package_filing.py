"""A package is sent, gets a receipt, and is accepted or returned; each step once, in its order."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from office import services as office
from tax import policies
from tax.models import Flaw, Package
from tax.selectors.package import accepted_numbers, package_get
from tax.services import filing
from tax.services.basics import basics_packaged
from tax.services.package import CLAUSE, STATE, SUBJECT
from tax.services.quarter import SENT, correction_clock, order_clock, report_clock

LONGEST_RECEIPT, LONGEST_WORDS = 80, 300


class PackageState(Conflict):
    """What was asked for does not follow from how the package stands."""

    code = "package_state"


class PackageStale(Conflict):
    """Another package was accepted since this one was made: part of it is reported already."""

    code = "package_stale"


class Incomplete(Conflict):
    """Rows were left out, and nobody has said why it is sent without them."""

    code = "package_incomplete"


@transaction.atomic
def package_send(
    *, actor: Actor, package_id: UUID, sent_on: date, channel: str, lacking: str = ""
) -> Package:
    """Note that a package was sent. What was left out of it needs a reason.

    Raises:
        Forbidden: neither an officer nor a system that reports. NotFound: no such package.
        PackageState: it is not ready. PackageStale: another was accepted since it was made.
        Incomplete: rows were left out, and no reason is given; or its sums do not agree.
        Invalid: no such channel, or a day before it was made or after today.

    Law: D810-quarterly-report, A15-correction, M-tax-report
    """
    user_id = policies.require_report(actor)
    package = _standing(actor, package_id, STATE.READY)
    if package.accepted != accepted_numbers(actor):
        raise PackageStale(_("这份资料生成之后又有资料被接收，请重新生成。"))
    if package.problems.get("totals_differ"):
        raise Incomplete(_("收入合计与各月入账合计不符，不能报送。"))
    if channel not in Package.Channel.values:
        raise Invalid(_("请选择报送渠道。"), field="channel")
    made = package.made_at or package.begun_at
    if not clock.to_date(made) <= sent_on <= clock.today():
        raise Invalid(_("报送日期不能早于生成，也不能晚于今天。"), field="sent_on")
    said = _words(lacking, "lacking") if package.left_out else ""
    if package.left_out and not said:
        raise Incomplete(_("有未列入的行：请补齐后重新生成，或说明为什么先行报送。"))
    package.state, package.sent_on, package.channel = STATE.SENT, sent_on, channel
    package.lacking, package.sent_by_id = said, user_id
    package.save()
    if package.round:
        flaws = Flaw.objects.of(actor).filter(period=package.period, package=None)
        flaws.filter(noted_at__lte=made).update(package=package)
    _note(actor, package, "tax.package_sent", sent_on=f"{sent_on}", channel=channel)
    office.clocks_hear(
        actor=system_actor(actor.tenant_id),
        subject=(filing.SUBJECT, package.period_id),
        act=SENT[bool(package.round)],
        channel=channel,
        at=min(clock.now(), filing.end_of(sent_on)),
    )
    return package


@transaction.atomic
def package_receipt(*, actor: Actor, package_id: UUID, receipt: str) -> Package:
    """Note the number of the receipt; once.

    Raises:
        Forbidden: neither an officer nor a system that reports. NotFound: no such package.
        PackageState: it was not sent, is answered, or has a receipt. Invalid: no number.

    Law: D810-quarterly-report
    """
    policies.require_report(actor)
    package = _standing(actor, package_id, STATE.SENT)
    said = " ".join(receipt.split())
    if package.receipt:
        raise PackageState(_("回执编号已经登记。"))
    if not said or len(said) > LONGEST_RECEIPT:
        raise Invalid(_("请填写回执编号，最多 80 字。"), field="receipt")
    package.receipt = said
    package.save(update_fields=["receipt"])
    _note(actor, package, "tax.package_receipt", receipt=said)
    return package


@transaction.atomic
def package_accept(*, actor: Actor, package_id: UUID, answered_on: date) -> Package:
    """Note that a package was accepted: from now on what it says counts as reported.

    Raises:
        Forbidden: neither an officer nor a system that reports. NotFound: no such package.
        PackageState: it was not sent, is answered, or has no receipt yet.
        Invalid: a day before it was sent or after today.

    Law: D810-quarterly-report
    """
    policies.require_report(actor)
    package = _standing(actor, package_id, STATE.SENT)
    if not package.receipt:
        raise PackageState(_("请先登记回执编号。"))
    _answered(package, answered_on)
    package.state = STATE.ACCEPTED
    package.save(update_fields=["state", "answered_on"])
    _note(actor, package, "tax.package_accepted", answered_on=f"{answered_on}")
    basics_packaged(actor, package)
    return package


@transaction.atomic
def package_return(*, actor: Actor, package_id: UUID, answered_on: date, answer: str) -> Package:
    """Note that a package was returned, and why: nothing of it is reported, its time runs on.

    Raises:
        Forbidden: neither an officer nor a system that reports. NotFound: no such package.
        PackageState: it was not sent, or is answered.
        Invalid: no reason, or a day before it was sent or after today.

    Law: D810-quarterly-report, A15-correction, A22-corrected
    """
    policies.require_report(actor)
    package = _standing(actor, package_id, STATE.SENT)
    _answered(package, answered_on)
    package.answer = _words(answer, "answer")
    if not package.answer:
        raise Invalid(_("请填写退回原因，最多 300 字。"), field="answer")
    package.state = STATE.RETURNED
    package.save(update_fields=["state", "answered_on", "answer"])
    _note(actor, package, "tax.package_returned", answered_on=f"{answered_on}")
    if package.round:
        found = Flaw.objects.of(actor).filter(package=package)
        first = min(found.values_list("found_on", flat=True), default=answered_on)
        ordered = found.exclude(ordered_until_on=None).order_by("ordered_until_on")
        until = ordered.values_list("ordered_until_on", flat=True).first()
        found.update(package=None)
        correction_clock(actor, package.period, first)
        if until:
            order_clock(actor, package.period, until, clock.today())
    else:
        report_clock(actor, package.period)
    return package


def _standing(actor: Actor, package_id: UUID, state: str) -> Package:
    """Return a package, locked, which stands as it must."""
    package = package_get(actor, package_id, lock=True)
    if package.state != state:
        raise PackageState(_("这份资料现在是“%(state)s”，不能这样处理。")
                           % {"state": package.get_state_display()})  # fmt: skip
    return package


def _answered(package: Package, answered_on: date) -> None:
    sent_on = package.sent_on or answered_on
    if not sent_on <= answered_on <= clock.today():
        raise Invalid(_("回复日期不能早于报送，也不能晚于今天。"), field="answered_on")
    package.answered_on = answered_on


def _words(text: str, field: str) -> str:
    said = " ".join(text.split())
    if len(said) > LONGEST_WORDS:
        raise Invalid(_("最多 300 字。"), field=field)
    return said


def _note(actor: Actor, package: Package, action: str, **data: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=(SUBJECT, package.pk),
        clause="A15-correction" if package.round else CLAUSE,
        data={"round": package.round, **data},
    )
