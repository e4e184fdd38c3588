"""A person or an organisation comes to the platform, becomes more, changes, and leaves."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import selectors as members
from ledger import services as record
from livecompliance.kernel import clock, events, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from parties import policies, selectors
from parties.events import StandingChanged
from parties.models import Party
from parties.rules import documents
from parties.services import document, tie
from parties.services.document import Given
from parties.services.sealing import sealer
from parties.services.standing import reason_of, require_standing

CLAUSE = "M-real-identity"
LONGEST = {"public_name": 120, "external_id": 80, "occupation": 80}


class PartyExists(Conflict):
    code = "party_exists"


@dataclass(frozen=True, slots=True)
class Particulars:
    """What Order 117, Article 8 has filed of a party. `None` leaves what is there.

    `address` is an operator's actual business address, a marketer's habitual residence.
    """

    name: str | None = None
    mobile: str | None = None
    address: str | None = None
    occupation: str | None = None
    public_name: str | None = None

    def sealed(self) -> dict[str, str]:
        """Return what is kept sealed, in its one form.

        Raises:
            Invalid: no name, or no telephone number.
        """
        given = {"name": self.name, "mobile": self.mobile, "address": self.address}
        plain = {name: " ".join(text.split()) for name, text in given.items() if text is not None}
        if "name" in plain and not 1 <= len(plain["name"]) <= 120:
            raise Invalid(_("请填写姓名或名称，最多 120 字。"), field="name")
        if len(plain.get("address", "")) > 200:
            raise Invalid(_("地址最多 200 字。"), field="address")
        if plain.get("mobile"):
            found = documents.check("mobile", plain["mobile"], clock.today())
            if not found.valid:
                raise Invalid(_("请填写有效的手机号。"), field="mobile")
            plain["mobile"] = found.normalised
        return plain


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who wants to come: what kind, as what, and under which public name."""

    kind: str
    roles: Collection[str]
    public_name: str
    particulars: Particulars
    papers: Given | None = None
    external_id: str = ""
    user_id: UUID | None = None
    commerce: str = Party.Commerce.NONE
    nationality: str = "CHN"


@transaction.atomic
def party_register(*, actor: Actor, who: Newcomer) -> Party:
    """File a party: who it is, sealed; what proves it; refused when too young or barred.

    Nothing of it may go on air yet: the identity is verified next. The platform's number sent
    again with the same document is the party that is there, unchanged.

    Raises:
        Forbidden: neither an officer, nor the platform's system, nor the streamer himself.
        Invalid: something is missing or cannot be; the refusal names the field.
        PartyExists: the platform's number for it, or the member, belongs to another party.
        DocumentTaken: the document is another party's of this platform.
        TooYoung, Barred: the law, or a standing bar, keeps the person off air.

    Law: M-real-identity, O117-operator-verified, O117-marketer-file
    """
    policies.require_register(actor, who.user_id)
    roles = _roles(who.kind, who.roles)
    plain = who.particulars.sealed()
    if not plain.get("name"):
        raise Invalid(_("请填写姓名或名称，最多 120 字。"), field="name")
    _require_member(actor, who.user_id)
    if (there := _there(actor, who)) is not None:
        return there
    party = Party(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        kind=who.kind,
        roles=roles,
        external_id=_short("external_id", who.external_id),
        public_name=_public_name(who.public_name),
        user_id=who.user_id,
        occupation=_short("occupation", who.particulars.occupation or ""),
        commerce=_commerce(who.commerce),
        nationality=who.nationality,
    )
    sealer(actor, party.pk).put(party, plain)
    try:
        with transaction.atomic():
            party.save(force_insert=True)
    except IntegrityError:  # somebody came in between, perhaps with the same words
        if (there := _there(actor, who)) is not None:
            return there
        raise PartyExists(_("这个编号或成员已经登记过主体。"), field="external_id") from None
    record.entry_append(
        actor=actor,
        action="parties.party_registered",
        subject=("party", party.pk),
        clause=CLAUSE,
        after=plain,
        data={"kind": party.kind, "roles": roles, "commerce": party.commerce},
    )
    if who.papers is not None:
        document.document_give(actor=actor, party_id=party.pk, given=who.papers)
        party.refresh_from_db(fields=["minor_until"])
    return party


def _there(actor: Actor, who: Newcomer) -> Party | None:
    """Return the party that has the platform's number and the very document already.

    Raises:
        PartyExists: the number is another party's, or one's that came without this document.
    """
    number = " ".join(who.external_id.split())
    there = Party.objects.of(actor).filter(external_id=number).first() if number else None
    if there is None:
        return None
    is_seen = policies.can_see(actor, there) and there.kind == who.kind
    if is_seen and who.papers and document.document_is_of(actor, there, who.papers):
        return there
    raise PartyExists(_("这个编号或成员已经登记过主体。"), field="external_id")


def _require_member(actor: Actor, user_id: UUID | None) -> None:
    if user_id is not None and not members.members_active(actor, [user_id]):
        raise Invalid(_("没有这位成员。"), field="user_id")


