"""Parties for tests: invented people and businesses, sealed as the product seals them."""

from datetime import date, timedelta

from django.db import transaction

from accounts import services as accounts
from accounts.models import Tenant
from accounts.services.persons import tenant_key
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.gate import Asked
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from parties import services
from parties.models import Bar, Consent, Credential, Document, Party, Provider, Tie, Verification
from parties.services.sealing import PARTY, common_index_of, field_of

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
USCC = "91110000600037341L"


def resident_id(born: date = date(1990, 1, 1), order: int = 1) -> str:
    """Return a number with a right check digit; the end of `order` steers the sandbox."""
    head = f"110101{born:%Y%m%d}{order:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(head, WEIGHTS, strict=True))
    return head + "10X98765432"[total % 11]


def party(owner: Tenant, *roles: str, number: str = "", **fields) -> Party:
    """Make a party with a name, a mobile and a document that waits for its verification."""
    actor = system_actor(owner.pk)
    document_kind = fields.pop("document", "resident_id")
    name, mobile = fields.pop("name", "林小满"), fields.pop("mobile", "13800001234")
    given = {"kind": "natural", "state": "active", "function": "open", "public_name": "小满"}
    with acting(actor), transaction.atomic():
        made = Party(id=uuid7(), tenant=owner, roles=list(roles or ("marketer",)), **given | fields)
        key, over = accounts.person_key(actor, made.pk, PARTY), tenant_key(actor).key
        field_of(Party, "name").put(made, name, key, over)
        field_of(Party, "mobile").put(made, mobile, key, over)
        made.save()
        if document_kind:
            document(made, number or next_number(document_kind), document_kind)
    return made


_order = iter(range(1, 10_000))


def next_number(kind: str = "resident_id") -> str:
    """Return a number that nobody has yet, and that the sandbox matches."""
    count = next(_order)
    if kind == "uscc":
        return USCC
    if kind == "resident_id":
        return resident_id(date(1990, 1, 1) + timedelta(days=count), 1)
    return f"E{count:06d}01{count % 10}"


def document(of: Party, number: str, kind: str = "resident_id", **fields) -> Document:
    """Give a party a document."""
    actor = system_actor(of.tenant_id)
    with acting(actor), transaction.atomic():
        made = Document(id=uuid7(), tenant_id=of.tenant_id, party=of, kind=kind, **fields)
        key = accounts.person_key(actor, of.pk, PARTY)
        field_of(Document, "number").put(made, number, key, tenant_key(actor).key)
        made.common_index = common_index_of("document", number)
        made.save()
        return made


def sandbox(owner: Tenant) -> Provider:
    """Let a tenant ask the sandbox."""
    actor = system_actor(owner.pk)
    with acting(actor):
        return services.provider_set(actor=actor, kind="sandbox")[0]


def verify(of: Party, kind: str = "two_element", actor: Actor | None = None) -> Verification:
    """Have a party verified, as the product does it."""
    actor = actor or system_actor(of.tenant_id)
    with acting(actor):
        began = services.verification_begin(actor=actor, party_id=of.pk, kind=kind)
    return concluded(began)


def concluded(began: Verification) -> Verification:
    """Ask the provider, as the worker does."""
    system = system_actor(began.tenant_id)
    with acting(system):
        services.verification_ask(actor=system, verification_id=began.pk)
        return Verification.objects.get(pk=began.pk)


def consent(of: Party, kind: str = "guardian", **fields) -> Consent:
    """Write a consent."""
    with acting(system_actor(of.tenant_id)), transaction.atomic():
        given = {"text_version": "1", "text_sha256": "0" * 64, "method": "code"}
        return Consent.objects.create(tenant_id=of.tenant_id, party=of, kind=kind, **given | fields)


def credential(of: Party, kind: str, *fields: str, **more) -> Credential:
    """Approve a credential."""
    with acting(system_actor(of.tenant_id)), transaction.atomic():
        given = {"name": "证书", "state": "approved", "fields": list(fields)}
        return Credential.objects.create(
            tenant_id=of.tenant_id, party=of, kind=kind, **given | more
        )


def bar(of: Party, **fields) -> Bar:
    """Bar a party."""
    with acting(system_actor(of.tenant_id)), transaction.atomic():
        given = {"ground": "blacklist", "clause": "M-blacklist", "source": "test",
                 "source_ref": uuid7().hex}  # fmt: skip
        named = {} if "identity_index" in fields else {"party": of}
        return Bar.objects.create(tenant_id=of.tenant_id, **given | named | fields)


def tie(agency: Party, marketer: Party) -> Tie:
    """Let an agency have a marketer."""
    with acting(system_actor(agency.tenant_id)), transaction.atomic():
        return Tie.objects.create(
            tenant_id=agency.tenant_id, kind="agency_marketer", first=agency, second=marketer
        )


def policy(owner: Tenant, **values) -> None:
    """Set a tenant's own policy."""
    with acting(system_actor(owner.pk)), transaction.atomic():
        owner.policy = {**owner.policy, **values}
        owner.save(update_fields=["policy"])


def change(row, **fields) -> None:
    """Change a row behind the product's back."""
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**fields)


def asked(operator: Party | None, *marketers: Party, **fields) -> Asked:
    """Return the question before a broadcast."""
    given = {"room_id": uuid7(), "at": clock.now()}
    return Asked(
        operator_id=operator.pk if operator else None,
        marketers=tuple(one.pk for one in marketers),
        **given | fields,
    )
