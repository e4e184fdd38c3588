"""Bank accounts and devices of a party: hashed as they come in, compared, and never kept."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services import person_keys, tenant_key
from ledger import services as record
from livecompliance.kernel import clock, events, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from parties import policies, selectors
from parties.events import StandingChanged
from parties.models import Document, Mark
from parties.services import bar
from parties.services.document import Barred
from parties.services.sealing import PARTY, common_index_of, read
from parties.services.standing import require_standing

CLAUSE = "O117-blacklist-evasion"
FORMS = {Mark.Kind.BANK: "bank_card", Mark.Kind.DEVICE: "device"}
LONGEST, MOST = 128, 200


@transaction.atomic
def mark_give(*, actor: Actor, party_id: UUID, kind: str, value: str) -> Mark:
    """File where a party's money goes, or on which device it broadcasts, as a keyed hash.

    Twice is once. What a barred party begins to use is barred with it; somebody else who comes
    with what is barred is the barred one under another name, and is refused.

    Raises:
        NotFound: no such party for this actor. Forbidden: it is not his. PartyClosed.
        Invalid: no such kind, or nothing that could be one. Barred.

    Law: O117-blacklist-evasion, O117-blacklist
    """
    party = selectors.party_get(actor, party_id, lock=True)
    policies.require_change(actor, party)
    require_standing(party)
    plain = _checked(kind, value)
    index = personal.blind_index(tenant_key(actor).key, FORMS[Mark.Kind(kind)], plain)
    known = Mark.objects.of(actor).filter(party=party, kind=kind)
    if (same := known.filter(index=index).first()) is not None:
        return same
    if bar.bars_standing(actor, [index]).exclude(party=party).exists():
        raise Barred(_("该收款账户或设备属于目前不得从事网络直播营销的主体。"), law=CLAUSE)
    if known.count() >= MOST:
        raise Invalid(_("登记的收款账户或设备过多。"), field="value")
    row = Mark.objects.create(
        tenant_id=actor.tenant_id,
        party=party,
        kind=kind,
        index=index,
        common_index=common_index_of(FORMS[Mark.Kind(kind)], plain),
        given_at=clock.now(),
    )
    bar.bar_extend(actor, party.pk, bar.Known(kind, index, bytes(row.common_index or b"")))
    record.entry_append(
        actor=actor,
        action="parties.mark_given",
        subject=("party", party.pk),
        clause=CLAUSE,
        data={"kind": kind, "mark": str(row.pk)},
    )
    events.publish(StandingChanged(actor, party.pk, "mark_given"))
    return row


def _checked(kind: str, value: str) -> str:
    """Return a value that can be compared: digits of an account, a device's own name."""
    if kind not in Mark.Kind.values:
        raise Invalid(_("请选择收款账户或设备。"), field="kind")
    plain = personal.normalise(FORMS[Mark.Kind(kind)], value[: LONGEST + 1])
    is_account = plain.isascii() and plain.isalnum() and 8 <= len(plain) <= 34
    is_device = 8 <= len(plain) <= LONGEST and plain.isprintable()
    if not (is_account if kind == Mark.Kind.BANK else is_device):
        raise Invalid(_("账户须为 8–34 位字母或数字，设备标识须为 8–128 个字符。"), field="value")
    return plain


@transaction.atomic
def documents_index(*, actor: Actor, most: int = 500) -> int:
    """Give documents from before platforms shared lists the index by which they are matched.

    Returns:
        How many were given it; 0 when none lacks it that can be opened.

    Raises:
        Forbidden: neither an officer nor the product itself.
    """
    policies.require_decide(actor)
    lacking = Document.objects.of(actor).filter(common_index=None, number_index__isnull=False)
    rows = list(lacking.order_by("id")[:most])
    keys = person_keys(actor, {one.party_id for one in rows}, PARTY) if rows else {}
    done = 0
    for row in rows:
        if number := read(row, "number", keys.get(row.party_id)):
            row.common_index = common_index_of("document", number)
            row.save(update_fields=["common_index"])
            done += 1
    return done
