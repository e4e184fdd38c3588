"""The platform's own system hands in what it has of an order in dispute."""

import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import services as accounts
from complaints import policies, selectors
from complaints.models import Complaint, TradeRecord
from complaints.rules import states
from complaints.services import texts
from complaints.services.enquiring import CLAUSE
from complaints.services.filing import FARTHEST, KeyTaken
from complaints.services.stepping import note, step_require
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7

MOST, LONGEST = 200, 1_000
MOST_FEN = 10**15
DIGESTS = "complaints|trade"


class RecordsEnough(Conflict):
    """So many records of one complaint are handed in that nobody reads them."""

    code = "records_enough"


@dataclass(frozen=True, slots=True)
class Traded:
    """One thing that happened to an order, in the platform's own words."""

    external_id: str
    kind: str
    at: datetime
    text: str
    amount_fen: int | None = None


@transaction.atomic
def trade_record_take(
    *, actor: Actor, complaint_id: UUID, traded: Traded
) -> tuple[TradeRecord, bool]:
    """Keep what the platform has of an order in dispute; the same number again is one.

    Returns: the record, and whether it is new.

    Raises:
        NotFound; Forbidden: no program of the platform, no officer. NotNow: it was taken back.
        KeyTaken: the number has another content. RecordsEnough: there are too many.
        Invalid: no such kind, nothing said, an amount or an instant that cannot be.

    Law: O117-consumer-disputes
    """
    policies.require_answer(actor)
    row = selectors.complaint_get(actor, complaint_id, lock=True)
    step_require(row, states.ENQUIRE)
    sound = _sense(traded)
    digest = _digest(row, sound)
    rows = TradeRecord.objects.of(actor).filter(complaint=row)
    known = rows.filter(external_id=sound.external_id).first()
    if known is not None:
        return _same(known, digest), False
    if rows.count() >= MOST:
        raise RecordsEnough(_("这件投诉的交易记录已达上限。"))
    made = _row(actor, row, sound, digest)
    made.save(force_insert=True)
    note(actor, row, "complaints.trade_taken", {"about": sound.kind}, clause=CLAUSE)
    return made, True


def _sense(traded: Traded) -> Traded:
    external_id = texts.line(traded.external_id, "external_id", 80)
    if not external_id:
        raise Invalid(_("请给出这条记录的编号。"), field="external_id")
    if traded.kind not in TradeRecord.Kind.values:
        raise Invalid(_("没有这类交易记录。"), field="kind")
    now = clock.now()
    if traded.at.tzinfo is None or not now - FARTHEST <= traded.at <= now:
        raise Invalid(_("发生的时间不能晚于现在，也不能早于十年前。"), field="at")
    if traded.amount_fen is not None and not 0 <= traded.amount_fen <= MOST_FEN:
        raise Invalid(_("金额须为不小于零的分。"), field="amount_fen")
    said = texts.written(traded.text, "text", 1, LONGEST)
    return Traded(external_id, traded.kind, traded.at, said, traded.amount_fen)


def _digest(row: Complaint, sound: Traded) -> bytes:
    said = [str(row.pk), sound.kind, sound.at.isoformat(), sound.text, sound.amount_fen]
    plain = json.dumps(said, ensure_ascii=False).encode()
    return hmac.digest(crypto.keyring().derive(DIGESTS), plain, "sha256")


def _same(known: TradeRecord, digest: bytes) -> TradeRecord:
    if not hmac.compare_digest(bytes(known.digest), digest):
        raise KeyTaken(_("这个编号已用于另一条交易记录。"), field="external_id")
    return known


def _row(actor: Actor, row: Complaint, sound: Traded, digest: bytes) -> TradeRecord:
    made = TradeRecord(
        id=uuid7(),
        tenant_id=row.tenant_id,
        complaint=row,
        external_id=sound.external_id,
        kind=sound.kind,
        at=sound.at,
        digest=digest,
        taken_at=clock.now(),
    )
    key = accounts.person_key(actor, row.pk, selectors.KEY)
    amount = "" if sound.amount_fen is None else str(sound.amount_fen)
    for name, said in (("text", sound.text), ("amount", amount)):
        column: Any = TradeRecord._meta.get_field(name)
        column.put(made, said, key, b"")
    return made
