"""A version of one of the seven mechanisms is written down."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from filings.services.evidence import evidence_of
from filings.services.text import chosen, plain
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from oversight import policies
from oversight.models import Mechanism
from oversight.rules.mechanisms import KEYS
from oversight.services.duty import member

REVIEW_WITHIN_D = 731  # nobody promises to look at a mechanism in ten years


class VersionTaken(Conflict):
    """Somebody wrote a version of this mechanism at the same moment."""

    code = "version_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a mechanism is, by which document, who answers for it, when it is looked at again."""

    kind: str
    document: str
    document_version: str
    in_force_on: date
    review_on: date
    owner_id: UUID | None
    measures: str
    file: UUID | None = None


@transaction.atomic
def mechanism_record(*, actor: Actor, version: Version) -> Mechanism:
    """Write down a version of a mechanism; those before stay as they are.

    Raises:
        Forbidden: only officers may.
        NotFound: no such member or file.
        Invalid: something is missing, or the review is past, or not after the first day.
        VersionTaken: somebody else wrote one just now.

    Law: M-mechanisms, O117-mechanisms
    """
    policies.require_charge(actor)
    kind = chosen(version.kind, KEYS, "kind")
    owner = member(actor, version.owner_id)
    if owner is None:
        raise Invalid(_("请选择责任人。"), field="owner")
    _days_require(version)
    of_kind = Mechanism.objects.of(actor).filter(kind=kind)
    last = of_kind.aggregate(last=Max("version"))["last"] or 0
    kept = Mechanism(
        tenant_id=actor.tenant_id,
        kind=kind,
        version=last + 1,
        document=plain(version.document, "document", most=160, least=2),
        document_version=plain(version.document_version, "document_version", most=40, least=1),
        file=evidence_of(actor, version.file),
        in_force_on=version.in_force_on,
        review_on=version.review_on,
        owner_id=owner,
        measures=plain(version.measures, "measures", most=2000, least=4),
        recorded_by_id=policies.doer(actor),
        recorded_at=clock.now(),
    )
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError as fault:
        raise VersionTaken(_("刚才有人登记了这项制度的新版本，请刷新后再试。")) from fault
    record.entry_append(
        actor=actor,
        action="oversight.mechanism_recorded",
        subject=("mechanism", kept.pk),
        clause="M-mechanisms",
        data={"kind": kind, "version": kept.version, "review_on": str(kept.review_on)},
    )
    return kept


def _days_require(version: Version) -> None:
    today = clock.today()
    if version.in_force_on > today:
        raise Invalid(_("尚未生效的制度请到生效后登记。"), field="in_force_on")
    if not 0 < (version.review_on - today).days <= REVIEW_WITHIN_D:
        raise Invalid(_("下次复查日期须在明天至两年之内。"), field="review_on")
