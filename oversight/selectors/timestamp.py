"""Which checkpoints bear a timestamp, and what is wrong with the authority that gives them."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel.actors import Actor
from oversight.models import Stamping, Timestamp

FAULTS: dict[str, dict[str, str]] = {
    "silent": {"zh": "没有应答", "en": "it does not answer"},
    "wrong": {
        "zh": "应答的时间戳无效：不是对我们的检查点、随机数不符，或不是受信任的机构签发",
        "en": "its timestamp does not hold: another checkpoint, another nonce, or an untrusted key",
    },
}
NAMES = {"silent": _("没有应答"), "wrong": _("时间戳无效")}


def fault_name(fault: str) -> str:
    """Return in a few words what is wrong with the authority."""
    return str(NAMES.get(fault, fault))


def timestamp_of(actor: Actor, size: int) -> Timestamp | None:
    """Return the timestamp of the checkpoint of a tree of `size` leaves."""
    return Timestamp.objects.of(actor).filter(size=size).first()


def timestamp_latest(actor: Actor) -> Timestamp | None:
    """Return the timestamp of the largest tree that has one."""
    return Timestamp.objects.of(actor).order_by("-size").first()


def stamping_of(actor: Actor) -> Stamping | None:
    """Return how the record fares with the authority; None before it was asked."""
    return Stamping.objects.of(actor).first()
