"""A new technology, application or function: declared, approved, live, looked at again, retired."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from filings import policies, selectors
from filings.models import Assessment, Filing, Technology
from filings.rules import catalogue
from filings.services import terms
from filings.services.assessment import assessment_open
from filings.services.filing import Facts, filing_register
from filings.services.owners import owner_of
from filings.services.text import chosen, plain
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from office import services as office

STATE, EFFECT = Technology.State, Technology.Effect
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{1,39}")
REVIEWED = "technology.reviewed"
LATEST_REVIEW = timedelta(days=730)
TRIGGERS = {EFFECT.FUNCTION: "service", EFFECT.MAJOR: "technology"}
CLAUSE = "M-virtual-image"


class SlugThere(Conflict):
    code = "technology_there"


class NotReady(Conflict):
    """A technology is not where it would have to be for this step."""

    code = "technology_not_ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What is said of a technology before it is used."""

    slug: str
    kind: str
    name: str
    description: str = ""
    effect: str = EFFECT.NONE
    owner_id: UUID | None = None


@transaction.atomic
def technology_declare(*, actor: Actor, declared: Declared) -> Technology:
    """Write a technology down, and open the safety assessment that it needs.

    Raises:
        Forbidden: only officers and the platform's programs may.
        Invalid: no such kind or effect, or a name that a session cannot declare.
        SlugThere: another technology has the short name.

    Law: M-virtual-image, SAP-service, SAP-technology
    """
    policies.require_report(actor)
    if not SLUG.fullmatch(declared.slug):
        raise Invalid(_("短名由 2–40 位小写字母、数字、下划线或连字符组成。"), field="slug")
    technology = Technology(
        tenant_id=actor.tenant_id,
        slug=declared.slug,
        kind=chosen(declared.kind, catalogue.technologies(), "kind"),
        name=plain(declared.name, "name", most=120, least=2),
        description=plain(declared.description, "description", most=2000),
        effect=chosen(declared.effect, EFFECT.values, "effect"),
        owner=owner_of(actor, declared.owner_id),
        author_kind=actor.kind,
        author_ref=actor.reference,
    )
    try:
        with transaction.atomic():
            technology.save(force_insert=True)
    except IntegrityError:
        raise SlugThere(_("已有新技术使用这个短名。"), field="slug") from None
    _note(actor, technology, "filings.technology_declared", {"effect": technology.effect})
    _assess(actor, technology)
    return technology


@transaction.atomic
def technology_assess_again(*, actor: Actor, technology_id: UUID) -> Technology:
    """Open a fresh safety assessment: the last one failed, or the technology has changed.

    Until it is signed and approved again, no session may declare the technology.

    Raises:
        Forbidden: only officers may.
        NotFound: no such technology in the tenant.
        NotReady: it is being assessed, or was retired.
    """
    policies.require_keep(actor)
    technology = selectors.technology_get(actor, technology_id, lock=True)
    if technology.state == STATE.RETIRED or _is_being_assessed(technology):
        raise NotReady(_("该技术正在评估，或已停用。"))
    office.clocks_close(actor=actor, subject=(terms.TECHNOLOGY, technology.pk))
    technology.state, technology.approved_by, technology.approved_at = STATE.DRAFT, None, None
    technology.live_on = technology.review_on = None
    technology.save()
    _note(actor, technology, "filings.technology_reassessed", {})
    _assess(actor, technology)
    return technology


@transaction.atomic
def technology_approve(
    *, actor: Actor, technology_id: UUID, live_on: date, review_on: date
) -> Technology:
    """Let an assessed technology be used from a day on, and say when it is looked at again.

    Raises:
        Forbidden: not a person who may, or the one who declared it.
        NotFound: no such technology in the tenant.
        NotReady: nobody signed its assessment with a result that lets it be used.
        Invalid: the day has passed, or the review is not after it or later than two years on.

    Law: M-virtual-image
    """
    technology = selectors.technology_get(actor, technology_id, lock=True)
    person = policies.require_approve(actor, technology)
    if technology.state != STATE.ASSESSED:
        raise NotReady(_("先完成并签署安全评估，再批准。"), law=CLAUSE)
    if live_on < clock.today():
        raise Invalid(_("上线日期不能早于今天。"), field="live_on")
    if not live_on < review_on <= live_on + LATEST_REVIEW:
        raise Invalid(_("复核日期须在上线之后两年之内。"), field="review_on")
    technology.state, technology.approved_by_id = STATE.APPROVED, person
    technology.approved_at = clock.now()
    technology.live_on, technology.review_on = live_on, review_on
    technology.save()
    data = {"live_on": f"{live_on}", "review_on": f"{review_on}"}
    _note(actor, technology, "filings.technology_approved", data)
    _review_clock(actor, technology)
    return technology


