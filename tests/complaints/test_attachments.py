"""What is handed in is looked at, drawn anew and kept sealed; nothing of what is refused stays."""

import io

import pytest
from django.db import transaction
from PIL import Image

from complaints.models import Attachment
from complaints.services import EnoughFiles, NotNow, attaching
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound, TooLarge
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import File
from tests import builders
from tests.complaints.conftest import do

pytestmark = pytest.mark.django_db


def photo(size: tuple[int, int] = (40, 30)) -> io.BytesIO:
    """A photograph with what a camera writes into it."""
    made, told = io.BytesIO(), Image.Exif()
    told[0x010F] = "CameraOfZhou"
    Image.new("RGB", size, "teal").save(made, "JPEG", exif=told)
    made.seek(0)
    return made


def add(actor, receipt, stream=None, name="小票.jpg"):
    return do("attachment_add", actor, receipt=receipt, stream=stream or photo(), name=name)


def test_a_photo_is_drawn_anew_and_opened_by_officers_only(lin, wu, passer, filed):
    made = add(passer, filed.receipt)

    assert (made.side, made.kind) == ("complainant", "image/jpeg")
    with acting(lin):
        content = b"".join(office.file_open(actor=lin, file_id=made.file).pieces())
    assert b"CameraOfZhou" not in content
    for other in (wu, passer):
        with acting(other), pytest.raises(NotFound):
            office.file_open(actor=other, file_id=made.file)


@pytest.mark.parametrize(
    ("stream", "name"),
    [
        (io.BytesIO(b"MZ\x90\x00"), "小票.jpg"),
        (io.BytesIO(b"<html><script>alert(1)</script>"), "说明.txt"),
        (io.BytesIO(b"PK\x03\x04"), "证据.zip"),
        (io.BytesIO(b""), "空.txt"),
    ],
)
def test_what_is_not_what_it_says_is_refused(passer, filed, stream, name):
    with pytest.raises(Invalid):
        add(passer, filed.receipt, stream, name)
    with acting(passer), transaction.atomic():
        assert not Attachment.objects.exists()
        assert not File.objects.exists()


def test_a_flood_of_pixels_is_refused(passer, filed):
    head = (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x86\xa0\x00\x01\x86\xa0\x08\x02\x00\x00\x00"
    )
    with pytest.raises(Invalid):
        add(passer, filed.receipt, io.BytesIO(head + b"\x00" * 64), "大图.png")


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x03\x04" + b"evil" * 9])
def test_what_is_two_things_at_once_is_kept_as_its_pixels_alone(lin, passer, filed, tail):
    made = add(passer, filed.receipt, io.BytesIO(photo().getvalue() + tail))

    with acting(lin):
        content = b"".join(office.file_open(actor=lin, file_id=made.file).pieces())
    assert tail not in content
    assert Image.open(io.BytesIO(content)).size == (40, 30)


def test_a_picture_whose_frames_would_fill_the_memory_is_one_picture(passer, filed):
    moving = io.BytesIO()
    first = Image.new("P", (30, 30))
    rest = [Image.new("P", (30, 30), one % 255) for one in range(1, 120)]
    first.save(moving, "GIF", save_all=True, append_images=rest, duration=10)
    moving.seek(0)
    made = add(passer, filed.receipt, moving, "动图.gif")

    assert (made.kind, made.size < 2_000) == ("image/png", True)


def test_a_bomb_inside_a_png_is_refused_before_it_is_unpacked(passer, filed):
    """A few bytes that unpack into more than the header may promise."""
    flat = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(flat, "PNG")
    flat.seek(0)
    assert len(flat.getvalue()) < 100_000

    with pytest.raises(Invalid) as refused:
        add(passer, filed.receipt, flat, "平.png")
    assert refused.value.code == "pixel_flood"


def test_more_than_is_taken_is_refused(passer, filed):
    large = io.BytesIO(b"a" * (attaching.MOST_BYTES + 1))
    with pytest.raises(TooLarge):
        add(passer, filed.receipt, large, "长.txt")


def test_there_are_at_most_so_many(passer, filed, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_FILES", 1)
    add(passer, filed.receipt)

    with pytest.raises(EnoughFiles):
        add(passer, filed.receipt)


def test_nothing_is_added_to_what_is_over_or_with_a_wrong_secret(passer, filed):
    with pytest.raises(NotFound):
        add(passer, filed.receipt._replace(secret="0" * 16))
    do("receipt_withdraw", passer, receipt=filed.receipt)
    with pytest.raises(NotNow):
        add(passer, filed.receipt)


def test_a_program_hands_in_for_the_complainant_and_an_officer_for_the_platform(harbour, lin, row):
    program = builders.program(harbour, "complaints.write")
    sides = [
        do("attachment_file", one, complaint_id=row.pk, stream=photo(), name="a.jpg").side
        for one in (program, lin)
    ]

    assert sides == ["complainant", "platform"]


def test_those_who_only_look_add_nothing(wu, row):
    with pytest.raises(Forbidden):
        do("attachment_file", wu, complaint_id=row.pk, stream=photo(), name="a.jpg")