def _roles(kind: str, roles: Collection[str]) -> list[str]:
    wanted = sorted(set(roles))
    if kind not in Party.Kind.values:
        raise Invalid(_("请选择主体类型。"), field="kind")
    if not wanted or set(wanted) - set(Party.Role.values):
        raise Invalid(_("请选择至少一种身份：运营者、营销人员或服务机构。"), field="roles")
    if Party.Role.MARKETER in wanted and kind != Party.Kind.NATURAL:
        raise Invalid(_("直播营销人员只能是自然人。"), field="roles", law="M-real-identity")
    if Party.Role.AGENCY in wanted and kind == Party.Kind.NATURAL:
        raise Invalid(_("服务机构不能是自然人。"), field="roles")
    return wanted


def _public_name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > LONGEST["public_name"]:
        raise Invalid(_("请填写对外显示的名称，最多 120 字。"), field="public_name")
    if personal.names_somebody(name):
        raise Invalid(_("对外名称中请不要写证件号、手机号或邮箱。"), field="public_name")
    return name


def _short(name: str, text: str) -> str:
    found = " ".join(text.split())
    if len(found) > LONGEST[name]:
        raise Invalid(_("内容过长。"), field=name)
    return found


def _commerce(status: str) -> str:
    if status not in Party.Commerce.values:
        raise Invalid(_("请选择电子商务法上的身份。"), field="commerce")
    return status


def shown_of(particulars: Particulars) -> dict[str, str]:
    """Return what is changed of what is not sealed.

    Raises:
        Invalid: a value cannot be.
    """
    found: dict[str, str] = {}
    if particulars.occupation is not None:
        found["occupation"] = _short("occupation", particulars.occupation)
    if particulars.public_name is not None:
        found["public_name"] = _public_name(particulars.public_name)
    return found


@transaction.atomic
def party_change(*, actor: Actor, party_id: UUID, particulars: Particulars) -> Party:
    """Change what is filed of a party; the identity is verified anew where the name changed.

    Raises:
        NotFound: no such party for this actor. Forbidden: it is not his to change.
        Invalid: a value cannot be. PartyClosed: it has left.

    Law: O117-operator-verified
    """
    party = selectors.party_get(actor, party_id, lock=True)
    policies.require_change(actor, party)
    require_standing(party)
    plain = particulars.sealed()
    shown = shown_of(particulars)
    for name, text in shown.items():
        setattr(party, name, text)
    touched = [*sealer(actor, party.pk).put(party, plain), *shown]
    if not touched:
        return party
    party.save(update_fields=touched)
    record.entry_append(
        actor=actor,
        action="parties.party_changed",
        subject=("party", party.pk),
        clause="O117-operator-verified",
        after=plain,
        data={"fields": sorted({*plain, *shown})},
    )
    if "name" in plain:
        document.documents_doubt(actor, party)
    events.publish(StandingChanged(actor, party.pk, "party_changed"))
    return party


@transaction.atomic
def party_role_add(*, actor: Actor, party_id: UUID, role: str) -> Party:
    """Let a party be something more: an operator who also markets. Twice is once.

    Raises:
        NotFound, Forbidden, PartyClosed; Invalid: this kind of party cannot be that.
    """
    party = selectors.party_get(actor, party_id, lock=True)
    policies.require_change(actor, party)
    require_standing(party)
    roles = _roles(party.kind, [*party.roles, role])
    if roles == party.roles:
        return party
    party.roles = roles
    party.save(update_fields=["roles"])
    record.entry_append(
        actor=actor,
        action="parties.party_role_added",
        subject=("party", party.pk),
        data={"role": role},
    )
    return party


@transaction.atomic
def party_admit(*, actor: Actor, party_id: UUID) -> Party:
    """Take a party whose identity has been verified into the register. Twice is once."""
    party = selectors.party_get(actor, party_id, lock=True)
    policies.require_decide(actor)
    require_standing(party)
    if party.state == Party.State.ACTIVE:
        return party
    return _state_set(actor, party, Party.State.ACTIVE, "", "parties.party_admitted")


@transaction.atomic
def party_close(*, actor: Actor, party_id: UUID, reason: str) -> Party:
    """Let a party leave: its function ends, its ties end, it goes on air no more. Twice is once.

    Raises:
        NotFound, Forbidden; Invalid: no reason.

    Law: M-mechanisms
    """
    party = selectors.party_get(actor, party_id, lock=True)
    policies.require_change(actor, party)
    if party.state == Party.State.CLOSED:
        return party
    if party.function == Party.Function.SUSPENDED:
        policies.require_decide(actor)  # leaving is no way around a suspension
    said = reason_of(reason)
    if party.function in (Party.Function.OPEN, Party.Function.SUSPENDED):
        party.function, party.function_at = Party.Function.CANCELLED, clock.now()
        party.function_reason = said
        party.save(update_fields=["function", "function_at", "function_reason"])
    tie.ties_end(actor, party.pk)
    document.documents_release(actor, party)
    closed = _state_set(actor, party, Party.State.CLOSED, said, "parties.party_closed")
    events.publish(StandingChanged(actor, party.pk, "party_closed"))
    return closed


def _state_set(actor: Actor, party: Party, state: str, reason: str, action: str) -> Party:
    before, party.state = party.state, state
    party.state_at, party.state_reason = clock.now(), reason
    party.save(update_fields=["state", "state_at", "state_reason"])
    record.entry_append(
        actor=actor,
        action=action,
        subject=("party", party.pk),
        clause="M-mechanisms",
        data={"from": before, "to": state, "reason": reason},
    )
    return party
