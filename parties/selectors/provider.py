"""Ask whom a tenant asks for identities, and what came of trying it. Never the secret."""

from typing import Any

from accounts import selectors as accounts
from ledger import selectors as ledger
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.origins import url_host
from parties import policies
from parties.models import Provider

MOST = 5


def provider_get(actor: Actor) -> dict[str, Any] | None:
    """Return whom the tenant asks; None when nobody was chosen.

    Raises:
        Forbidden: only the security administrator sees it.
    """
    policies.require_set_provider(actor)
    row = Provider.objects.of(actor).defer("secret").first()
    if row is None:
        return None
    return {
        "kind": row.kind,
        "label": Provider.Kind(row.kind).label,
        "url": row.url,
        "host": url_host(row.url) or "",
        "key_id": row.key_id,
        "timeout_ms": row.timeout_ms,
        "changed_at": row.changed_at,
    }


def provider_trials(actor: Actor) -> list[tuple[Any, dict[str, Any]]]:
    """Return what the provider said when it was tried, with the digests; the newest first.

    Raises:
        Forbidden: only the security administrator sees it.
    """
    policies.require_set_provider(actor)
    wanted = ledger.Wanted(action="parties.provider_tried")
    lines = accounts.record_lines(actor, ledger.entry_list(actor, wanted)[:MOST])
    return [(line.entry, line.data) for line in lines]
