"""A request to inspect arrives: filed by the authority in its portal, or entered from a letter."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import selectors as accounts
from accounts.models import Role
from filings.services.text import chosen, plain
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.tenancy import acting
from office import selectors as office_asks
from office import services as office
from office.models import File
from office.rules import days
from oversight import policies
from oversight.models import Inspection
from oversight.rules import inspections as rules
from oversight.selectors import inspection as asks
from oversight.services.duty import member
from oversight.services.inspection_hold import inspection_hold

PAPER, SUBJECT = "inspection_paper", "inspection"
TAKEN = frozenset({"application/pdf", "image/png", "image/jpeg"})
MOST_NAMED, LONGEST_D = 200, 366
HOLD_REVIEW = timedelta(days=180)
# The law leaves the times to the authority. Where it names none these are the platform's own.
ANSWER_SETTING, ANSWER_D = "inspection_answer_d", 10
ACKNOWLEDGE_SETTING, ACKNOWLEDGE_D = "inspection_acknowledge_d", 1
READY_SETTING, READY_D = "inspection_ready_d", 2
MET = ("inspection.answered",)
State = Inspection.State

office_asks.clock_words(
    {
        SUBJECT: gettext_lazy("监督检查要求"),
        rules.ANSWER: gettext_lazy("答复监督检查要求"),
        rules.ACKNOWLEDGE: gettext_lazy("签收监督检查要求"),
        rules.READY: gettext_lazy("备妥监督检查答复"),
        "inspection.routine": gettext_lazy("日常监督检查"),
        "inspection.special": gettext_lazy("专项检查"),
        "inspection.investigation": gettext_lazy("调查、侦查"),
        "inspection.longer_granted": gettext_lazy("同意延期"),
        "inspection.longer_refused": gettext_lazy("不同意延期"),
        "inspection.accepted": gettext_lazy("答复已被接受，要求办结"),
        "inspection.returned": gettext_lazy("答复被退回，须补充"),
        "inspection.withdrawn": gettext_lazy("要求已撤回"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked: by whom, of which kind, about what, until when.

    Args:
        due_on: the day that the authority sets; None where it sets none.
        rooms, sessions, parties: what it names; an investigation holds them.
        since_on, until_on: the time that it is about.
    """

    kind: str
    authority: str
    matters: Collection[str]
    title: str
    asked: str
    document_number: str = ""
    due_on: date | None = None
    rooms: Collection[UUID] = ()
    sessions: Collection[UUID] = ()
    parties: Collection[UUID] = ()
    since_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """The authority's paper as it is handed in."""

    stream: BinaryIO
    name: str


@transaction.atomic
def inspection_enter(
    *,
    actor: Actor,
    request: Request,
    received_on: date,
    paper: Paper | None = None,
    owner_id: UUID | None = None,
) -> Inspection:
    """Write down what an authority asks in a letter. The same letter twice is one request.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        Invalid: something is missing or cannot be; the refusal names the field.
        NotFound: no such member.

    Law: M-cooperate, O117-cooperate
    """
    policies.require_enter_inspections(actor)
    checked = _checked(actor, request)
    if received_on > clock.today() or (clock.today() - received_on).days > LONGEST_D:
        raise Invalid(_("收文日期须在一年之内，不能晚于今天。"), field="received_on")
    if (there := asks.inspection_by_letter(actor, checked)) is not None:
        return there
    row = _drafted(actor, checked, received_on, origin=Inspection.Origin.LETTER)
    row.owner_id, row.recorded_by_id = member(actor, owner_id), actor.user_id
    return _begun(actor, row, paper, "oversight.inspection_entered")


