"""What the record calls filings, assessments, technologies and incidents."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import get_language

from filings.models import (
    Assessment,
    Filing,
    IdentityReport,
    Impact,
    Incident,
    Standard,
    Technology,
)
from filings.rules import catalogue
from livecompliance.kernel.actors import Actor

Named: dict[str, Any] = {
    "assessment": Assessment,
    "technology": Technology,
    "impact": Impact,
    "incident": Incident,
    "leak": Incident,  # what older entries call it
    "filing": Filing,
    "standard": Standard,
    "identity_report": IdentityReport,
}


def names_of(kind: str, actor: Actor, refs: Collection[str]) -> Mapping[str, str]:
    """Return what things of one kind are called now."""
    found = Named[kind].objects.of(actor).filter(pk__in=list(refs))
    return {str(one.pk): _name(one) for one in found}


def _name(one: Any) -> str:
    if isinstance(one, Filing):
        known = catalogue.kinds().get(one.kind)
        return one.title or (known.said(get_language() or "") if known else one.kind)
    if isinstance(one, IdentityReport):
        said = catalogue.reports()[one.kind].said(get_language() or "")
        return f"{said} {one.begins_on}/{one.ends_on}"
    if isinstance(one, Standard):
        return one.code
    if isinstance(one, Assessment):
        return one.subject
    return str(one.name if isinstance(one, Technology) else one.title)
