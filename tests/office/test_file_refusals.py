"""What is uploaded and refused: not what it says, too much, made to do harm, infected."""

import io
import struct
import zlib

import pytest
from django.db import transaction
from PIL import Image

from livecompliance.kernel.exceptions import Invalid, TooLarge, Unavailable
from livecompliance.kernel.tenancy import acting
from office import services
from office.models import File
from office.services import images, kinds, tables, upload, zips
from tests.office.filing import drawn, fetch, packed, store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("anything")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", b"MZ\x90\0" + b"\0" * 60),
        ("a.jpg", drawn("PNG")),
        ("a.csv", b"\x7fELF\x02\x01\x01" + b"\0" * 60),
        ("a.csv", b"<!DOCTYPE html><html><script>alert(1)</script></html>"),
        ("a.txt", b"<html><body onload=alert(1)>"),
        ("a.pdf", b"<html>%PDF-1.7"),
        ("a.xlsx", packed({"a": b"b"})),
        ("a.zip", b"Rar!\x1a\x07\x00"),
        ("a.exe", b"MZ"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a", b"a,b"),
        ("a.csv.html", b"a,b"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(lin, name, content):
    with pytest.raises(kinds.WrongKind):
        store(lin, content, name)
    with acting(lin), transaction.atomic():
        assert not File.objects.exists()


def test_what_is_what_its_name_says_is_taken(lin):
    book = b"".join(tables.write_rows([{"a": 1}], "xlsx"))
    for name, content in {
        "a.csv": "名称,金额\n茶,1\n".encode("gb18030"),
        "b.ndjson": b'{"a":1}\n',
        "c.pdf": b"%PDF-1.7\n%%EOF\n",
        "d.xlsx": book,
        "e.zip": packed({"a.txt": b"b"}),
        "F.TXT": "\ufeff茶".encode("utf-16"),
    }.items():
        assert fetch(lin, store(lin, content, name)) == (name, content)


def test_more_than_a_purpose_takes_is_refused_before_all_of_it_is_read(lin):
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size=-1):
            Endless.asked += size
            return b"a" * size

    with acting(lin), transaction.atomic(), pytest.raises(TooLarge):
        services.file_store(actor=lin, stream=Endless(), name="a.txt", purpose="test")
    assert Endless.asked <= (8 << 20) + upload.CHUNK


def test_nothing_and_a_purpose_that_is_none_are_refused(lin):
    with pytest.raises(Invalid):
        store(lin, b"", "a.txt")
    with acting(lin), transaction.atomic(), pytest.raises(Invalid):
        services.file_store(actor=lin, stream=io.BytesIO(b"x"), name="a.txt", purpose="none")


# Images


@pytest.mark.parametrize(("form", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_an_image_is_drawn_anew_without_what_the_camera_wrote(lin, form, ending):
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "SecretCamera", 6
    options = {"exif": exif, "icc_profile": b"SecretProfile"}
    content = drawn(form, **options) + b"<script>SecretTail</script>"
    assert b"Secret" in content

    _name, kept = fetch(lin, store(lin, content, f"a.{ending}"))

    assert b"Secret" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (20, 40), "the direction it was held in is in the pixels"
        assert not image.getexif()
        assert image.format == form


def test_a_gif_becomes_a_still_picture(lin):
    name, kept = fetch(lin, store(lin, drawn("GIF"), "茶.gif"))

    assert name == "茶.png"
    assert kept.startswith(b"\x89PNG")


def png_of(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    data = chunk(b"IDAT", zlib.compress(b"\0" * 1_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + data + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(100_000, 100_000), (30_000, 1), (8_000, 8_000), (2**31 - 1, 1)])
def test_a_pixel_flood_is_refused_before_a_pixel_is_decoded(lin, monkeypatch, size):
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("it was decoded"))

    with pytest.raises((images.PixelFlood, images.BadImage)):
        store(lin, png_of(*size), "a.png")


@pytest.mark.parametrize("cut", [9, 40, 60, -30])
def test_a_broken_image_is_refused_in_words(lin, cut):
    with pytest.raises(Invalid):
        store(lin, drawn("PNG")[:cut], "a.png")


# Archives


def lying(name: bytes, declared: int, real: bytes) -> bytes:
    """Return an archive whose one entry says that it is smaller than it is."""
    content = packed({"a": real})
    true, said = struct.pack("<L", len(real)), struct.pack("<L", declared)
    assert content.count(true) == 2
    return content.replace(true, said)


def overlapping() -> bytes:
    """Return an archive of a hundred names for the same bytes."""
    one = packed({"a": b"x" * 900_000})
    at = one.index(b"PK\1\2")
    end = one.index(b"PK\5\6")
    entry, count = one[at:end], 100
    tail = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, count, count, len(entry) * count, at, 0)
    return one[:at] + entry * count + tail


@pytest.mark.parametrize(
    "content",
    [
        packed({"a": b"\0" * (50 << 20)}),
        packed({str(number): b"" for number in range(2_001)}),
        overlapping(),
        lying(b"a", 10, b"\0" * (3 << 20)),
        packed({"../../etc/passwd": b"x"}),
        packed({"/etc/passwd": b"x"}),
        packed({"C:\\windows\\a": b"x"}),
        packed({"a": b"x"})[:-10],
    ],
    ids=["ratio", "entries", "overlap", "lying", "dots", "root", "drive", "cut"],
)
def test_an_archive_made_to_do_harm_is_refused(lin, content):
    with pytest.raises((zips.Bomb, zips.BadArchive)):
        store(lin, content, "a.zip")


def test_an_encrypted_archive_cannot_be_looked_through_and_is_refused(lin):
    content = bytearray(packed({"a": b"x"}))
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(mark) + offset] |= 1

    with pytest.raises(zips.BadArchive):
        store(lin, bytes(content), "a.zip")


# The scanner


def finds(stream, name):
    return "Eicar" if b"EICAR" in stream.read() else ""


def is_down(stream, name):
    raise ConnectionRefusedError


def test_what_the_scanner_finds_is_not_kept(lin, settings):
    settings.FILES_SCANNER = f"{__name__}.finds"

    with pytest.raises(upload.Infected):
        store(lin, b"EICAR", "a.txt")
    assert fetch(lin, store(lin, b"clean", "a.txt"))[1] == b"clean"


def test_while_the_scanner_is_away_nothing_is_taken(lin, settings):
    settings.FILES_SCANNER = f"{__name__}.is_down"

    with pytest.raises(Unavailable):
        store(lin, b"x", "a.txt")
