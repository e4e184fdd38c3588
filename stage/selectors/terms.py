"""What the platform has set for its stage."""

from accounts import selectors as accounts
from livecompliance.kernel.actors import Actor
from stage.rules.terms import Terms, terms_of


def terms_get(actor: Actor) -> Terms:
    """Return the tenant's own choices, with the defaults for what it left open."""
    return terms_of(accounts.tenant_get(actor).policy)