@transaction.atomic
def inspection_file(
    *, regulator: Actor, tenant_id: UUID, request: Request, paper: Paper | None = None
) -> Inspection:
    """File a request as an authority, on one platform that it may look at.

    The portal only reads. This is the one way in which it writes, and it writes this alone: as
    the application's own role, by an actor who is nothing else on the platform.

    Raises:
        Forbidden: no regulator, or none who may look at this platform now.
        Invalid: something is missing or cannot be; the refusal names the field.

    Law: M-cooperate
    """
    narrow = policies.inspector_of(regulator, tenant_id)
    with acting(narrow), transaction.atomic():
        checked = _checked(narrow, request)
        if (there := asks.inspection_by_letter(narrow, checked)) is not None:
            if there.filed_by_id == narrow.user_id:
                return there
            raise Invalid(_("这个文号的要求已经登记过。"), field="document_number")
        row = _drafted(narrow, checked, clock.today(), origin=Inspection.Origin.PORTAL)
        row.filed_by_id = narrow.user_id
        return _begun(narrow, row, paper, "oversight.inspection_filed")


def _checked(actor: Actor, given: Request) -> Request:
    kind = chosen(given.kind, rules.KINDS, "kind")
    number = plain(" ".join(given.document_number.split()), "document_number", most=60)
    if kind == rules.INVESTIGATION and len(number) < 2:
        raise Invalid(_("调查、侦查须写明法律文书的文号。"), field="document_number")
    matters = [chosen(one, rules.MATTERS, "matters") for one in dict.fromkeys(given.matters)]
    if not matters:
        raise Invalid(_("请选择涉及的事项。"), field="matters")
    _days_require(given)
    rooms, sessions, parties = _named(actor, given)
    return Request(
        kind=kind,
        authority=plain(" ".join(given.authority.split()), "authority", most=120, least=2),
        matters=matters,
        title=plain(" ".join(given.title.split()), "title", most=120, least=2),
        asked=plain(given.asked, "asked", most=4000, least=4),
        document_number=number,
        due_on=given.due_on,
        rooms=rooms,
        sessions=sessions,
        parties=parties,
        since_on=given.since_on,
        until_on=given.until_on,
    )


def _days_require(given: Request) -> None:
    today = clock.today()
    if given.due_on is not None and not 0 <= (given.due_on - today).days <= LONGEST_D:
        raise Invalid(_("答复期限须在今天至一年之内。"), field="due_on")
    if given.since_on and given.until_on and given.since_on > given.until_on:
        raise Invalid(_("结束日期不能早于开始日期。"), field="until_on")
    if given.kind == rules.INVESTIGATION and given.rooms and given.since_on is None:
        raise Invalid(_("调查直播间的，请写明从哪一天起，以便留存其间的直播。"), field="since_on")


def _named(actor: Actor, given: Request) -> tuple[list[UUID], list[UUID], list[UUID]]:
    """Return what is named, each once, where all of it is this platform's."""
    wanted = [list(dict.fromkeys(one)) for one in (given.rooms, given.sessions, given.parties)]
    if sum(map(len, wanted)) > MOST_NAMED:
        raise Invalid(_("一项要求最多列出 200 个直播间、场次和人员。"), field="names")
    if asks.strangers(actor, *wanted):
        raise Invalid(_("列出的直播间、场次或人员有不属于本平台的。"), field="names")
    rooms, sessions, parties = wanted
    return rooms, sessions, parties


def _drafted(actor: Actor, given: Request, received_on: date, *, origin: str) -> Inspection:
    due = given.due_on
    if due is None:
        own = accounts.policy_of(actor, ANSWER_SETTING, ANSWER_D)
        known = office_asks.calendar()
        due = max(days.deadline(known, received_on, own, "working_day").day, clock.today())
    is_held = given.kind == rules.INVESTIGATION
    return Inspection(
        tenant_id=actor.tenant_id,
        kind=given.kind,
        origin=origin,
        authority=given.authority,
        document_number=given.document_number,
        matters=list(given.matters),
        title=given.title,
        asked=given.asked,
        rooms=list(given.rooms),
        sessions=list(given.sessions),
        parties=list(given.parties),
        since_on=given.since_on,
        until_on=given.until_on,
        received_on=received_on,
        due_on=due,
        is_own_term=given.due_on is None,
        hold_review_on=clock.today() + HOLD_REVIEW if is_held else None,
        at=clock.now(),
    )


