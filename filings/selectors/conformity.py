"""Ask which standards there are, which are met, by what evidence."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language

from accounts.managers import TenantQuerySet
from filings.models import Conformity, Standard
from filings.rules import catalogue
from filings.rules import standards as rules
from filings.selectors.find import row, rows
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Standing:
    """One standard and what is said of it.

    Args:
        status: draft, in_force or ended, today.
        confidence: R its name was read, M from memory, own: the platform recorded it.
        unverified: what of it is to be compared yet, in words.
    """

    code: str
    title: str
    kind: str
    issuer: str
    status: str
    since: date | None
    until: date | None
    confidence: str
    unverified: str
    rows: list[Conformity] = field(default_factory=list)


def conformity_list(actor: Actor) -> TenantQuerySet[Conformity]:
    """Return what is said of standards, by standard and clause."""
    found = rows(actor, Conformity).select_related("reviewed_by")
    return found.order_by("standard", "clause")


def conformity_get(actor: Actor, conformity_id: UUID) -> Conformity:
    """Return what is said of one clause of one standard.

    Raises:
        NotFound: nothing of that id in the tenant.
    """
    return row(actor, Conformity, conformity_id)


def standard_list(actor: Actor) -> TenantQuerySet[Standard]:
    """Return the standards that the platform recorded, by number."""
    return rows(actor, Standard).order_by("code")


def conformity_behind(actor: Actor, today: date) -> TenantQuerySet[Conformity]:
    """Return what should have been looked at again, or rests on a standard that is over.

    Law: M-content-staff
    """
    over = [one.code for one in standard_list(actor) if _status(one, today) == rules.ENDED]
    wanted = Q(review_on__lt=today) | Q(standard__in=over)
    return rows(actor, Conformity).exclude(state="not_needed").filter(wanted)


def standards_standing(actor: Actor) -> list[Standing]:
    """Return the register: listed standards, those that the platform recorded (which say more of
    a listed one), and those that it only named, each with what is declared of its clauses.

    Law: M-content-staff
    """
    today, english = clock.today(), (get_language() or "").startswith("en")
    found = {code: _listed(one, today, english) for code, one in catalogue.standards().items()}
    found |= {one.code: _recorded(one, today) for one in standard_list(actor)}
    for said in conformity_list(actor):
        named = Standing(said.standard, "", "", "", rules.IN_FORCE, None, None, "own", "")
        found.setdefault(said.standard, named).rows.append(said)
    return list(found.values())


def _listed(one: catalogue.Standard, today: date, english: bool) -> Standing:
    check = one.check.said("en" if english else "zh") if one.check else ""
    status = rules.status(one.since, None, today)
    title = one.en if english else one.zh
    return Standing(one.code, title, one.kind, "", status, one.since, None, one.confidence, check)


def _recorded(one: Standard, today: date) -> Standing:
    return Standing(
        one.code, one.title, one.kind, one.issuer, _status(one, today), one.since, one.until,
        "own", "",
    )  # fmt: skip


def _status(one: Standard, today: date) -> str:
    return rules.status(one.since, one.until, today)