@transaction.atomic
def technology_go_live(*, actor: Actor, technology_id: UUID) -> Technology:
    """Say that an approved technology is in use; an algorithm's filing is due from today.

    Raises:
        Forbidden: only officers may.
        NotFound: no such technology in the tenant.
        NotReady: it was not approved, or its day has not come.

    Law: M-virtual-image, ARP-filing
    """
    policies.require_keep(actor)
    technology = selectors.technology_get(actor, technology_id, lock=True)
    if technology.state == STATE.LIVE:
        return technology
    live_on = technology.live_on
    if technology.state != STATE.APPROVED or live_on is None or live_on > clock.today():
        raise NotReady(_("该技术尚未获批准，或未到上线日期。"), law=CLAUSE)
    technology.state = STATE.LIVE
    technology.save(update_fields=["state"])
    _note(actor, technology, "filings.technology_live", {})
    if technology.kind == "algorithm":
        facts = Facts(
            state=Filing.State.PREPARING,
            title=technology.name,
            began_on=clock.today(),
            owner_id=technology.owner_id,
        )
        filing_register(actor=actor, kind="algorithm", facts=facts)
    return technology


@transaction.atomic
def technology_review(*, actor: Actor, technology_id: UUID, note: str, next_on: date) -> Technology:
    """Say that a technology in use was looked at again, and when that is next.

    Raises:
        Forbidden: only officers may.
        NotFound: no such technology in the tenant.
        NotReady: it is not in use.
        Invalid: no words, or a next day that has passed or lies more than two years on.

    Law: M-virtual-image
    """
    policies.require_keep(actor)
    technology = selectors.technology_get(actor, technology_id, lock=True)
    if technology.state not in (STATE.APPROVED, STATE.LIVE):
        raise NotReady(_("该技术没有在使用。"))
    today = clock.today()
    if not today < next_on <= today + LATEST_REVIEW:
        raise Invalid(_("下次复核须在明天至两年之内。"), field="next_on")
    technology.reason = plain(note, "note", most=200, least=4)
    technology.reviewed_on, technology.review_on = today, next_on
    technology.save(update_fields=["reason", "reviewed_on", "review_on"])
    _note(actor, technology, "filings.technology_reviewed", {"review_on": f"{next_on}"})
    office.clocks_hear(actor=actor, subject=(terms.TECHNOLOGY, technology.pk), act=REVIEWED)
    _review_clock(actor, technology)
    return technology


@transaction.atomic
def technology_retire(*, actor: Actor, technology_id: UUID, reason: str) -> Technology:
    """Take a technology out of use: no session may declare it any more. Twice is once.

    Raises:
        Forbidden: only officers may.
        NotFound: no such technology in the tenant.
        Invalid: no reason.
    """
    policies.require_keep(actor)
    technology = selectors.technology_get(actor, technology_id, lock=True)
    if technology.state == STATE.RETIRED:
        return technology
    technology.reason = plain(reason, "reason", most=200, least=4)
    technology.state, technology.retired_at = STATE.RETIRED, clock.now()
    technology.save(update_fields=["reason", "state", "retired_at"])
    office.clocks_close(actor=actor, subject=(terms.TECHNOLOGY, technology.pk))
    _note(actor, technology, "filings.technology_retired", {})
    return technology


def _assess(actor: Actor, technology: Technology) -> None:
    """Open the assessment that a technology needs, by what it changes and what it is."""
    fallback = "virtual_image" if technology.kind == "virtual_image" else "feature"
    trigger = TRIGGERS.get(EFFECT(technology.effect), fallback)
    technology.assessment = assessment_open(
        actor=actor, trigger=trigger, subject=technology.name, owner_id=technology.owner_id
    )
    technology.save(update_fields=["assessment"])


def _is_being_assessed(technology: Technology) -> bool:
    found: Assessment | None = technology.assessment
    return found is not None and found.state in (Assessment.State.OPEN, Assessment.State.RETURNED)


def _review_clock(actor: Actor, technology: Technology) -> None:
    if technology.review_on is None:
        return
    policy = terms.until(technology.review_on, CLAUSE, REVIEWED)
    if policy is not None:
        office.clock_start(
            actor=actor,
            subject=(terms.TECHNOLOGY, technology.pk),
            kind=terms.REVIEW,
            policy=policy,
            owner_id=technology.owner_id,
        )


def _note(actor: Actor, technology: Technology, action: str, data: dict[str, str]) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=(terms.TECHNOLOGY, technology.pk),
        clause=CLAUSE,
        data={"slug": technology.slug, "kind": technology.kind, **data},
    )
