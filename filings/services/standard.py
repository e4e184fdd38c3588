"""Standards are recorded: those of the state, the trade, a place, an association."""

from django.db import transaction
from django.utils.translation import gettext as _

from filings import policies
from filings.models import Standard
from filings.rules import standards as rules
from filings.rules.standards import Entry
from filings.services.text import chosen, plain
from ledger import services as record
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid

SUBJECT = "standard"


@transaction.atomic
def standard_record(*, actor: Actor, entry: Entry) -> Standard:
    """Record a standard, or change what is recorded of its number. The same twice changes nothing.

    Raises:
        Forbidden: neither an officer nor a program of the platform.
        Invalid: no number, name or kind, or a term that ends before it begins.

    Law: M-content-staff
    """
    policies.require_report(actor)
    return recorded(actor, settled(entry))


def settled(entry: Entry) -> Entry:
    """Return an entry as it is kept.

    Raises:
        Invalid: see `standard_record`.
    """
    if entry.since and entry.until and entry.until < entry.since:
        raise Invalid(_("废止日期不能早于实施日期。"), field="until")
    return Entry(
        code=plain(" ".join(entry.code.split()), "code", most=40, least=2),
        title=plain(" ".join(entry.title.split()), "title", most=200, least=2),
        kind=chosen(entry.kind, rules.KINDS, "kind"),
        issuer=plain(" ".join(entry.issuer.split()), "issuer", most=120),
        since=entry.since,
        until=entry.until,
        note=plain(" ".join(entry.note.split()), "note", most=300),
    )


def recorded(actor: Actor, entry: Entry) -> Standard:
    """Keep an entry in the running transaction."""
    values = entry._asdict()
    code = values.pop("code")
    found = Standard.objects.of(actor).select_for_update().filter(code=code).first()
    if found is not None and all(getattr(found, key) == one for key, one in values.items()):
        return found
    kept = found or Standard(tenant_id=actor.tenant_id, code=code)
    for key, one in values.items():
        setattr(kept, key, one)
    kept.recorded_by_id = actor.user_id
    kept.save()
    record.entry_append(
        actor=actor,
        action="filings.standard_recorded",
        subject=(SUBJECT, kept.pk),
        clause="M-content-staff",
        data={"code": code, "kind": entry.kind, "new": found is None},
    )
    return kept
