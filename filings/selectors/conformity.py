"""Ask which standards are met, by what evidence."""

from dataclasses import dataclass
from uuid import UUID

from accounts.managers import TenantQuerySet
from filings.models import Conformity
from filings.rules import catalogue
from filings.rules.catalogue import Standard
from filings.selectors.find import row, rows
from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Standing:
    """One standard and what is said of it; `standard` is None for one that we do not list."""

    code: str
    standard: Standard | None
    rows: list[Conformity]


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


def standards_standing(actor: Actor) -> list[Standing]:
    """Return every listed standard, and those that the platform added, with what is said."""
    said: dict[str, list[Conformity]] = {code: [] for code in catalogue.standards()}
    for one in conformity_list(actor):
        said.setdefault(one.standard, []).append(one)
    return [Standing(code, catalogue.standards().get(code), found) for code, found in said.items()]