def _begun(actor: Actor, row: Inspection, paper: Paper | None, action: str) -> Inspection:
    """Keep a request with its paper; record it, start its clocks, hold what it names, tell."""
    row.paper = _kept(actor, paper) if paper is not None else None
    if row.kind == rules.INVESTIGATION and row.paper is None:
        raise Invalid(_("调查、侦查须附法律文书。"), field="paper")
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Invalid(_("这个文号的要求已经登记过。"), field="document_number") from None
    record.entry_append(
        actor=actor,
        action=action,
        subject=(SUBJECT, row.pk),
        clause=rules.CLAUSE,
        data={
            "kind": row.kind,
            "authority": row.authority,
            "number": row.document_number,
            "matters": row.matters,
            "due_on": str(row.due_on),
            "named": len(row.rooms) + len(row.sessions) + len(row.parties),
        },
    )
    product = system_actor(row.tenant_id)
    clocks_start(product, row, days.first_instant(row.received_on))
    inspection_hold(product, row)
    if row.origin == Inspection.Origin.PORTAL or row.owner_id not in (None, actor.user_id):
        letter_write(product, row, "inspection_received", "received")
    return row


def _kept(actor: Actor, paper: Paper) -> File:
    """Keep the authority's paper: it belongs to nobody, and officers open it."""
    product = system_actor(actor.tenant_id)
    return office.file_store(actor=product, stream=paper.stream, name=paper.name, purpose=PAPER)


def clocks_start(product: Actor, row: Inspection, since: datetime) -> None:
    """Start the clocks of a request: to answer; to have it ready before; to say that it came."""
    subject = (SUBJECT, row.pk)
    policy = rules.until(row.due_on, since, MET, Role.SYSTEM_ADMIN)
    office.clock_start(
        actor=product, subject=subject, kind=rules.ANSWER, policy=policy, owner_id=row.owner_id,
        at=since,
    )  # fmt: skip
    before = accounts.policy_of(product, READY_SETTING, READY_D)
    known = office_asks.calendar()
    ready = known.working_before(row.due_on, before) if before else row.due_on
    if days.day_of(since) <= clock.today() < ready < row.due_on:
        policy = rules.until(ready, since, MET, Role.SYSTEM_ADMIN)
        office.clock_start(
            actor=product, subject=subject, kind=rules.READY, policy=policy,
            owner_id=row.owner_id, at=since,
        )  # fmt: skip
    if row.state == State.RECEIVED:
        policy = office.Policy(
            amount=accounts.policy_of(product, ACKNOWLEDGE_SETTING, ACKNOWLEDGE_D),
            unit="working_day",
            clause=rules.CLAUSE,
            met_by=("inspection.acknowledged", "inspection.taken", *MET),
        )
        office.clock_start(
            actor=product, subject=subject, kind=rules.ACKNOWLEDGE, policy=policy,
            owner_id=row.owner_id,
        )  # fmt: skip


def letter_write(product: Actor, row: Inspection, topic: str, about: str) -> None:
    """Write to whoever has charge of a request, to every officer where nobody has it."""
    members = accounts.membership_list(product).filter(is_active=True)
    if row.owner_id and members.filter(user_id=row.owner_id).exists():
        people = [row.owner_id]
    else:
        officers = members.filter(roles__contains=[Role.OFFICER])
        people = list(officers.values_list("user_id", flat=True))
    context: dict[str, object] = {
        "authority": row.authority,
        "title": row.title,
        "due": f"{row.due_on:%Y-%m-%d}",
        "what": office_asks.word_pair(f"inspection.{about}"),
    }
    if topic == "inspection_received":
        context["what"] = office_asks.word_pair(f"inspection.{row.kind}")
    where = office.About(SUBJECT, f"{row.pk}:{about}:{clock.now():%Y%m%d%H%M%S%f}")
    office.message_send(actor=product, to=people, topic=topic, context=context, about=where)


def may_open(actor: Actor, file: File) -> bool:
    """Officers, and who audits them, open what an authority handed in."""
    return policies.can_see_inspections(actor)


office.file_purpose(PAPER, office.Purpose(kinds=TAKEN, may_open=may_open))
