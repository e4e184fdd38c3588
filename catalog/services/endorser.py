"""Who recommends goods has used them; a broadcast states who answers for it as advertisement."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies, selectors
from catalog.models import AdStatement, Endorsement, Supplier
from catalog.rules import adverts as rules
from catalog.rules.claims import SECTORS, Sector
from catalog.services import handed
from catalog.services.advert import AdvertDecided
from catalog.services.wording import plain, reason_of
from ledger import services as record
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from office import services as office
from parties import selectors as parties
from parties.models import Party
from rooms import selectors as rooms

PROOF, MOST_ROLES = "endorsement_proof", 50

handed.purpose_add(PROOF)


class EndorserRefused(Conflict):
    """He may not endorse these goods; `faults` say why."""

    code = "endorser_refused"


class Used(NamedTuple):
    """Which goods somebody has used, of which kind, when, and the proof on an officer's shelf."""

    product: str
    used_on: date
    sectors: tuple[str, ...] = ()
    file_id: UUID | None = None


@transaction.atomic
def endorsement_give(*, actor: Actor, party_id: UUID, used: Used) -> Endorsement:
    """File that somebody endorses goods he has used; an officer looks at the proof.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        NotFound: no such party or file. Invalid: no product, an unknown kind of goods.
        EndorserRefused: he is below ten, has not used it yet, or the goods are endorsed by nobody.

    Law: ADL-endorser, ADL-no-endorsement
    """
    policies.require_file(actor)
    party = parties.party_get(actor, party_id)
    name = plain(used.product, "product", 80)
    if not name:
        raise Invalid(_("请填写商品编号。"), field="product")
    sectors = [one for one in SECTORS if one in used.sectors]
    if len(sectors) != len(set(used.sectors)):
        raise Invalid(_("没有这类商品。"), field="sectors")
    sectors = [one for one in SECTORS if one in {*sectors, *selectors.sectors_sold(actor, name)}]
    _require_endorser(party, sectors, used.used_on, has_proof=True)
    held = Endorsement.objects.of(actor).filter(party=party, product=name)
    if (same := held.exclude(state=Endorsement.State.REFUSED).first()) is not None:
        return same
    file = None
    if used.file_id is not None:
        file = office.shelf_keep(actor=actor, file_id=used.file_id, purpose=PROOF).pk
    row = Endorsement.objects.create(
        tenant_id=actor.tenant_id,
        party=party,
        product=name,
        sectors=sectors,
        used_on=used.used_on,
        file=file,
        given_at=clock.now(),
    )
    _told(actor, row, "catalog.endorsement_given", {"product": row.product})
    return row


def _require_endorser(
    party: Party, sectors: Sequence[Sector], used_on: date, *, has_proof: bool
) -> None:
    today = clock.today()
    least = law.clause(rules.ENDORSER, today).number("least_age")
    faults = list(
        rules.endorser_faults(
            party.minor_until, sectors, used_on, today, least, has_proof=has_proof
        )
    )
    if faults:
        clause = rules.NEVER if "never_endorsed" in faults else rules.ENDORSER
        raise EndorserRefused(_("此人不能为这件商品代言。"), law=clause, faults=faults)


@transaction.atomic
def endorsement_decide(
    *, actor: Actor, endorsement_id: UUID, is_approved: bool, reason: str = ""
) -> Endorsement:
    """Accept or refuse the proof that somebody used what he endorses. The same decision is one.

    Raises:
        Forbidden: only officers may. NotFound: no such endorsement. Invalid: no reason.
        EndorserRefused: without proof, or no longer lawful. AdvertDecided: decided otherwise.

    Law: ADL-endorser
    """
    policies.require_review(actor)
    found = Endorsement.objects.of(actor).select_for_update(of=("self",))
    row = found.select_related("party").filter(pk=endorsement_id).first()
    if row is None:
        raise NotFound(_("没有这项代言登记。"))
    state = Endorsement.State.APPROVED if is_approved else Endorsement.State.REFUSED
    if row.state != Endorsement.State.WAITING:
        if row.state == state:
            return row
        raise AdvertDecided(_("这项代言已有决定，请重新登记。"))
    if is_approved:
        kinds = {*row.sectors, *selectors.sectors_sold(actor, row.product)}
        sectors = [one for one in SECTORS if one in kinds]
        _require_endorser(row.party, sectors, row.used_on, has_proof=row.file is not None)
    row.state, row.reason = state, "" if is_approved else reason_of(reason)
    row.decided_by_id, row.decided_at = actor.user_id, clock.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    action = "catalog.endorsement_approved" if is_approved else "catalog.endorsement_refused"
    _told(actor, row, action, {"product": row.product, "reason": row.reason})
    return row


