"""Find the codes in a picture that somebody hands in, and judge where each leads."""

import hashlib
from typing import BinaryIO, NamedTuple
from uuid import UUID

import zxingcpp
from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid, TooLarge
from moderation import policies
from moderation import services as moderation
from moderation.engine.jumps import Jump, read_jump
from office.services import images
from rooms import wire

MOST_BYTES, MOST_CODES, LONGEST_SIDE = 10 * 1024 * 1024, 16, 3_000
MOST_CONTENT = 4_096  # characters of one code, as of a `qr` event
PIECE = 65_536
NAMES = "AllMatrix,PDF417"


class Code(NamedTuple):
    """One code: what it says, where it stands, and what the engine thinks of it.

    `corners` are pixels (x, y) of the picture as it was handed in, clockwise from the top left.
    `decision_id` is where an officer decides, or what was blocked; None for what passes.
    """

    form: str
    content: str
    corners: tuple[tuple[int, int], ...]
    jump: Jump
    answer: moderation.Answer


class Seen(NamedTuple):
    """The codes of one picture; `is_cut` when there were more than are read."""

    sha256: str
    codes: tuple[Code, ...]
    is_cut: bool


@transaction.atomic
def picture_read(*, actor: Actor, stream: BinaryIO, room_id: UUID | None = None) -> Seen:
    """Read every two-dimensional code in a picture and judge it like one shown on air.

    The picture itself is not kept. A code that does not pass is held like any other content that
    is handed in before it is published, and waits in the review queue where it may be decided.

    Raises:
        Forbidden: the actor may not hand in content.
        NotFound: no such room.
        Invalid: no picture of a kind that can be read.
        TooLarge: too many bytes, or (as a PixelFlood) pixels.

    Law: M-link-safety
    """
    policies.require_submit(actor)
    body = _body(stream)
    picture, scale = images.grey(body, LONGEST_SIDE)
    with picture:
        found = zxingcpp.read_barcodes(picture, zxingcpp.barcode_formats_from_str(NAMES))
    found = [one for one in found if one.valid and one.text.strip("\0 \r\n\t")]
    digest = hashlib.sha256(body).hexdigest()
    codes = _judged(actor, found[:MOST_CODES], scale, room_id)
    record.entry_append(
        actor=actor,
        action="conduct.picture_read",
        subject=("picture", digest[:32]),
        clause="M-link-safety",
        data={
            "sha256": digest,
            "codes": len(found),
            "held": sum(one.answer.decision is not None for one in codes),
        },
    )
    return Seen(digest, codes, len(found) > MOST_CODES)


def _body(stream: BinaryIO) -> bytes:
    body = b""
    while piece := stream.read(PIECE):
        body += piece
        if len(body) > MOST_BYTES:
            most = MOST_BYTES >> 20
            raise TooLarge(_("文件过大，最多 %(size)s MB。") % {"size": most}, field="file")
    if not body:
        raise Invalid(_("请选择一张图片。"), field="file")
    return body


def _judged(
    actor: Actor, found: list[zxingcpp.Barcode], scale: float, room_id: UUID | None
) -> tuple[Code, ...]:
    if not found:
        return ()
    said = [one.text.replace("\0", "")[:MOST_CONTENT] for one in found]
    items = [wire.Qr(id=f"code-{n}", content=content) for n, content in enumerate(said, 1)]
    answers = moderation.publication_review(actor=actor, items=items, room_id=room_id)
    targets = moderation.ruleset_of(actor).engine.targets
    return tuple(
        Code(str(one.format), content, _corners(one, scale), read_jump(content, targets), answer)
        for one, content, answer in zip(found, said, answers, strict=True)
    )


def _corners(one: zxingcpp.Barcode, scale: float) -> tuple[tuple[int, int], ...]:
    at = one.position
    corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    return tuple((round(corner.x * scale), round(corner.y * scale)) for corner in corners)
