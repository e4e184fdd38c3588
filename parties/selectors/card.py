"""Ask for operators' cards and their versions, and for who cannot be reached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from parties import policies
from parties.models import Card, Credential, Document, Party, Tie, Unreachable
from parties.rules import cards
from parties.selectors.party import party_get, party_list

State = Card.State


@dataclass(frozen=True, slots=True)
class Versions:
    """Where an operator's card stands: what is published, and what waits to be."""

    published: Card | None
    waiting: Card | None


def card_list(actor: Actor, party_id: UUID) -> TenantQuerySet[Card]:
    """Return every version of an operator's card, the newest first.

    Raises:
        NotFound: no such party for this actor.
    """
    party = party_get(actor, party_id)
    rows = Card.objects.of(actor).filter(party=party).order_by("-number")
    return rows.select_related("given_by", "decided_by")


def card_versions(actor: Actor, party_id: UUID) -> Versions:
    """Return the version of a card that is published, and the one that waits."""
    rows = Card.objects.of(actor).filter(
        party_id=party_id, state__in=[State.PUBLISHED, State.WAITING]
    )
    found = {one.state: one for one in rows.select_related("party", "given_by")}
    return Versions(found.get(State.PUBLISHED), found.get(State.WAITING))


def card_refused(actor: Actor, party_id: UUID) -> Card | None:
    """Return the newest version of a card where it was sent back, with the words for it."""
    found = Card.objects.of(actor).filter(party_id=party_id).order_by("-number").first()
    return found if found is not None and found.state == State.REFUSED else None


def card_lacks(actor: Actor, party: Party) -> list[str]:
    """Return what the article asks this operator for and nobody said yet, without opening a word.

    Law: O117-publicity, O117-publicity-natural
    """
    there = card_versions(actor, party.pk)
    if (basis := there.waiting or there.published) is not None:
        filled = [name for name in cards.names_of(basis.kind) if getattr(basis, name)]
        return cards.missing(basis.kind, filled)
    filed = {"name": party.name, "address": party.address, "contact": party.mobile}
    if "code" in cards.names_of(party.kind):
        filed["code"] = "uscc" if code_document(actor, party) else ""
    return cards.missing(party.kind, [name for name, said in filed.items() if said])


def card_get(actor: Actor, card_id: UUID) -> Card:
    """Return one version of a card.

    Raises:
        NotFound: no such version of a party that `actor` may see.
    """
    found = Card.objects.of(actor).select_related("party").filter(pk=card_id).first()
    if found is None or not policies.can_see(actor, found.party):
        raise NotFound(_("没有这个公示版本。"))
    return found


def card_public(actor: Actor, party_id: UUID) -> Card:
    """Return what an operator publishes, for everybody.

    Raises:
        NotFound: no such operator here, it has left, or it publishes nothing.

    Law: O117-publicity, O117-publicity-natural
    """
    rows = Card.objects.of(actor).select_related("party")
    found = rows.filter(party_id=party_id, state=State.PUBLISHED).first()
    if found is None or found.party.state == Party.State.CLOSED:
        raise NotFound(_("没有这个经营者的公示信息。"))
    return found


def cards_waiting(actor: Actor) -> list[Card]:
    """Return the versions that wait for an officer, the oldest first."""
    rows = Card.objects.of(actor).filter(state=State.WAITING).order_by("given_at", "id")
    return list(rows.select_related("party", "given_by")[:200])


def cards_waiting_count(actor: Actor) -> int:
    """Return how many versions wait for an officer."""
    return Card.objects.of(actor).filter(state=State.WAITING).count()


def operators_unpublished(actor: Actor, most: int) -> list[Party]:
    """Return operators that stand, publish nothing and told nothing, the newest first."""
    there = Card.objects.of(actor).filter(state__in=[State.PUBLISHED, State.WAITING])
    found = party_list(actor).filter(roles__contains=[Party.Role.OPERATOR])
    found = found.exclude(state=Party.State.CLOSED).exclude(pk__in=there.values("party_id"))
    return list(found.defer(None)[:most])


def licences_held(actor: Actor, party: Party) -> list[dict[str, str]]:
    """Return the licences of a party that were approved and hold today, as a card says them."""
    today = clock.today()
    rows = Credential.objects.of(actor).filter(party=party, kind="licence", state="approved")
    held = rows.exclude(valid_until__lt=today).exclude(valid_from__gt=today).order_by("given_at")
    return [{"name": one.name, "number": one.number, "issuer": one.issuer} for one in held[:20]]


def agencies_named(actor: Actor, party: Party) -> list[str]:
    """Return the public names of the agencies that a party works with now."""
    ties = Tie.objects.of(actor).filter(second=party, until=None)
    ties = ties.filter(first__roles__contains=[Party.Role.AGENCY]).select_related("first")
    return sorted({one.first.public_name for one in ties[:20]})


