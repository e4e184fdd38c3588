"""Licences, practising certificates and work authorisations: handed in, decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from parties import policies, selectors
from parties.events import StandingChanged
from parties.models import Credential
from parties.services.standing import reason_of, require_standing

PROFESSIONS = ("medicine", "finance", "law", "education")
MOST = 20


class CredentialDecided(Conflict):
    code = "credential_decided"


@dataclass(frozen=True, slots=True)
class Licence:
    """A credential as it was handed in; `fields` are categories of goods, or professions."""

    kind: str
    name: str
    number: str = ""
    issuer: str = ""
    fields: Sequence[str] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    files: Sequence[UUID] = ()


@transaction.atomic
def credential_give(*, actor: Actor, party_id: UUID, given: Licence) -> Credential:
    """File a credential of a party; an officer decides on it.

    Raises:
        NotFound: no such party for this actor. Forbidden: it is not his.
        Invalid: no name, an unknown kind or profession, or it has expired.

    Law: M-licences, O117-marketer-file
    """
    party = selectors.party_get(actor, party_id)
    policies.require_change(actor, party)
    require_standing(party)
    name, fields = " ".join(given.name.split()), sorted(set(given.fields))
    if given.kind not in Credential.Kind.values:
        raise Invalid(_("请选择许可或证书的类型。"), field="kind")
    if not 1 <= len(name) <= 120:
        raise Invalid(_("请填写许可或证书的名称，最多 120 字。"), field="name")
    if given.kind == Credential.Kind.PRACTISING and not set(fields) <= set(PROFESSIONS):
        raise Invalid(_("请选择执业领域：医疗卫生、财经金融、法律、教育。"), field="fields")
    if len(fields) > MOST or len(given.files) > MOST:
        raise Invalid(_("领域或文件过多。"), field="fields")
    if given.valid_until is not None and given.valid_until < clock.today():
        raise Invalid(_("这份许可或证书已过有效期。"), field="valid_until")
    row = Credential.objects.create(
        tenant_id=actor.tenant_id,
        party=party,
        kind=given.kind,
        name=name,
        number=given.number.strip()[:60],
        issuer=given.issuer.strip()[:120],
        fields=fields,
        valid_from=given.valid_from,
        valid_until=given.valid_until,
        files=list(given.files),
    )
    record.entry_append(
        actor=actor,
        action="parties.credential_given",
        subject=("party", party.pk),
        clause="O117-marketer-file",
        data={"credential": str(row.pk), "kind": row.kind, "fields": fields},
    )
    return row


@transaction.atomic
def credential_decide(
    *, actor: Actor, credential_id: UUID, is_approved: bool, reason: str = ""
) -> Credential:
    """Approve or refuse a credential. The same decision twice is one.

    Raises:
        Forbidden: only officers may. NotFound: no such credential in the tenant.
        Invalid: a refusal without a reason. CredentialDecided: it was decided otherwise.
    """
    policies.require_decide(actor)
    row = Credential.objects.of(actor).select_for_update().filter(pk=credential_id).first()
    if row is None:
        raise NotFound(_("没有这份许可或证书。"))
    state = Credential.State.APPROVED if is_approved else Credential.State.REFUSED
    if row.state != Credential.State.WAITING:
        if row.state == state:
            return row
        raise CredentialDecided(_("这份许可或证书已有决定，请重新提交后再审。"))
    row.state, row.decided_at, row.decided_by_id = state, clock.now(), actor.user_id
    row.reason = reason_of(reason) if reason.strip() or not is_approved else ""
    row.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    record.entry_append(
        actor=actor,
        action="parties.credential_approved" if is_approved else "parties.credential_refused",
        subject=("party", row.party_id),
        clause="O117-marketer-file",
        data={"credential": str(row.pk), "kind": row.kind, "reason": row.reason},
    )
    events.publish(StandingChanged(actor, row.party_id, "credential_decided"))
    return row
