"""What proves who a party is: given, checked for its form, verified, replaced."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, events, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid
from livecompliance.kernel.ids import uuid7
from parties import policies, selectors
from parties.events import StandingChanged
from parties.models import Bar, Document, Party
from parties.rules import age, documents
from parties.selectors.document_words import FAULTS
from parties.services import bar
from parties.services.sealing import common_index_of, index_of, sealer
from parties.services.standing import require_standing

CLAUSE = "M-real-identity"
AGE = "M-age"
MOST_FILES = 6
ORGANISED = frozenset({Document.Kind.USCC})
DIVISION = slice(2, 8)  # of a unified social credit code: where it is registered (GB 32100)


class DocumentTaken(Conflict):
    """Another party of the platform has the document. It is not said which."""

    code = "document_taken"


class TooYoung(Forbidden):
    code = "under_age"


class Barred(Forbidden):
    code = "barred"


class DocumentFaulty(Invalid):
    """The number cannot be one; `faults` are the codes of `identity_check`."""

    code = "document_faulty"


@dataclass(frozen=True, slots=True)
class Given:
    """A document as it was handed in. `born_on` is for documents that do not carry it."""

    kind: str
    number: str
    country: str = "CHN"
    valid_until: date | None = None
    born_on: date | None = None
    files: Sequence[UUID] = ()


@transaction.atomic
def document_give(*, actor: Actor, party_id: UUID, given: Given) -> Document:
    """File a document of a party. One of the same kind takes the place of the last.

    The same number given again is the same document.

    Raises:
        NotFound: no such party for this actor. Forbidden: it is not his.
        DocumentFaulty: the number has a fault, with its codes.
        DocumentTaken: another party of the platform has it.
        TooYoung: under sixteen. Barred: the identity may not be on air.

    Law: M-real-identity, M-age
    """
    party = selectors.party_get(actor, party_id, lock=True)
    policies.require_change(actor, party)
    require_standing(party)
    found = document_checked(party, given)
    index = index_of(actor, found.normalised)
    same = Document.objects.of(actor).filter(number_index=index, state__in=["given", "verified"])
    if (own := same.filter(party=party).first()) is not None:
        return own
    if same.exists():
        raise DocumentTaken(_("这个证件已在本平台登记在其他主体名下。"), field="number")
    _require_age(actor, party, found, given)
    barred = bar.bars_standing(actor, [index]).order_by("id").first()
    if barred is not None:
        said = bar.bar_said(actor, barred)
        raise Barred(said or _("该身份目前不得从事网络直播营销。"), law="M-live-verification")
    return _file(actor, party, given, found)


def document_is_of(actor: Actor, party: Party, given: Given) -> bool:
    """Tell whether a party has filed this very document, and it stands."""
    if given.kind not in Document.Kind.values:
        return False
    index = index_of(actor, documents.normalised(documents.Kind(given.kind), given.number))
    own = Document.objects.of(actor).filter(party=party, kind=given.kind, number_index=index)
    return own.filter(state__in=["given", "verified"]).exists()


def document_checked(party: Party, given: Given) -> documents.Checked:
    """Return what a number says that this kind of party may prove itself with.

    Raises:
        Invalid: another kind of document, or too many files. DocumentFaulty.
    """
    if given.kind not in Document.Kind.values:
        raise Invalid(_("请选择证件类型。"), field="kind")
    if (given.kind in ORGANISED) == (party.kind == Party.Kind.NATURAL):
        raise Invalid(_("自然人用身份证件登记，组织用统一社会信用代码登记。"), field="kind")
    if len(given.files) > MOST_FILES:
        raise Invalid(_("一个证件最多附 6 个文件。"), field="files")
    found = documents.check(given.kind, given.number, clock.today(), expires_on=given.valid_until)
    if not found.valid:
        first = FAULTS.get(found.errors[0], _("号码有误。"))
        raise DocumentFaulty(
            str(first), field="number", faults=[str(one) for one in found.errors], law=CLAUSE
        )
    return found


def _require_age(actor: Actor, party: Party, found: documents.Checked, given: Given) -> None:
    if party.kind != Party.Kind.NATURAL:
        return
    born = found.birth_date or given.born_on
    today = clock.today()
    if born is None:
        raise Invalid(_("这种证件不载出生日期，请填写出生日期。"), field="born_on")
    if born > today:
        future = documents.Fault.FUTURE_BIRTH
        raise DocumentFaulty(
            _("出生日期在今天之后。"), field="born_on", faults=[str(future)], law=CLAUSE
        )
    clause = law.clause(AGE, today)
    if age.is_too_young(born, today, clause):
        raise TooYoung(
            _("未满 %(age)s 周岁，不能从事网络直播营销。") % {"age": clause.number("minimum_age")},
            law=AGE,
        )
    party.minor_until = age.minor_until(born, today, clause)
    party.save(update_fields=["minor_until"])


def _file(actor: Actor, party: Party, given: Given, found: documents.Checked) -> Document:
    row = Document(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        party=party,
        kind=given.kind,
        country=found.country or given.country,
        valid_until=given.valid_until,
        warnings=[str(one) for one in found.warnings],
        files=list(given.files),
    )
    sealer(actor, party.pk).put(row, {"number": found.normalised})
    row.common_index = common_index_of("document", found.normalised)
    earlier = Document.objects.of(actor).filter(party=party, kind=given.kind)
    earlier.filter(state__in=["given", "verified"]).update(
        state=Document.State.REPLACED, decided_at=clock.now()
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody else's came in between
        raise DocumentTaken(_("这个证件已在本平台登记在其他主体名下。"), field="number") from None
    if given.kind in ORGANISED:
        party.region = found.normalised[DIVISION]
        party.save(update_fields=["region"])
    known = bar.Known(Bar.By.IDENTITY, bytes(row.number_index or b""), row.common_index)
    bar.bar_extend(actor, party.pk, known)
    record.entry_append(
        actor=actor,
        action="parties.document_given",
        subject=("party", party.pk),
        clause=CLAUSE,
        after={"number": found.normalised},
        data={"document": str(row.pk), "kind": row.kind, "warnings": row.warnings},
    )
    events.publish(StandingChanged(actor, party.pk, "document_given"))
    return row


def documents_standing(actor: Actor, party_ids: Collection[UUID]) -> dict[UUID, Document]:
    """Return by party the document that it has proved itself with, or else gave last."""
    found = Document.objects.of(actor).filter(party_id__in=party_ids)
    rows = found.filter(state__in=["given", "verified"]).order_by("state", "given_at")
    return {one.party_id: one for one in rows}  # the last one stays: "verified" after "given"


def documents_doubt(actor: Actor, party: Party) -> None:
    """Have a party's documents verified anew: what they were verified against has changed."""
    Document.objects.of(actor).filter(party=party, state="verified").update(
        state=Document.State.GIVEN, decided_at=None
    )


def documents_release(actor: Actor, party: Party) -> None:
    """Let go of the documents of a party that leaves: its holder may come again one day."""
    Document.objects.of(actor).filter(party=party, state__in=["given", "verified"]).update(
        state=Document.State.REPLACED, decided_at=clock.now()
    )
