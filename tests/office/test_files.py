"""Files: looked at before they are kept, sealed where they lie, fetched once by whoever may."""

import io
import struct
import zipfile
import zlib
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from PIL import Image

from accounts.models import Membership
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.downloads import disposition, safe_name
from livecompliance.kernel.exceptions import Invalid, NotFound, TooLarge, Unavailable
from livecompliance.kernel.tenancy import acting
from office import codec, services
from office.models import File, FileTicket
from office.services import images, kinds, parts, purposes, tables, upload, zips
from office.services.parts import FileBroken, storage_of
from office.services.purposes import Purpose
from tests.attack.conftest import signed_in

pytestmark = pytest.mark.django_db
ALL = frozenset(kinds.KINDS)


@pytest.fixture(autouse=True)
def anything(monkeypatch):
    monkeypatch.setattr(purposes, "_purposes", {"test": Purpose(kinds=ALL, most_bytes=8 << 20)})


def store(actor, content: bytes, name: str) -> File:
    with acting(actor), transaction.atomic():
        stream = io.BytesIO(content)
        return services.file_store(actor=actor, stream=stream, name=name, purpose="test")


def fetch(actor, file: File) -> tuple[str, bytes]:
    with acting(actor), transaction.atomic():
        opened = services.file_open(actor=actor, file_id=file.pk)
        return opened.name, b"".join(opened.pieces())


def stored(file: File) -> list[str]:
    folder = f"{file.tenant_id.hex}/{file.pk.hex}"
    return [f"{folder}/{name}" for name in sorted(storage_of().listdir(folder)[1])]


def raw(name: str) -> bytes:
    with storage_of().open(name) as part:
        return part.read()


def put(name: str, content: bytes) -> None:
    with open(storage_of().path(name), "wb") as part:
        part.write(content)


def drawn(form="PNG", size=(40, 20), **options) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, "red")
    image.putpixel((0, 0), (0, 0, 255))
    image.save(out, form, **options)
    return out.getvalue()


