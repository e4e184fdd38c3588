"""Ask about parties: who they are to the public, never what names them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel import personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.tenancy import require
from parties import policies
from parties.models import Credential, Document, Mark, Party, Tie

NAMED = """
SELECT id, public_name, external_id FROM parties_party
WHERE tenant_id = ANY(%s) AND (id = ANY(%s) OR external_id = ANY(%s))
"""
SEALED = ("name", "name_index", "mobile", "mobile_index", "address")


@dataclass(frozen=True, slots=True)
class Named:
    """A party as a cast list names it."""

    id: UUID
    public_name: str
    external_id: str


def party_get(actor: Actor, party_id: UUID, *, lock: bool = False) -> Party:
    """Return one party that `actor` may see.

    Raises:
        NotFound: no such party in the actor's tenant, or not the streamer's own.
    """
    found = Party.objects.of(actor)
    party = (found.select_for_update() if lock else found).filter(pk=party_id).first()
    if party is None or not policies.can_see(actor, party):
        raise NotFound(_("没有这个主体。"))
    return party


def party_find(actor: Actor, party_id: UUID) -> Party | None:
    """Return one party that `actor` may see, or nothing."""
    party = Party.objects.of(actor).filter(pk=party_id).first()
    return party if party is not None and policies.can_see(actor, party) else None


def party_of_user(actor: Actor, user_id: UUID | None) -> Party | None:
    """Return the standing party that a member is, if he is one."""
    if user_id is None:
        return None
    return Party.objects.of(actor).filter(user=user_id).exclude(state="closed").first()


def party_list(actor: Actor) -> TenantQuerySet[Party]:
    """Return the parties that `actor` may see, newest first, without what is sealed."""
    parties = Party.objects.of(actor).defer(*SEALED).order_by("-id")
    return parties if policies.can_see_all(actor) else parties.filter(user=actor.user_id)


FILTERS = ("kind", "state", "function", "external_id")


def party_page(
    actor: Actor, wanted: Mapping[str, Any], after: UUID | None, most: int
) -> list[Party]:
    """Return at most `most` parties, the newest first, from behind the party `after`.

    Args:
        wanted: which: `role`, `kind`, `state`, `function`, `external_id`, each where given.
    """
    found = party_list(actor).defer(None)
    found = found.filter(**{name: wanted[name] for name in FILTERS if wanted.get(name)})
    if wanted.get("role"):
        found = found.filter(roles__contains=[wanted["role"]])
    return list((found.filter(pk__lt=after) if after else found)[:most])


def document_list(actor: Actor, party_id: UUID) -> TenantQuerySet[Document]:
    """Return the documents of a party, the newest first.

    Raises:
        NotFound: no such party for this actor.
    """
    party = party_get(actor, party_id)
    return Document.objects.of(actor).filter(party=party).order_by("-given_at", "-id")


def mark_list(actor: Actor, party_id: UUID) -> TenantQuerySet[Mark]:
    """Return by which accounts and devices a party is known again, the newest first.

    Raises:
        NotFound: no such party for this actor.
    """
    party = party_get(actor, party_id)
    found = Mark.objects.of(actor).filter(party=party, index__isnull=False)
    return found.order_by("-given_at", "-id")


def credential_list(actor: Actor, party_id: UUID) -> TenantQuerySet[Credential]:
    """Return the licences and certificates of a party, the newest first.

    Raises:
        NotFound: no such party for this actor.
    """
    party = party_get(actor, party_id)
    return Credential.objects.of(actor).filter(party=party).order_by("-given_at", "-id")


def parties_named(actor: Actor, refs: Iterable[str]) -> dict[str, Named]:
    """Return who is meant by ids and by the platform's own numbers; one query for all.

    Names are not looked up: two may share one, and a name proves nothing.
    """
    wanted = {one for one in refs if one}
    if not wanted:
        return {}
    ids = {found for found in map(_uuid, wanted) if found is not None}
    with connection.cursor() as cursor:
        cursor.execute(NAMED, [list(require(actor).tenant_ids), list(ids), list(wanted)])
        rows = cursor.fetchall()
    found: dict[str, Named] = {}
    for one in (Named(*row) for row in rows):
        found |= {ref: one for ref in (one.external_id, str(one.id)) if ref}
    return {ref: found[key] for ref in wanted if (key := str(_uuid(ref) or ref)) in found}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def tie_list(actor: Actor, party_id: UUID) -> TenantQuerySet[Tie]:
    """Return with whom a party works or worked, the standing ties first."""
    ties = Tie.objects.of(actor).select_related("first", "second")
    mine = ties.filter(first_id=party_id) | ties.filter(second_id=party_id)
    return mine.order_by("until", "-since")


def party_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return by id how parties are called where everybody reads: masked where it is a person."""
    rows = Party.objects.of(actor).filter(pk__in=ids).values_list("pk", "kind", "public_name")
    return {str(pk): f"“{shown_name(kind, name)}”" for pk, kind, name in rows}


def shown_name(kind: str, public_name: str) -> str:
    """Return a public name as officers see it: a person's is masked as everywhere."""
    return personal.mask("name", public_name) if kind == Party.Kind.NATURAL else public_name