def operators_with(actor: Actor, agency_id: UUID) -> list[UUID]:
    """Return the operators that work with an agency now."""
    ties = Tie.objects.of(actor).filter(first_id=agency_id, until=None)
    ties = ties.filter(second__roles__contains=[Party.Role.OPERATOR])
    return list(ties.order_by("second_id").values_list("second_id", flat=True).distinct())


def code_document(actor: Actor, party: Party) -> Document | None:
    """Return the document of a party that bears its unified social credit code."""
    rows = Document.objects.of(actor).filter(party=party, kind="uscc")
    return rows.filter(state__in=["given", "verified"]).order_by("-given_at", "-id").first()


def unreachable_list(actor: Actor, *, is_open: bool = True) -> TenantQuerySet[Unreachable]:
    """Return notices that somebody cannot be reached: open ones by age, ended ones newest first."""
    rows = Unreachable.objects.of(actor).select_related("party")
    if is_open:
        return rows.filter(ended_at=None).order_by("received_on", "id")
    return rows.exclude(ended_at=None).order_by("-ended_at", "-id")


def unreachable_for(actor: Actor, *, is_open: bool = True) -> TenantQuerySet[Unreachable]:
    """Return the notices that `actor` may see: a streamer those about himself."""
    rows = unreachable_list(actor, is_open=is_open)
    return rows if policies.can_see_all(actor) else rows.filter(party__user=actor.user_id)


def unreachable_get(actor: Actor, case_id: UUID, *, lock: bool = False) -> Unreachable:
    """Return one notice.

    Raises:
        NotFound: no such notice about a party that `actor` may see.
    """
    rows = Unreachable.objects.of(actor).select_related(
        "party", "recorded_by", "reminded_by", "measured_by", "ended_by", "card"
    )
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=case_id).first()
    if found is None or not policies.can_see(actor, found.party):
        raise NotFound(_("没有这项通报。"))
    return found


def unreachable_of(actor: Actor, party_id: UUID) -> Unreachable | None:
    """Return the open notice about a party, if there is one."""
    return Unreachable.objects.of(actor).filter(party_id=party_id, ended_at=None).first()


def unreachable_names(actor: Actor, ids: Iterable[str]) -> dict[str, str]:
    """Return by id how the record calls notices: by the number of the regulator's document."""
    rows = Unreachable.objects.of(actor).filter(pk__in=list(ids))
    return {str(pk): f"“{number}”" for pk, number in rows.values_list("pk", "document_number")}


LABELS: dict[str, Any] = {
    "name": gettext_lazy("名称"),
    "keeper": gettext_lazy("经营者姓名"),
    "code": gettext_lazy("统一社会信用代码"),
    "contact": gettext_lazy("联系方式"),
    "composition": gettext_lazy("组成形式"),
    "licences": gettext_lazy("行政许可"),
    "agencies": gettext_lazy("所属直播营销人员服务机构"),
}
ADDRESSES: dict[str, Any] = {
    "company": gettext_lazy("住所"),
    "other": gettext_lazy("住所"),
    "individual": gettext_lazy("经营场所"),
    "natural": gettext_lazy("实际经营地址"),
}


def card_label(kind: str, name: str) -> str:
    """Return what the article calls something on the card of this kind."""
    return str(ADDRESSES[kind] if name == "address" else LABELS[name])


def card_clause(kind: str) -> str:
    """Return the clause by which an operator of this kind publishes a card.

    Law: O117-publicity, O117-publicity-natural
    """
    return cards.clause_of(kind)


def card_items(
    kind: str, values: Mapping[str, Any], before: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return what a card of this kind says, line by line, in the order of the article.

    Args:
        before: the version that it would take the place of; lines that differ are marked.
    """
    lacking = cards.missing(kind, [name for name, said in values.items() if said])
    moved = cards.changed(kind, before, values) if before is not None else []
    return [
        {
            "name": item.name,
            "label": card_label(kind, item.name),
            "said": _said(item.name, values.get(item.name)),
            "lines": _lines(item.name, values.get(item.name)),
            "was": _said(item.name, before.get(item.name)) if before is not None else "",
            "is_listed": item.is_listed,
            "is_personal": item.is_personal,
            "is_missing": item.name in lacking,
            "is_changed": item.name in moved,
        }
        for item in cards.ITEMS[kind]
    ]


def _lines(name: str, said: Any) -> list[str]:
    if name == "licences":
        return [" ".join(filter(None, (one["name"], one["number"]))) for one in said or []]
    return list(said or []) if name == "agencies" else []


def _said(name: str, said: Any) -> str:
    if name in ("licences", "agencies"):
        return "、".join(_lines(name, said))
    if name == "composition" and said:
        return str(gettext(Card.Composition(said).label))
    return str(said or "")