class Answering(NamedTuple):
    """Who answers for a broadcast in a role: a party or a supplier; endorsers name the goods."""

    role: str
    party_id: UUID | None = None
    supplier_id: UUID | None = None
    product: str = ""


@transaction.atomic
def statement_make(
    *, actor: Actor, session_id: UUID, facts: rules.Facts, answers: Sequence[Answering]
) -> AdStatement:
    """State whether a broadcast is a commercial advertisement, and who answers for it.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        NotFound: no such broadcast, party or supplier.
        Invalid: a role that must be stated is missing, or is nobody's.
        EndorserRefused: an endorser whose use of the goods no officer accepted.

    Law: O117-advertisement, M-advertisement, ADL-endorser
    """
    policies.require_file(actor)
    session = rooms.session_get(actor, session_id)
    met = rules.tests_met(facts)
    _require_roles(actor, met, answers)
    row = AdStatement.objects.create(
        tenant_id=actor.tenant_id,
        session=session,
        facts=facts._asdict(),
        tests=list(met),
        roles=[_role(one) for one in answers],
        stated_by_id=actor.user_id,
        stated_at=clock.now(),
    )
    record.entry_append(
        actor=actor,
        action="catalog.advert_stated",
        subject=("session", session.pk),
        clause=rules.LIVE,
        data={"tests": list(met), "roles": sorted({one.role for one in answers})},
    )
    return row


def _role(one: Answering) -> dict[str, str]:
    return {
        "role": one.role,
        "party": str(one.party_id or ""),
        "supplier": str(one.supplier_id or ""),
        "product": one.product,
    }


def _require_roles(actor: Actor, met: Sequence[rules.Test], answers: Sequence[Answering]) -> None:
    if len(answers) > MOST_ROLES or any(one.role not in rules.ROLES for one in answers):
        raise Invalid(_("没有这种身份。"), field="roles")
    stated = [role for role in rules.ROLES if any(one.role == role for one in answers)]
    if missing := rules.roles_missing(met, stated):
        names = "、".join(str(selectors.ROLE_NAMES[one]) for one in missing)
        said = _("构成商业广告的，须写明：%(roles)s。") % {"roles": names}
        raise Invalid(said, field="roles", law=rules.LIVE)
    for one in answers:
        _require_somebody(actor, one)


def _require_somebody(actor: Actor, one: Answering) -> None:
    if (one.party_id is None) == (one.supplier_id is None):
        raise Invalid(_("每种身份须写明一个主体或者一个供应商。"), field="roles")
    if one.supplier_id is not None:
        if not Supplier.objects.of(actor).filter(pk=one.supplier_id).exists():
            raise NotFound(_("没有这个供应商。"))
        return
    party = parties.party_get(actor, one.party_id or UUID(int=0))
    if one.role != "endorser":
        return
    held = Endorsement.objects.of(actor).filter(
        party=party, product=one.product, state=Endorsement.State.APPROVED
    )
    if not held.exists():
        raise EndorserRefused(
            _("代言人没有经审核的使用证明。"), law=rules.ENDORSER, faults=["unproved"]
        )


def _told(actor: Actor, row: Endorsement, action: str, data: Mapping[str, object]) -> None:
    record.entry_append(
        actor=actor, action=action, subject=("party", row.party_id), clause=rules.ENDORSER,
        data={"endorsement": str(row.pk), **data},
    )  # fmt: skip
