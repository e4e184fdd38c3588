"""Images are measured before they are decoded, and drawn anew: only pixels are kept."""

import io
import tempfile
from collections.abc import Iterable
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from livecompliance.kernel.exceptions import Invalid

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}
DRAWN_AS = {"image/gif": "image/png"}  # the first picture of it
OPTIONS: dict[str, dict[str, Any]] = {
    "PNG": {},
    "JPEG": {"quality": 90},
    "WEBP": {"quality": 90},
}
MODES = {"PNG": {"1", "L", "LA", "RGB", "RGBA"}, "JPEG": {"L", "RGB"}, "WEBP": {"RGB", "RGBA"}}
MOST_PIXELS, LONGEST_SIDE = 40_000_000, 20_000
PARTS = 10_000  # of a side: in such parts a box is said
Box = tuple[int, int, int, int]
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class PixelFlood(Invalid):
    code = "pixel_flood"


class BadImage(Invalid):
    code = "bad_image"


def redraw(stream: BinaryIO, kind: str) -> tuple[BinaryIO, str]:
    """Return an image that shows the same and holds nothing else, and its kind.

    The direction in which a camera was held is kept by turning the pixels. Places, times,
    comments, colour profiles and whatever else stood beside the pixels are gone.

    Raises:
        PixelFlood: it would be too large to decode; it was not decoded.
        BadImage: it cannot be decoded.
    """
    stream.seek(0)
    try:
        with Image.open(stream, formats=[FORMATS[kind]]) as image:
            _require_size(image)
            return _drawn(image, DRAWN_AS.get(kind, kind))
    except BOMBS as flood:
        raise PixelFlood(_("图片像素过多。"), field="file") from flood
    except Invalid:
        raise
    except Exception as fault:
        raise BadImage(_("图片已损坏，无法读取。"), field="file") from fault


def grey(body: bytes, longest_side: int) -> tuple[Image.Image, float]:
    """Return an image's pixels in grey, scaled down to a longest side, and by how much.

    Raises:
        PixelFlood: it would be too large to decode; it was not decoded.
        BadImage: it cannot be decoded, or is of no kind that is read here.
    """
    try:
        with Image.open(io.BytesIO(body), formats=[*FORMATS.values()]) as image:
            _require_size(image)
            image.load()
            upright = ImageOps.exif_transpose(image)
            bare = _on_white(upright).convert("L")
    except BOMBS as flood:
        raise PixelFlood(_("图片像素过多。"), field="file") from flood
    except Invalid:
        raise
    except Exception as fault:
        raise BadImage(_("图片已损坏，无法读取。"), field="file") from fault
    whole = max(bare.size)
    bare.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    return bare, whole / max(bare.size)


def covered(body: bytes, kind: str, boxes: Iterable[Box]) -> BinaryIO:
    """Return an image drawn anew with black boxes over it: nothing of what they cover is left.

    Args:
        boxes: left, top, right, bottom, each in ten-thousandths of the image's side.

    Raises:
        PixelFlood: it would be too large to decode; it was not decoded.
        BadImage: it cannot be decoded.
    """
    try:
        with Image.open(io.BytesIO(body), formats=[FORMATS[kind]]) as image:
            _require_size(image)
            drawn, _kind = _drawn(image, kind)
        with drawn, Image.open(drawn) as bare:
            whole = bare.convert("RGBA" if bare.has_transparency_data else "RGB")
    except BOMBS as flood:
        raise PixelFlood(_("图片像素过多。"), field="file") from flood
    except Invalid:
        raise
    except Exception as fault:
        raise BadImage(_("图片已损坏，无法读取。"), field="file") from fault
    wide, high = whole.size
    for left, top, right, bottom in boxes:
        edges = (left * wide // PARTS, top * high // PARTS,
                 -(-right * wide // PARTS), -(-bottom * high // PARTS))  # fmt: skip
        whole.paste((0, 0, 0), edges)
    out = io.BytesIO()
    whole.convert("RGB" if kind == "image/jpeg" else whole.mode).save(
        out, FORMATS[kind], **OPTIONS[FORMATS[kind]]
    )
    out.seek(0)
    return out


def _on_white(image: Image.Image) -> Image.Image:
    """Return an image as it looks on a white page."""
    if not image.has_transparency_data:
        return image
    page = Image.new("RGBA", image.size, "white")
    page.alpha_composite(image.convert("RGBA"))
    return page


def _require_size(image: Image.Image) -> None:
    """Refuse by what the header says, before a single pixel is decoded."""
    wide, high = image.size
    if wide * high > MOST_PIXELS or max(wide, high) > LONGEST_SIDE:
        raise PixelFlood(_("图片像素过多。"), field="file")


def _drawn(image: Image.Image, kind: str) -> tuple[BinaryIO, str]:
    form = FORMATS[kind]
    image.load()
    upright = ImageOps.exif_transpose(image)
    if upright.mode not in MODES[form]:
        has_alpha = "transparency" in upright.info or upright.mode in {"PA", "RGBa", "La", "LA"}
        upright = upright.convert("RGBA" if has_alpha and "RGBA" in MODES[form] else "RGB")
    upright.info = {}
    out = tempfile.TemporaryFile()  # noqa: SIM115  (whoever called closes it)
    upright.save(out, form, **OPTIONS[form])
    out.seek(0)
    return cast(BinaryIO, out), kind
