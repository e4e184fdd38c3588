"""Exactly what an authority is told: one document, the same each time it is written."""

import hashlib
import json
from typing import Any

from accounts import selectors as accounts
from livecompliance.kernel import law
from livecompliance.kernel.actors import Actor
from oversight import selectors
from oversight.models import Dispatch
from oversight.rules import routing
from oversight.selectors.dispatch import text_of
from oversight.selectors.reported import number_of
from oversight.services.origins import enclosed
from parties import services as parties

FORMAT = "live-compliance.report.v1"


def composed(actor: Actor, row: Dispatch, *, is_masked: bool) -> str:
    """Return what leaves, as JSON; for a page with people masked.

    Law: O117-truthful-data
    """
    tenant, authority = accounts.tenant_get(actor), row.authority
    held: dict[str, Any] = {
        "format": FORMAT,
        "id": str(row.pk),
        "number": number_of(row),
        "kind": row.kind,
        "about": number_of(row.corrects) if row.corrects else "",
        "matter": row.matter,
        "matter_name": routing.routes()[row.matter].zh,
        "title": row.title,
        "platform": {
            "name": tenant.name,
            "id": tenant.slug,
            "domicile": selectors.domicile_of(actor),
        },
        "authority": {
            "name": authority.name if authority else "",
            "body": row.body,
            "level": authority.level if authority else row.level,
            "region": authority.region if authority else "",
        },
        "basis": {"clause": row.clause, "citation": law.citation(law.clause(row.clause), "zh")},
        "drafted_at": row.drafted_at.isoformat(),
        "facts": row.facts,
        "text": text_of(actor, row),
        "enclosures": [
            {"name": one.name, "bytes": one.size, "sha256": one.sha256}
            for one in enclosed(actor, row)
        ],
    }
    if row.party_id is not None:
        told = parties.subject_told(actor, row.party_id, is_masked=is_masked)
        held["subject"] = told.values if told else {"id": str(row.party_id)}
    return json.dumps(held, ensure_ascii=False, indent=1)


def digest_of(document: str) -> str:
    """Return by what a document is known for ever."""
    return hashlib.sha256(document.encode()).hexdigest()