def packed(entries) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("size", [1, codec.PART - 1, codec.PART, codec.PART + 1, 3 * codec.PART])
def test_what_was_stored_comes_back_and_lies_sealed(lin, size):
    content = (b"name,phone\n" + b"13800138000," * size)[:size]

    file = store(lin, content, "名单.csv")

    assert fetch(lin, file) == ("名单.csv", content)
    assert (file.size, file.parts) == (size, -(-size // codec.PART))
    lying = b"".join(raw(name) for name in stored(file))
    assert b"13800138000" not in lying
    assert "名单".encode() not in bytes(file.name_sealed)


def test_files_lie_outside_of_everything_that_is_served():
    root = storage_of().path("")
    served = [django_settings.STATICFILES_DIRS[0], django_settings.STATIC_ROOT or "/nowhere"]

    assert not any(str(root).startswith(str(place)) for place in served)


def spoiled(how, first, second):
    one, two = raw(first), raw(second)
    if how == "altered":
        put(first, one[:-1] + bytes([one[-1] ^ 1]))
    elif how == "swapped":
        put(first, two), put(second, one)
    elif how == "repeated":
        put(second, one)
    elif how == "cut short":
        storage_of().delete(second)
    elif how == "shortened":
        put(second, two[:40])


@pytest.mark.parametrize("how", ["altered", "swapped", "repeated", "cut short", "shortened"])
def test_a_part_that_is_not_what_was_put_there_is_never_read(lin, how):
    file = store(lin, b"a" * (2 * codec.PART), "a.txt")
    spoiled(how, *stored(file))

    with pytest.raises(FileBroken):
        fetch(lin, file)


def test_a_part_of_another_file_does_not_open(lin):
    first, second = store(lin, b"one", "a.txt"), store(lin, b"two", "b.txt")
    put(stored(first)[0], raw(stored(second)[0]))

    with pytest.raises(FileBroken):
        fetch(lin, first)


def test_the_key_of_a_file_fits_no_other_row(lin):
    first, second = store(lin, b"one", "a.txt"), store(lin, b"two", "b.txt")
    with acting(lin), transaction.atomic():
        File.objects.filter(pk=first.pk).update(wrapped_key=second.wrapped_key)

    with pytest.raises(Exception, match="does not fit"):
        fetch(lin, first)


def test_a_file_cut_after_its_last_whole_part_is_noticed(lin):
    file = store(lin, b"a" * (2 * codec.PART), "a.txt")
    with acting(lin), transaction.atomic():
        File.objects.filter(pk=file.pk).update(parts=1)

    with pytest.raises(FileBroken):
        fetch(lin, file)


@pytest.mark.parametrize("who", ["wu", "outsider"])
def test_a_file_is_for_its_owner_and_for_nobody_else(request, lin, who):
    file, other = store(lin, b"x", "a.txt"), request.getfixturevalue(who)

    with pytest.raises(NotFound):
        fetch(other, file)
    browser = signed_in(other)
    assert browser.post(f"/files/{file.pk}/take").status_code == 404


def test_a_stranger_is_sent_to_sign_in(lin, client):
    file = store(lin, b"x", "a.txt")

    assert client.post(f"/files/{file.pk}/take")["Location"].startswith("/accounts/login/")
    assert client.get("/files/" + "x" * 43)["Location"].startswith("/accounts/login/")


def ticket_of(actor, file) -> str:
    with acting(actor), transaction.atomic():
        return services.file_ticket_issue(actor=actor, file_id=file.pk)


def test_a_ticket_lets_one_person_fetch_one_file_once(lin, wu):
    file = store(lin, "茶".encode(), "a.txt")
    path = f"/files/{ticket_of(lin, file)}"

    assert signed_in(wu).get(path).status_code == 404
    answer = signed_in(lin).get(path)
    assert answer.getvalue().decode() == "茶"
    assert answer["Content-Length"] == "3"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert signed_in(lin).get(path).status_code == 404


def test_a_ticket_ends_after_a_minute_and_only_its_digest_is_kept(lin, monkeypatch):
    file = store(lin, b"x", "a.txt")
    text = ticket_of(lin, file)
    with acting(lin), transaction.atomic():
        assert text.encode() not in bytes(FileTicket.objects.get().token_hash)
    monkeypatch.setenv(clock.OFFSET_VARIABLE, "61")

    assert signed_in(lin).get(f"/files/{text}").status_code == 404


def test_a_ticket_dies_with_the_membership_of_whom_it_was_for(lin, harbour):
    text = ticket_of(lin, store(lin, b"x", "a.txt"))
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Membership.objects.filter(user_id=lin.user_id).update(is_active=False)

    assert signed_in(lin).get(f"/files/{text}").status_code == 403


def test_who_stored_and_who_took_is_recorded_without_the_name(lin):
    file = store(lin, b"x", "张三的身份证.txt")
    fetch(lin, file)

    with acting(lin), transaction.atomic():
        found = Entry.objects.filter(subject_ref=str(file.pk)).order_by("id")
        assert [one.action for one in found] == ["office.file_stored", "office.file_opened"]
        assert not [one for one in found if "张三" in bytes(one.body).decode()]


def test_a_destroyed_file_has_no_key_no_name_and_no_parts(lin, django_capture_on_commit_callbacks):
    file = store(lin, b"x", "a.txt")
    names = stored(file)
    with django_capture_on_commit_callbacks(execute=True), acting(lin):
        assert services.file_destroy(actor=lin, file_id=file.pk)
        assert not services.file_destroy(actor=lin, file_id=file.pk)

    assert not [name for name in names if storage_of().exists(name)]
    with pytest.raises(NotFound):
        fetch(lin, file)


def test_next_year_what_was_to_be_kept_for_a_week_is_gone_and_the_rest_is_not(
    lin, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setitem(purposes._purposes, "test", Purpose(kinds=ALL, keep=timedelta(days=7)))
    short = store(lin, b"x", "a.txt")
    monkeypatch.setitem(purposes._purposes, "test", Purpose(kinds=ALL))
    lasting = store(lin, b"x", "a.txt")
    monkeypatch.setenv(clock.OFFSET_VARIABLE, str(366 * 86_400))

    from office.selectors import files_due

    assert files_due(clock.now()) == [lin.tenant_id]
    with django_capture_on_commit_callbacks(execute=True), acting(lin):
        assert services.files_expire(actor=lin) == 1
    with pytest.raises(NotFound):
        fetch(lin, short)
    assert fetch(lin, lasting)[1] == b"x"


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


def test_an_upload_that_breaks_in_the_middle_leaves_nothing(lin, monkeypatch):
    write = parts.Place.write
    seen = []

    def broken(place, index, content, *, is_last):
        seen.append(place)
        if index == 1:
            raise OSError("disk full")
        write(place, index, content, is_last=is_last)

    monkeypatch.setattr(parts.Place, "write", broken)
    with pytest.raises(OSError, match="disk full"):
        store(lin, b"a" * (3 * codec.PART), "a.txt")

    assert not storage_of().exists(seen[0].name(0))
    with acting(lin), transaction.atomic():
        assert not File.objects.exists()


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


# Names


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\a\\b.csv", "b.csv"),
        ('a"b\r\nSet-Cookie: x.csv', "a_b__Set-Cookie_ x.csv"),
        ("阿春家的养生茶.csv", "阿春家的养生茶.csv"),
        ("a\u202egnp.exe.csv", "a_gnp.exe.csv"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("茶" * 300 + ".csv", "茶" * 146 + ".csv"),
    ],
)
def test_a_name_keeps_its_words_and_loses_what_steers(name, safe):
    assert safe_name(name) == safe


def test_a_header_holds_a_plain_name_and_the_real_one():
    assert disposition("a.csv") == 'attachment; filename="a.csv"'
    assert disposition("茶 单.csv") == (
        "attachment; filename=\"file.csv\"; filename*=UTF-8''%E8%8C%B6%20%E5%8D%95.csv"
    )
    for name in ('a"b\r\nX: y.csv', "茶\n.csv", "%00'\"\\.csv", "a;b=c.csv"):
        header = disposition(name)
        assert header.isascii()
        assert header.isprintable()
        assert header.count('"') == 2


def test_a_name_with_quotes_lines_and_chinese_is_downloaded_as_it_should(lin):
    file = store(lin, b"x", '名"单\r\n2026.txt')

    answer = signed_in(lin).get(f"/files/{ticket_of(lin, file)}")

    assert answer["Content-Disposition"].endswith("filename*=UTF-8''%E5%90%8D_%E5%8D%95__2026.txt")
