"""What the platform says of itself: noted, and reported within thirty days of what happened."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from ledger import services as record
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from office import services as office
from parties.rules import documents
from tax import policies
from tax.models import Basics, BasicsReport, Package
from tax.rules import basics as rules
from tax.rules import layouts
from tax.rules.brought import SHANGHAI
from tax.selectors.package import basics_get, basics_last, basics_waiting
from tax.services.batch import turn_take
from tax.services.filing import end_of
from tax.services.quarter import words_of

SUBJECT, CLOCK, CLAUSE, DUTY = "tax_basics", "tax_basics", "D810-quarterly-report", "A15-basics"
REPORTED, LONGEST_RECEIPT, MOST_ENTITIES = "tax.basics_reported", 80, 50
FACTS = ("platform_name", "platform_code", "site_name", "domain", "business", "begun_on",
         "ended_on", "is_offshore", "hosts_platforms")  # fmt: skip
OPTIONAL = frozenset({"ended_on", "is_offshore", "hosts_platforms"})


class Report(NamedTuple):
    """When something was reported, through which channel, with which receipt."""

    reported_on: date
    channel: str
    receipt: str


class BasicsReported(Conflict):
    """What was reported once is not reported again."""

    code = "basics_reported"


@transaction.atomic
def basics_note(
    *,
    actor: Actor,
    facts: Mapping[str, str],
    entities: Sequence[Mapping[str, str]],
    happened_on: date | None = None,
) -> Basics:
    """Note what the platform says of itself: it is reported within thirty days of what happened.

    The same words change nothing.

    Args:
        happened_on: when it began, changed or ended; drawn from the words where nobody says it.

    Raises:
        Forbidden: not an officer.
        Invalid: something is missing, a code is none, or a day never was or is still to come.

    Law: D810-quarterly-report, D810-basics, A15-basics
    """
    user_id = policies.require_settle(actor)
    told = {name: words_of(str(facts.get(name, "")), name, least=0) for name in FACTS}
    missing = [name for name in FACTS if not told[name] and name not in OPTIONAL]
    if missing:
        raise Invalid(_("必填"), field=missing[0])
    for name in ("begun_on", "ended_on"):
        _require_day(told[name], name)
    for name in ("is_offshore", "hosts_platforms"):
        told[name] = "yes" if told[name] == "yes" else ""
    told["platform_code"] = _code(told["platform_code"], "platform_code")
    related = [_entity(one) for one in entities]
    if len(related) > MOST_ENTITIES:
        raise Invalid(_("最多 50 个运营主体。"), field="entities")
    turn_take(actor, "basics")
    before = basics_last(actor)
    if before is not None and (_facts(before), before.entities) == (told, related):
        return before
    known = before.facts if before else None
    day = happened_on or rules.happened_on(told, known, clock.today())
    if not min(told["begun_on"], f"{clock.today()}") <= f"{day}" <= f"{clock.today()}":
        raise Invalid(_("发生日期不能早于运营开始，也不能晚于今天。"), field="happened_on")
    row = Basics.objects.create(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        number=1 + (before.number if before else 0),
        facts=told,
        entities=related,
        happened_on=day,
        noted_by_id=user_id,
        noted_at=clock.now(),
    )
    record.entry_append(
        actor=actor,
        action="tax.basics_noted",
        subject=("tenant", actor.tenant_id),
        clause=CLAUSE,
        data={"number": row.number},
    )
    _clock(actor, row, day)
    return row


def _clock(actor: Actor, row: Basics, day: date) -> None:
    """Let the thirty days run, for who reports what it is at all."""
    kind = accounts.tenant_get(actor).kind
    forms = layouts.layout_on(max(clock.today(), rules.FIRST + timedelta(days=1))).forms_of(kind)
    if not any(form.rows == "basics" for form in forms):
        return
    since = rules.runs_from(day)
    at = datetime.combine(since, time(12), SHANGHAI).astimezone(UTC)
    policy = office.Policy(
        amount=within(since),
        unit="day",
        clause=DUTY,
        param=rules.WITHIN,
        warn_before=5,
        met_by=(REPORTED,),
        escalate_to="system_admin",
    )
    system = system_actor(actor.tenant_id)
    subject = (SUBJECT, row.pk)
    office.clock_start(
        actor=system, subject=subject, kind=CLOCK, policy=policy, at=min(at, clock.now())
    )


def within(day: date) -> int:
    """Return within how many days what the platform is must be reported.

    Law: A15-basics
    """
    return int(law.clause(DUTY, day).number(rules.WITHIN))


@transaction.atomic
def basics_report(
    *, actor: Actor, number: int, reported_on: date, channel: str, receipt: str = ""
) -> Basics:
    """Note that a version was reported, and with it all before it.

    Raises:
        Forbidden: not an officer. NotFound: no such version.
        BasicsReported: it was reported already.
        Invalid: no such channel, a receipt too long, a day before what happened or after today.

    Law: D810-basics, A15-basics
    """
    policies.require_settle(actor)
    turn_take(actor, "basics")
    row = basics_get(actor, number)
    if BasicsReport.objects.of(actor).filter(basics=row).exists():
        raise BasicsReported(_("这一版已经报送。"))
    if channel not in Package.Channel.values:
        raise Invalid(_("请选择报送渠道。"), field="channel")
    said = " ".join(receipt.split())
    if len(said) > LONGEST_RECEIPT or "\0" in said:
        raise Invalid(_("回执编号最多 80 字。"), field="receipt")
    if not (row.happened_on or date.min) <= reported_on <= clock.today():
        raise Invalid(_("报送日期不能早于发生，也不能晚于今天。"), field="reported_on")
    _reported(actor, row.number, Report(reported_on, channel, said))
    return row


def basics_packaged(actor: Actor, package: Package) -> None:
    """Let what an accepted package says of the platform count as reported on the day it was sent.

    Law: A15-basics
    """
    if not any(form["key"] == "basics" for form in package.forms) or package.sent_on is None:
        return
    turn_take(actor, "basics")
    before = Basics.objects.of(actor).filter(noted_at__lt=package.begun_at)
    said = before.order_by("-number").first()
    if said is not None:
        _reported(actor, said.number, Report(package.sent_on, package.channel, package.receipt))


def _reported(actor: Actor, number: int, report: Report) -> None:
    """Let a version and all before it count as reported; their clocks hear of it."""
    rows = list(basics_waiting(actor).filter(number__lte=number).order_by("number"))
    for row in rows:
        BasicsReport.objects.create(
            id=uuid7(),
            tenant_id=actor.tenant_id,
            basics=row,
            noted_by_id=actor.user_id,
            noted_at=clock.now(),
            reported_on=report.reported_on,
            channel=report.channel,
            receipt=report.receipt,
        )
        office.clocks_hear(
            actor=system_actor(actor.tenant_id),
            subject=(SUBJECT, row.pk),
            act=REPORTED,
            channel=report.channel,
            at=min(clock.now(), end_of(report.reported_on)),
        )
    if rows:
        told = {"reported_on": f"{report.reported_on}", "channel": report.channel}
        record.entry_append(
            actor=actor,
            action=REPORTED,
            subject=(SUBJECT, rows[-1].pk),
            clause=DUTY,
            data={"number": number, **told},
        )


def _facts(basics: Basics) -> dict[str, str]:
    """Return what was said; what an older version was not asked is empty."""
    return {name: str(basics.facts.get(name, "")) for name in FACTS}


def _entity(one: Mapping[str, str]) -> dict[str, str]:
    name = words_of(str(one.get("entity_name", "")), "entities")
    return {"entity_name": name, "entity_code": _code(str(one.get("entity_code", "")), "entities")}


def _code(text: str, field: str) -> str:
    found = documents.check("uscc", text, clock.today())
    if not found.valid:
        raise Invalid(_("统一社会信用代码有误，请核对"), field=field)
    return found.normalised


def _require_day(text: str, field: str) -> None:
    try:
        _day: Any = date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(_("请选择日期。"), field=field) from None
