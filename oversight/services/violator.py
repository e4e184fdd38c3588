"""Market entities on authorities' lists: entered, matched, told of, taken off, over in time."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.models import Role
from filings.services.text import chosen, plain
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from office import services as office
from office.rules import days
from oversight import policies
from oversight.models import Violator, ViolatorList
from oversight.rules import violators as rules
from oversight.rules.violators import Listed
from oversight.selectors import violator as asks
from parties import services as parties
from parties.services import sealing

SOURCE, SUBJECT, CLAUSE = "violator", "violator", "M-live-verification"
AT_ONCE = 500


class ViolatorKnown(Conflict):
    """The entry stands on the list already."""

    code = "violator_known"


@transaction.atomic
def violator_add(*, actor: Actor, listed: Listed, name: str, effect: str) -> Violator:
    """Enter one entry of an authority's list by hand.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        Invalid: something is missing or cannot be. ViolatorKnown: it stands.

    Law: M-live-verification
    """
    policies.require_keep_violators(actor)
    version = list_begin(actor, name=name, effect=effect, is_whole=False)
    made = violators_store(actor, version, [settled(listed)])
    if not made:
        raise ViolatorKnown(_("名单里已有这一条。"))
    version.rows = version.added = 1
    version.done_at = clock.now()
    version.save(update_fields=["rows", "added", "done_at"])
    record.entry_append(
        actor=actor,
        action="oversight.violator_added",
        subject=(SUBJECT, made[0].pk),
        clause=CLAUSE,
        data={"authority": made[0].authority, "list": version.name, "effect": effect},
    )
    return made[0]


def list_begin(actor: Actor, *, name: str, effect: str, is_whole: bool) -> ViolatorList:
    """Begin a version of a list, in the running transaction.

    Raises:
        Invalid: no name, or no such effect.
    """
    return ViolatorList.objects.create(
        tenant_id=actor.tenant_id,
        name=plain(" ".join(name.split()), "name", most=120, least=2),
        effect=chosen(effect, rules.EFFECTS, "effect"),
        is_whole=is_whole,
        imported_by_id=actor.user_id,
        at=clock.now(),
    )


def settled(listed: Listed) -> Listed:
    """Return an entry as it is kept.

    Raises:
        Invalid: something is missing or cannot be; the refusal names the field.
    """
    texts = {
        field: " ".join(str(getattr(listed, field)).split())[:most]
        for field, most in rules.LONGEST.items()
    }
    for field in ("authority", "name", "basis"):
        if len(texts[field]) < 2:
            raise Invalid(_("必填"), field=field)
    try:
        code = rules.code_of(listed.uscc, clock.today())
    except ValueError:
        raise Invalid(fault_words("uscc"), field="uscc") from None
    if listed.since > clock.today():
        raise Invalid(fault_words("since"), field="since")
    if listed.until is not None and listed.until < listed.since:
        raise Invalid(fault_words("until"), field="until")
    return listed._replace(
        uscc=code,
        authority=texts["authority"],
        name=texts["name"],
        basis=texts["basis"],
        number=texts["number"],
    )


def fault_words(field: str) -> str:
    """Say what is wrong with a cell of a list."""
    said = {
        "uscc": _("不是统一社会信用代码，或校验位不对。"),
        "since": _("列入日期不对，或晚于今天。"),
        "until": _("截止日期不对，或早于列入日期。"),
    }
    return said.get(field, _("填写有误。"))


def violators_store(actor: Actor, version: ViolatorList, named: Iterable[Listed]) -> list[Violator]:
    """Store entries that do not stand yet; bar whom they keep off air; tell of who is here.

    Whoever stands already is seen again in this version. Entries whose term is over are not
    stored: they would bar nobody.
    """
    today = clock.today()
    given = {one.digest: one for one in named if one.until is None or one.until >= today}
    held = Violator.objects.of(actor).filter(
        list_name=version.name, digest__in=given, lifted_at__isnull=True
    )
    known = set(held.values_list("digest", flat=True))
    held.update(last_list=version)
    rows = [_row(actor, version, one) for one in given.values() if one.digest not in known]
    Violator.objects.bulk_create(rows)
    for row in rows:
        if row.effect == rules.DENY:
            _bar(actor, row)
    violators_tell(actor, rows)
    return rows


def _row(actor: Actor, version: ViolatorList, one: Listed) -> Violator:
    return Violator(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        of_list=version,
        last_list=version,
        list_name=version.name,
        effect=version.effect,
        identity_index=sealing.index_of(actor, one.uscc),
        digest=one.digest,
        added_at=clock.now(),
        **one._asdict(),
    )


def _bar(actor: Actor, row: Violator) -> None:
    until = days.first_instant(row.until + timedelta(days=1)) if row.until else None
    source = parties.Source("list", CLAUSE, SOURCE, str(row.pk), until)
    product = system_actor(actor.tenant_id)
    parties.bar_place(actor=product, source=source, index=bytes(row.identity_index))


def violators_tell(actor: Actor, rows: Collection[Violator]) -> int:
    """Record which entries are of somebody here, and write to the officers; return how many."""
    here = asks.violators_here(actor, rows)
    product = system_actor(actor.tenant_id)
    members = accounts.membership_list(product).filter(is_active=True)
    officers = list(
        members.filter(roles__contains=[Role.OFFICER]).values_list("user_id", flat=True)
    )
    for row in rows:
        party = here.get(row.pk)
        if party is None:
            continue
        record.entry_append(
            actor=product,
            action="oversight.violator_matched",
            subject=("party", party.id),
            clause=CLAUSE,
            data={"authority": row.authority, "list": row.list_name, "effect": row.effect},
        )
        context = {
            "party": party.public_name,
            "authority": row.authority,
            "list": row.list_name,
            "basis": row.basis,
            "until": f"{row.until:%Y-%m-%d}" if row.until else "—",
        }
        about = office.About("party", f"{party.id}:{row.pk}")
        office.message_send(
            actor=product, to=officers, topic="violator_match", context=context, about=about
        )
    return len(here)


@transaction.atomic
def violator_party_look(*, actor: Actor, party_id: UUID) -> int:
    """Look whether a party that has given a document stands on a list that warns.

    One that denies refused the document before.
    """
    policies.require_look(actor)
    return violators_tell(actor, asks.violators_of(actor, party_id, clock.today()))


@transaction.atomic
def violator_lift(*, actor: Actor, violator_id: UUID, why: str, note: str) -> Violator:
    """Take an entry off: the authority did, or it was entered by mistake. Twice is once.

    Raises:
        Forbidden: only officers may, and the platform's own system. NotFound: no such entry.
        Invalid: no such reason, or nothing said of it.

    Law: M-live-verification
    """
    policies.require_keep_violators(actor)
    row = asks.violator_get(actor, violator_id, lock=True)
    chosen(why, (Violator.Lifted.REMOVED, Violator.Lifted.MISTAKEN), "why")
    said = plain(note, "note", most=200, least=2)
    if row.lifted_at is None:
        lifted(actor, row, why, said)
    return row


def lifted(actor: Actor, row: Violator, why: str, note: str = "") -> None:
    """End an entry and the bar that it placed, in the running transaction."""
    row.lifted_at, row.lifted_why, row.lifted_note = clock.now(), why, note
    row.lifted_by_id = actor.user_id
    row.save(update_fields=["lifted_at", "lifted_why", "lifted_note", "lifted_by"])
    parties.bar_lift(actor=system_actor(row.tenant_id), source=SOURCE, ref=str(row.pk))
    record.entry_append(
        actor=actor,
        action="oversight.violator_lifted",
        subject=(SUBJECT, row.pk),
        clause=CLAUSE,
        data={"authority": row.authority, "list": row.list_name, "why": why},
    )


@transaction.atomic
def violators_expire(*, actor: Actor) -> int:
    """End entries whose term is over; return how many. The bar ended with the term by itself.

    Raises:
        Forbidden: neither the product nor an officer.

    Law: M-live-verification
    """
    policies.require_look(actor)
    over = asks.violators_over(actor, clock.today(), AT_ONCE)
    rows = Violator.objects.of(actor).select_for_update().filter(pk__in=over, lifted_at=None)
    found = list(rows.order_by("id"))
    for row in found:
        lifted(actor, row, Violator.Lifted.EXPIRED)
    return len(found)


def violators_missing_lift(actor: Actor, version: ViolatorList) -> int:
    """End the entries of a list that its newest whole version does not hold; return how many."""
    gone = Violator.objects.of(actor).filter(list_name=version.name, lifted_at__isnull=True)
    rows = list(gone.exclude(last_list=version).select_for_update().order_by("id"))
    for row in rows:
        lifted(actor, row, Violator.Lifted.REMOVED)
    return len(rows)


def _said(actor: Actor, ref: str) -> str:
    row = Violator.objects.of(actor).filter(pk=ref).first()
    if row is None:
        return ""
    said = _(
        "该主体被%(authority)s列入“%(list)s”（%(number)s，截止 %(until)s），不得从事网络直播营销。"
    )
    return said % {
        "authority": row.authority,
        "list": row.list_name,
        "number": row.number or "—",
        "until": row.until or "—",
    }


parties.bar_words(SOURCE, _said)
