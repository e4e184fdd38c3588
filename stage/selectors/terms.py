"""What the platform has set for its stage, and what it changed about that."""

from dataclasses import dataclass
from typing import Any

from accounts import policies
from accounts import selectors as accounts
from ledger import selectors as ledger
from livecompliance.kernel.actors import Actor
from stage.rules import elements, places
from stage.rules.terms import Terms, terms_of

CHANGES = 5


@dataclass(frozen=True, slots=True)
class Place:
    """One kind of place: by what ground it is refused here, and by what the product would."""

    kind: str
    ground: str
    default: str


def terms_get(actor: Actor) -> Terms:
    """Return the tenant's own choices, with the defaults for what it left open."""
    return terms_of(accounts.tenant_get(actor).policy)


def place_rows(terms: Terms) -> list[Place]:
    """Return every kind of place with its ground, the refused ones last."""
    rows = [
        Place(kind, places.ground_of(kind, terms.restricted), places.RESTRICTED.get(kind, ""))
        for kind in places.KINDS
    ]
    return sorted(rows, key=lambda one: bool(one.default))


def terms_changes(actor: Actor) -> list[tuple[Any, dict[str, Any]]]:
    """Return the last changes of the policy, the newest first: entry, and what went in and out.

    Raises:
        Forbidden: only the security administrator sees it here; the record shows it to others.
    """
    policies.require_manage_security(actor)
    wanted = ledger.Wanted(action="stage.policy_set")
    lines = accounts.record_lines(actor, ledger.entry_list(actor, wanted)[:CHANGES])
    return [(line, _change(line.data)) for line in lines]


def _change(data: dict[str, Any]) -> dict[str, Any]:
    before, after = terms_of({"stage": data["from"]}), terms_of({"stage": data["to"]})
    return {
        "in": [kind for kind in elements.KINDS if kind in after.required - before.required],
        "out": [kind for kind in elements.KINDS if kind in before.required - after.required],
        "refused": [kind for kind in after.restricted if kind not in before.restricted],
        "allowed": [kind for kind in before.restricted if kind not in after.restricted],
    }
