"""Who witnesses a record, how far, and what is wrong with whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts import selectors as accounts
from ledger import notes
from ledger import selectors as ledger
from livecompliance.kernel.actors import Actor
from oversight.models import Cosignature, Witness
from oversight.rules.witness import key_id, line_read, signed_text, verifier_key

SILENT_MIN = 15
LATEST_S = 1 << 34  # what comes later is no date
FAULTS: dict[str, dict[str, str]] = {
    "silent": {"zh": "没有应答", "en": "it does not answer"},
    "refused": {
        "zh": "拒绝签名：不认识本平台的记录，或不认可签名公钥",
        "en": "it refuses to sign: it does not know this record, or not the key that signs it",
    },
    "unsigned": {
        "zh": "应答里没有有效的签名",
        "en": "its answer holds no valid signature",
    },
    "ahead": {
        "zh": "它签过更大的记录树：现在的记录少了一段，可能由较早的备份恢复而来",
        "en": "it signed a larger tree: this record lacks its end, perhaps after an older backup",
    },
    "fork": {
        "zh": "它签过的记录与现在的不一致：此前的记录被改动过",
        "en": "what it signed is not the beginning of this record: earlier entries were altered",
    },
}
NAMES = {
    "silent": _("没有应答"),
    "refused": _("拒绝签名"),
    "unsigned": _("签名无效"),
    "ahead": _("记录少了一段"),
    "fork": _("记录不一致"),
}
GRAVE = frozenset({"ahead", "fork"})


@dataclass(frozen=True, slots=True)
class Standing:
    """One witness, and how it stands.

    Attributes:
        key: the word by which others check its signatures.
        tone: act, watch, ok or idle, as pages colour it.
    """

    witness: Witness
    key: str
    label: str
    tone: str


def fault_name(fault: str) -> str:
    """Return in a few words what is wrong with a witness."""
    return str(NAMES.get(fault, fault))


def silent_for(actor: Actor) -> timedelta:
    """Return for how long a witness may stay silent before people are told."""
    return timedelta(minutes=accounts.policy_of(actor, "witness_silent_min", SILENT_MIN))


def witnesses(actor: Actor) -> list[Standing]:
    """Return the witnesses that stand, the first registered in front."""
    found = Witness.objects.of(actor).filter(removed_at__isnull=True).select_related("added_by")
    return [_standing(one) for one in found.order_by("id")]


def _standing(one: Witness) -> Standing:
    key = verifier_key(one.name, bytes(one.public))
    if one.fault and (one.alarmed or one.fault in GRAVE):
        return Standing(one, key, fault_name(one.fault), "act")
    if one.fault:
        return Standing(one, key, fault_name(one.fault), "watch")
    if one.confirmed_at is None:
        return Standing(one, key, str(_("等待第一次签名")), "idle")
    return Standing(one, key, str(_("已见证")), "ok")


def witnesses_known(actor: Actor) -> list[tuple[str, str, int]]:
    """Return the verifier key of everybody who witnesses or did, in the order of registration."""
    found = Witness.objects.of(actor).order_by("id")
    return [
        (one.name, verifier_key(one.name, bytes(one.public)), one.size)
        for one in found
        if one.removed_at is None or one.size
    ]


def cosignatures_of(actor: Actor, sizes: Collection[int]) -> dict[int, list[Cosignature]]:
    """Return what witnesses signed of the trees of these sizes."""
    found = Cosignature.objects.of(actor).filter(size__in=list(sizes)).select_related("witness")
    by_size: dict[int, list[Cosignature]] = {}
    for one in found.order_by("id"):
        by_size.setdefault(one.size, []).append(one)
    return by_size


def witnessed_latest(actor: Actor) -> int | None:
    """Return the size of the largest tree that a witness signed; None before the first."""
    newest = Cosignature.objects.of(actor).order_by("-size")
    return newest.values_list("size", flat=True).first()


def cosignatures_last(actor: Actor, witness_id: UUID, most: int) -> Sequence[Cosignature]:
    """Return what one witness signed last."""
    found = Cosignature.objects.of(actor).filter(witness_id=witness_id)
    return list(found.order_by("-size")[:most])


def witness_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what witnesses are called, by id."""
    found = Witness.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): one.name for one in found}


def faults_now(actor: Actor) -> tuple[int, list[Witness], datetime | None]:
    """Return how many witnesses stand, which of them have an alarm, and the last signature."""
    found = list(Witness.objects.of(actor).filter(removed_at__isnull=True))
    seen = [one.confirmed_at for one in found if one.confirmed_at]
    return len(found), [one for one in found if one.alarmed], max(seen, default=None)


def cosignatures_wrong(actor: Actor) -> list[int]:
    """Return the sizes of checkpoints below which what a witness signed does not fit: the
    checkpoint is another one now, or is gone.
    """
    found = Cosignature.objects.of(actor).select_related("witness").order_by("size", "id")
    wrong: list[int] = []
    for one in found.iterator(chunk_size=500):
        note = ledger.checkpoint_note(actor, one.size)
        if not (note and is_cosigned(one.witness, one.line, note)):
            wrong.append(one.size)
    return wrong


def is_cosigned(who: Witness, line: str, note: str) -> bool:
    """Tell whether a line is a witness's signature over a checkpoint."""
    public, found = bytes(who.public), line_read(line)
    if found is None or (found.name, found.key_id) != (who.name, key_id(who.name, public)):
        return False
    if not 0 < found.at_s < LATEST_S:
        return False
    text = notes.note_parse(note).text
    return notes.is_signed(public, signed_text(found.at_s, text), found.signature)
