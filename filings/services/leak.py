"""A leak, alteration or loss of personal information: found, and handled step by step."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from filings import policies, selectors
from filings.models import Leak, LeakStep
from filings.rules import catalogue, decisions
from filings.rules.catalogue import Bound
from filings.services import terms
from filings.services.owners import owner_of
from filings.services.text import chosen, plain
from filings.templatetags.filings import word
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from office import services as office

STATE = Leak.State
BY_HAND = ("contained", "assessed", "authority", "persons", "persons_spared", "final_report")
CLAUSES = {"persons": "PIPL-breach-notice", "persons_spared": "PIPL-breach-persons"}
WITHIN = Bound("NIR-report-4h", "report_within")
FINAL_WITHIN = Bound("NIR-final-report", "report_within")
REPORTED, FINISHED = "leak.authority", "leak.final_report"
MOST = 2_000_000_000


class LeakClosed(Conflict):
    code = "leak_closed"


class LeakUnfinished(Conflict):
    """Something that the law asks for was not done yet."""

    code = "leak_unfinished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is known of a leak when it is found. Kinds and numbers, nobody's data.

    Args:
        is_larger: an incident of the larger grade or above, which is reported within hours.
    """

    title: str
    nature: str
    categories: tuple[str, ...]
    discovered_at: datetime
    is_certain: bool = True
    is_larger: bool = False
    persons: int | None = None
    owner_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the persons concerned are told, beyond what the leak says itself."""

    measures: str
    advice: str
    contact: str


@transaction.atomic
def leak_open(*, actor: Actor, found: Found) -> Leak:
    """Write down that personal information leaked, was altered or lost, or may have been.

    Raises:
        Forbidden: only officers may.
        Invalid: no title, nature or kind of information, or found after now.

    Law: PIPL-breach, NIR-report-4h
    """
    policies.require_keep(actor)
    if found.discovered_at.tzinfo is None or found.discovered_at > clock.now():
        raise Invalid(_("发现时间不能晚于现在。"), field="discovered_at")
    if not found.categories:
        raise Invalid(_("请选择涉及的个人信息种类。"), field="categories")
    leak = Leak(
        tenant_id=actor.tenant_id,
        title=plain(found.title, "title", most=120, least=2),
        nature=chosen(found.nature, Leak.Nature.values, "nature"),
        categories=[chosen(one, catalogue.categories(), "categories") for one in found.categories],
        is_certain=found.is_certain,
        is_larger=found.is_larger,
        persons=_counted(found.persons),
        discovered_at=found.discovered_at,
        owner=owner_of(actor, found.owner_id),
    )
    leak.save(force_insert=True)
    data = {"nature": leak.nature, "categories": leak.categories, "larger": leak.is_larger}
    _note(actor, leak, "filings.leak_opened", data)
    if leak.is_larger:
        _report_clock(actor, leak)
    return leak


@transaction.atomic
def leak_assess(
    *,
    actor: Actor,
    leak_id: UUID,
    cause: str,
    harm: str,
    persons: int | None,
    is_larger: bool,
    at: datetime | None = None,
) -> Leak:
    """Say why it happened, what harm it may do, to how many, and how grave it is.

    A graver grade lets the hours for the report run, from when the leak was found.

    Raises:
        Forbidden: only officers may.
        NotFound: no such leak in the tenant.
        LeakClosed: it is closed.
        Invalid: no cause or harm, or an instant before it was found or after now.

    Law: PIPL-breach-notice, NIR-report-4h
    """
    policies.require_keep(actor)
    leak = _open(actor, leak_id)
    leak.cause = plain(cause, "cause", most=2000, least=4)
    leak.harm = plain(harm, "harm", most=2000, least=4)
    leak.persons, grave = _counted(persons), is_larger and not leak.is_larger
    leak.is_larger = leak.is_larger or is_larger
    leak.save()
    _step(actor, leak, "assessed", at, leak.harm)
    if grave and not _done(actor, leak, "authority"):
        _report_clock(actor, leak)
    return leak


@transaction.atomic
def leak_step(
    *, actor: Actor, leak_id: UUID, kind: str, note: str, at: datetime | None = None
) -> LeakStep:
    """Write down one step: contained, authority told, persons told or why not, final report.

    Raises:
        Forbidden: only officers may.
        NotFound: no such leak in the tenant.
        LeakClosed: it is closed.
        Invalid: no such step, no words, or an instant before it was found or after now.

    Law: PIPL-breach, PIPL-breach-persons, NIR-report-4h, NIR-final-report
    """
    policies.require_keep(actor)
    leak = _open(actor, leak_id, is_final=kind == "final_report")
    chosen(kind, [one for one in BY_HAND if one != "assessed"], "kind")
    said = plain(note, "note", most=2000, least=4)
    return _step(actor, leak, kind, at, said)


@transaction.atomic
def leak_persons_tell(
    *, actor: Actor, leak_id: UUID, people: Collection[UUID], notice: Notice
) -> LeakStep:
    """Write to the members who are concerned: what, why, what harm, what was and can be done.

    Whoever was told of this leak is not told again.

    Raises:
        Forbidden: only officers may.
        NotFound: no such leak, or somebody is no member, of the tenant.
        LeakClosed: it is closed.
        LeakUnfinished: nobody has assessed cause and harm yet.
        Invalid: nobody to tell, or words are missing.

    Law: PIPL-breach-notice
    """
    policies.require_keep(actor)
    leak = _open(actor, leak_id)
    if not _done(actor, leak, "assessed"):
        raise LeakUnfinished(_("请先评估原因和可能的危害，再通知个人。"), law="PIPL-breach-notice")
    if not people:
        raise Invalid(_("请选择要通知的成员。"), field="people")
    sent = office.message_send(
        actor=actor,
        to=people,
        topic="leak",
        context=_context(leak, notice),
        is_legal=True,
        about=office.About(terms.LEAK, str(leak.pk)),
    )
    note = plain(notice.measures, "measures", most=2000, least=4)
    return _step(actor, leak, "persons", None, note, told=len(sent))


@transaction.atomic
def leak_close(*, actor: Actor, leak_id: UUID) -> Leak:
    """Close a leak once everything was done that the law asks for. Twice is once.

    Raises:
        Forbidden: only officers may.
        NotFound: no such leak in the tenant.
        LeakUnfinished: it was not contained, assessed or reported, or nobody said who was told.

    Law: PIPL-breach
    """
    policies.require_keep(actor)
    leak = selectors.leak_get(actor, leak_id, lock=True)
    if leak.state == STATE.CLOSED:
        return leak
    wanting = decisions.leak_wants({one.kind for one in selectors.step_list(actor, leak)})
    if wanting:
        raise LeakUnfinished(_("还有步骤没有完成，不能办结。"), law="PIPL-breach", wanting=wanting)
    leak.state, leak.closed_at = STATE.CLOSED, clock.now()
    leak.save(update_fields=["state", "closed_at"])
    _step(actor, leak, "closed", None, "")
    if leak.is_larger and not _done(actor, leak, "final_report"):
        office.clock_start(
            actor=actor,
            subject=(terms.LEAK, leak.pk),
            kind=terms.FINAL,
            policy=terms.of_law(FINAL_WITHIN, FINISHED, clock.today()),
            owner_id=leak.owner_id,
        )
    return leak


def _open(actor: Actor, leak_id: UUID, *, is_final: bool = False) -> Leak:
    leak = selectors.leak_get(actor, leak_id, lock=True)
    if leak.state == STATE.CLOSED and not is_final:
        raise LeakClosed(_("该事件已办结。"))
    return leak


def _counted(persons: int | None) -> int | None:
    if persons is not None and not 0 <= persons <= MOST:
        raise Invalid(_("人数超出范围。"), field="persons")
    return persons


def _done(actor: Actor, leak: Leak, kind: str) -> bool:
    return selectors.step_list(actor, leak).filter(kind=kind).exists()


def _step(
    actor: Actor, leak: Leak, kind: str, at: datetime | None, note: str, told: int = 0
) -> LeakStep:
    now = clock.now()
    if at is not None and (at.tzinfo is None or not leak.discovered_at <= at <= now):
        raise Invalid(_("时间须在发现之后，且不晚于现在。"), field="at")
    step = LeakStep.objects.create(
        tenant_id=actor.tenant_id,
        leak=leak,
        kind=kind,
        at=at or now,
        note=note,
        told=told,
        by_id=actor.user_id,
        recorded_at=now,
    )
    data = {"kind": kind, "at": step.at.isoformat(), "told": told}
    _note(actor, leak, "filings.leak_stepped", data, CLAUSES.get(kind, "PIPL-breach"))
    subject = (terms.LEAK, leak.pk)
    office.clocks_hear(actor=actor, subject=subject, act=f"leak.{kind}", at=step.at)
    return step


def _report_clock(actor: Actor, leak: Leak) -> None:
    office.clock_start(
        actor=actor,
        subject=(terms.LEAK, leak.pk),
        kind=terms.REPORT,
        policy=terms.of_law(WITHIN, REPORTED, clock.to_date(leak.discovered_at)),
        owner_id=leak.owner_id,
        at=leak.discovered_at,
    )


def _context(leak: Leak, notice: Notice) -> dict[str, object]:
    known = catalogue.categories()
    return {
        "nature": _natures(leak),
        "kinds": {
            "zh": "、".join(known[one].zh for one in leak.categories),
            "en": ", ".join(known[one].en for one in leak.categories),
        },
        "cause": leak.cause,
        "harm": leak.harm,
        "measures": plain(notice.measures, "measures", most=2000, least=4),
        "advice": plain(notice.advice, "advice", most=2000, least=4),
        "contact": notice.contact.strip()[:200] or _nobody(),
        "at": leak.discovered_at.isoformat(),
    }


def _nobody() -> str:
    raise Invalid(_("请填写联系方式。"), field="contact")


def _natures(leak: Leak) -> dict[str, str]:
    words = {}
    for tongue, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            words[tongue] = word(leak.nature, "nature")
    return words


def _note(
    actor: Actor, leak: Leak, action: str, data: dict[str, object], clause: str = "PIPL-breach"
) -> None:
    record.entry_append(
        actor=actor, action=action, subject=(terms.LEAK, leak.pk), clause=clause, data=data
    )
