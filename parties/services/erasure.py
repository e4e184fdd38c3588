"""What names a party is destroyed with its key; what the law obliges to keep is listed first."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts import services as keys
from ledger import services as record
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict
from office.rules import days
from parties.models import (
    Amendment,
    Bar,
    Card,
    Consent,
    ConsentAsk,
    Document,
    Mark,
    Party,
    Verification,
)
from parties.selectors import contributed
from parties.services.sealing import PARTY

MARKETER_RECORDS, MERCHANT = "O117-marketer-records-3y", "NTM-merchant-identity-3y"


# What of a party each duty to keep covers, by its sealed fields: Order 117, Article 28 lists name,
# number, residence and contact of a marketer; a merchant's identity is the same four.
WHOLE = frozenset({"name", "mobile", "address", "number"})
UNTOLD: dict[str, Any] = {
    **dict.fromkeys(("name", "mobile", "address", "number", "born_on")),
    **dict.fromkeys(("document_kind", "occupation", "public_name", "words"), ""),
}
COVERED: dict[str, frozenset[str]] = {"verifications": WHOLE, "identity": WHOLE}


class OnHold(Conflict):
    """A legal hold stands on the party."""

    code = "on_hold"


def kept_of(actor: Actor, party_id: UUID) -> list[dict[str, str]]:
    """Return what of a party must stay, by which clause, and until when ("" for no term): an
    erasure waits for the last of these terms.

    Law: PIPL-erasure
    """
    party = Party.objects.of(actor).get(pk=party_id)
    found = []
    used = Verification.objects.of(actor).filter(party=party, session_id__isnull=False)
    last = used.order_by("-finished_at").values_list("finished_at", flat=True).first()
    if last is not None:
        found.append(_term("verifications", MARKETER_RECORDS, last))
    if Party.Role.OPERATOR in party.roles and party.function_at is not None:
        found.append(_term("identity", MERCHANT, party.state_at))
    found += contributed.kept_holding(actor, party_id)
    found = [one for one in found if one["until"] >= f"{clock.today()}"]
    if Bar.objects.of(actor).filter(party=party).exists():
        found.append({"what": "bars", "clause": "M-blacklist", "until": ""})
    found.append({"what": "record", "clause": "M-real-identity", "until": ""})
    return found


def kept_all(actor: Actor, party_id: UUID) -> list[dict[str, str]]:
    """Return the same with what other apps keep: their part holds no erasure up.

    Law: PIPL-erasure
    """
    return [*kept_of(actor, party_id), *contributed.kept_elsewhere(actor, party_id)]


def _term(what: str, clause_id: str, since: datetime) -> dict[str, str]:
    clause = law.clause(clause_id, clock.to_date(since))
    ends = _years_after(clock.to_date(since), clause.number("retain"))
    return {"what": what, "clause": clause_id, "until": f"{ends}"}


def _years_after(day: date, years: int) -> date:
    return days.months_after(day, 12 * years)


def covered_by(kept: Sequence[Mapping[str, str]]) -> frozenset[str]:
    """Return the sealed fields that a list of what must be kept covers, while its terms run."""
    today = f"{clock.today()}"
    fields = (_covers(one["what"]) for one in kept if one["until"] >= today)
    return frozenset().union(*fields)


def _covers(what: str) -> frozenset[str]:
    return WHOLE if contributed.is_holding(what) else COVERED.get(what, frozenset())


def party_trim(*, actor: Actor, party_id: UUID, kept: Sequence[Mapping[str, str]]) -> None:
    """Erase at once, in the running transaction, what of a party no law obliges to keep.

    Raises:
        OnHold: a legal hold stands on it.

    Law: PIPL-erasure
    """
    party = Party.objects.of(actor).select_for_update().get(pk=party_id)
    _require_no_hold(actor, party)
    if not any(one["what"] == "verifications" for one in kept):  # Article 28 keeps the position
        Party.objects.of(actor).filter(pk=party.pk).update(occupation="")
    giver = {"giver_name": None, "giver_number": None, "giver_index": None}
    Consent.objects.of(actor).filter(party_id=party.pk).update(**giver)
    ConsentAsk.objects.of(actor).filter(party_id=party.pk).update(**giver)
    Amendment.objects.of(actor).filter(party_id=party.pk).update(**UNTOLD)
    record.entry_append(
        actor=actor,
        action="parties.party_trimmed",
        subject=("party", party.pk),
        clause="PIPL-erasure",
        data={"kept": sorted(one["what"] for one in kept)},
    )


def _require_no_hold(actor: Actor, party: Party) -> None:
    if accounts.hold_list(actor, "party", str(party.pk)).exists() or (
        party.user_id and accounts.hold_list(actor, "user", str(party.user_id)).exists()
    ):
        raise OnHold(_("此主体的资料依法留存，解除留存前不能销毁。"))


def party_shred(*, actor: Actor, party_id: UUID) -> None:
    """Destroy a party's key, blind indexes and public name, in the running transaction.

    Raises:
        OnHold: a legal hold stands on it.

    Law: PIPL-erasure
    """
    party = Party.objects.of(actor).select_for_update().get(pk=party_id)
    _require_no_hold(actor, party)
    keys.person_key_destroy(actor, party.pk, PARTY)
    gone: dict[str, Any] = {"name": None, "mobile": None, "address": None}
    gone |= {"name_index": None, "mobile_index": None, "occupation": "", "external_id": ""}
    Party.objects.of(actor).filter(pk=party.pk).update(public_name="已注销主体", **gone)
    mine = {"party_id": party.pk}
    Document.objects.of(actor).filter(**mine).update(
        number=None, number_index=None, common_index=None
    )
    Mark.objects.of(actor).filter(**mine).update(index=None, common_index=None)
    words = {"name": None, "keeper": None, "code": None, "address": None, "contact": None}
    cards = Card.objects.of(actor).filter(**mine)
    cards.update(agencies=[], licences=[], **words)
    ended = {"state": Card.State.PAST, "ended_at": clock.now()}
    cards.filter(state__in=[Card.State.PUBLISHED, Card.State.WAITING]).update(**ended)
    empty = {"giver_name": None, "giver_number": None, "giver_index": None}
    Consent.objects.of(actor).filter(**mine).update(**empty)
    ConsentAsk.objects.of(actor).filter(**mine).update(**empty)
    Amendment.objects.of(actor).filter(**mine).update(**UNTOLD)
    record.entry_append(
        actor=actor,
        action="parties.party_shredded",
        subject=("party", party.pk),
        clause="PIPL-erasure",
    )
