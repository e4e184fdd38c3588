"""Which values of a party the eye may open, and for whom; of a minor's the register is kept."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts import services as accounts
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.personal import readers
from parties import policies, selectors
from parties.models import Amendment, Document, Party
from parties.services.erasure import covered_by
from parties.services.minor_access import minor_access_require
from parties.services.sealing import PARTY, field_of, read

SECURITY, OF_MINORS = "PIPL-security-measures", "MNP-access"


def clause_for(party: Party) -> str:
    """Return the clause under which a value of a party is opened: a minor's has its own.

    Law: MNP-access
    """
    return OF_MINORS if selectors.is_minor(party) else SECURITY


def _opened(
    actor: Actor, party: Party, row: Party | Document | Amendment, name: str
) -> readers.Reading:
    erased = selectors.erasure_of(actor, party.pk)
    if erased is not None and name not in covered_by(erased.kept):
        raise NotFound(_("此主体的个人信息已删除；依法须保存的除外，不再提供查看。"))
    approval = minor_access_require(actor, party)
    key = accounts.person_keys(actor, [party.pk], PARTY).get(party.pk)
    value = read(row, name, key)
    if not value:
        raise NotFound(_("没有这条信息，或已销毁。"))
    kind = field_of(type(row), name).kind
    return readers.Reading(kind, value, ("party", party.pk), clause_for(party), approval)


def _of_party(name: str) -> readers.Reader:
    def reader(actor: Actor, pk: UUID) -> readers.Reading:
        party = Party.objects.of(actor).filter(pk=pk).first()
        policies.require_open(actor, party.user_id if party else None)
        if party is None:
            raise NotFound(_("没有这条信息，或已销毁。"))
        return _opened(actor, party, party, name)

    return reader


def _number(actor: Actor, pk: UUID) -> readers.Reading:
    found = Document.objects.of(actor).select_related("party").filter(pk=pk).first()
    policies.require_open(actor, found.party.user_id if found else None)
    if found is None:
        raise NotFound(_("没有这条信息，或已销毁。"))
    return _opened(actor, found.party, found, "number")


def _of_amendment(name: str) -> readers.Reader:
    def reader(actor: Actor, pk: UUID) -> readers.Reading:
        found = Amendment.objects.of(actor).select_related("party").filter(pk=pk).first()
        policies.require_open(actor, found.party.user_id if found else None)
        if found is None:
            raise NotFound(_("没有这条信息，或已销毁。"))
        return _opened(actor, found.party, found, name)

    return reader


for _name in ("name", "mobile", "address", "number"):
    readers.register(f"parties.amendment.{_name}", _of_amendment(_name))
for _name in ("name", "mobile", "address"):
    readers.register(f"parties.party.{_name}", _of_party(_name))
readers.register("parties.document.number", _number)
