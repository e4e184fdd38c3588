"""Somebody says what should be right about himself; carried out, it stands where it belongs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from livecompliance.kernel import personal
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.ids import uuid7
from parties import policies
from parties.models import Amendment, DataRequest, Party
from parties.services import document
from parties.services.document import Given, document_checked, document_give
from parties.services.opened import key_of
from parties.services.party import Particulars, party_change, shown_of
from parties.services.sealing import masked, read, sealer

SEALED = ("name", "mobile", "address", "number")
OPEN = ("occupation", "public_name", "words")
LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """What should be right: particulars, a document, or something else in words."""

    particulars: Particulars = field(default_factory=Particulars)
    papers: Given | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing that somebody wants corrected, as an officer sees it: masked where it is sealed.

    Args:
        pk: of the row that holds the new value.
        eye: what opens the new value; "" where it is no secret.
    """

    pk: UUID
    label: str
    before: str
    after: str
    eye: str = ""


def amendment_file(actor: Actor, row: DataRequest, wanted: Wanted | None) -> Amendment:
    """Write down what a request to correct asks for, in the running transaction. What the same
    request asked for before is replaced.

    Raises:
        Invalid: nothing is asked for, it says what is on file already, or a value cannot be.
        DocumentFaulty: the number has a fault, with its codes.

    Law: PIS-requests
    """
    if wanted is None:
        raise Invalid(_("请写明要更正的内容。"), field="correction")
    party = row.party
    sealed, shown = _checked(party, wanted)
    sealed, shown = _differing(actor, party, sealed, shown)
    asked = [*(one for one in sealed if one != "born_on"), *shown]
    if not asked:
        raise Invalid(_("请写明与现有内容不同的、要更正的内容。"), field="correction")
    made = Amendment.objects.of(actor).select_for_update().filter(request=row).first()
    made = made or Amendment(id=uuid7(), tenant_id=actor.tenant_id, request=row, party=party)
    _emptied(made)
    made.fields = [one for one in Amendment.Field.values if one in asked]
    made.document_kind = wanted.papers.kind if wanted.papers and "number" in sealed else ""
    for name, text in shown.items():
        setattr(made, name, text)
    sealer(actor, party.pk).put(made, sealed)
    made.save()
    row.amendment = made
    return made


def _checked(party: Party, wanted: Wanted) -> tuple[dict[str, str], dict[str, str]]:
    """Return what is asked for in its one form: what is kept sealed, and what is not."""
    sealed = {name: text for name, text in wanted.particulars.sealed().items() if text}
    shown = {name: text for name, text in shown_of(wanted.particulars).items() if text}
    if wanted.papers is not None:
        sealed |= _papers(party, wanted.papers)
    words = " ".join(wanted.words.split())
    if len(words) > LONGEST_WORDS:
        raise Invalid(_("内容过长。"), field="words")
    if personal.names_somebody(words):
        raise Invalid(_("说明中请不要写证件号、手机号等，请填在对应的栏里。"), field="words")
    return sealed, shown | ({"words": words} if words else {})


def _papers(party: Party, papers: Given) -> dict[str, str]:
    found = document_checked(party, papers)
    born = found.birth_date or papers.born_on
    if born is None and party.is_natural:
        raise Invalid(_("这种证件不载出生日期，请填写出生日期。"), field="born_on")
    return {"number": found.normalised} | ({"born_on": f"{born}"} if born else {})


def _differing(
    actor: Actor, party: Party, sealed: dict[str, str], shown: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Leave out what is on file already, word for word."""
    key = key_of(actor, party)
    there = {name: read(party, name, key) for name in ("name", "mobile", "address")}
    paper = document.documents_standing(actor, [party.pk]).get(party.pk)
    there["number"] = read(paper, "number", key) if paper else ""
    there |= {name: getattr(party, name) for name in ("occupation", "public_name")}
    told = {name: text for name, text in sealed.items() if there.get(name) != text}
    if "number" not in told:
        told.pop("born_on", None)
    return told, {name: text for name, text in shown.items() if there.get(name) != text}


def amendment_apply(actor: Actor, row: DataRequest) -> None:
    """Put what a request asks for where it belongs, in the running transaction: all or nothing.

    A name or a number that changed is verified anew before its party is on air again.

    Raises:
        PartyClosed: it has left. DocumentTaken, TooYoung, Barred: the new document cannot be his.

    Law: PIS-requests
    """
    made = Amendment.objects.of(actor).select_for_update().filter(request=row).first()
    if made is None:
        return
    key = key_of(actor, row.party)
    plain = {name: read(made, name, key) for name in (*SEALED, "born_on")}
    given = {name: plain[name] or None for name in ("name", "mobile", "address")}
    shown = {name: getattr(made, name) or None for name in ("occupation", "public_name")}
    who = actor if policies.can_register(actor) else system_actor(actor.tenant_id)
    party_change(actor=who, party_id=row.party_id, particulars=Particulars(**given, **shown))
    if plain["number"]:
        born = date.fromisoformat(plain["born_on"]) if plain["born_on"] else None
        papers = Given(made.document_kind, plain["number"], born_on=born)
        document_give(actor=who, party_id=row.party_id, given=papers)
    amendment_forget(actor, row.pk)


def amendment_forget(actor: Actor, request_id: UUID) -> None:
    """Empty what a request asked for, in the running transaction; which fields it named stays."""
    for made in Amendment.objects.of(actor).filter(request_id=request_id):
        _emptied(made)
        made.save()


def _emptied(made: Amendment) -> None:
    for name in (*SEALED, "born_on"):
        setattr(made, name, None)
    for name in ("document_kind", *OPEN):
        setattr(made, name, "")


def amendment_proposals(actor: Actor, rows: Iterable[DataRequest]) -> dict[UUID, list[Proposal]]:
    """Return old and new by request, line by line, masked; of requests that nobody answered yet.

    Raises:
        Forbidden: whoever answers no such requests.
    """
    policies.require_answer(actor)
    ids = [one.pk for one in rows if one.state == DataRequest.State.OPEN]
    found = Amendment.objects.of(actor).filter(request_id__in=ids).select_related("party")
    made = list(found) if ids else []
    before = _before(actor, [one.party for one in made])
    after = masked(actor, made, SEALED)
    return {
        one.request_id: [
            _proposal(one, name, before[one.party_id], after[one.pk]) for name in one.fields
        ]
        for one in made
    }


def _proposal(
    made: Amendment, name: str, before: Mapping[str, str], after: Mapping[str, str]
) -> Proposal:
    is_sealed = name in SEALED
    return Proposal(
        made.pk,
        _(str(Amendment.Field(name).label)),
        before.get(name, ""),
        after[name] if is_sealed else getattr(made, name),
        f"parties.amendment.{name}" if is_sealed else "",
    )


def _before(actor: Actor, parties: Sequence[Party]) -> dict[UUID, dict[str, str]]:
    """Return what is on file now, masked as everywhere."""
    papers = document.documents_standing(actor, [one.pk for one in parties])
    numbers = masked(actor, papers.values(), ("number",))
    named = masked(actor, parties, ("name", "mobile", "address"))
    return {
        one.pk: named[one.pk]
        | {"occupation": one.occupation, "public_name": one.public_name}
        | ({"number": numbers[papers[one.pk].pk]["number"]} if one.pk in papers else {})
        for one in parties
    }
