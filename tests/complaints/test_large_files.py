"""Files larger than a form may be: taken by themselves, with a pass, and looked at as ever."""

from io import BytesIO

import pytest
from django.db import transaction

from complaints.models import Attachment
from complaints.services import attaching
from complaints.views import public_follow as page
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests.complaints.test_public import PATH, filed, follow, hidden, text

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.usefixtures("fresh")]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n" + b"%" * 3_000_000 + b"\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def given(guest):
    """A pass for a complaint that was just filed."""
    return hidden(text(follow(guest, filed(guest))), "pass")


def send(guest, given, content=PDF, name="证书.pdf", path=PATH):
    return guest.generic(
        "POST",
        path,
        content,
        content_type="application/octet-stream",
        headers={
            "Complaint-Pass": given,
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        },
    )


def kept(tenant):
    with acting(system_actor(tenant.pk)), transaction.atomic():
        return Attachment.objects.count()


def test_a_paper_of_three_megabytes_is_taken(guest, given, harbour):
    answer = send(guest, given, name="%E8%AF%81%E4%B9%A6.pdf")

    assert "附件已收到" in text(answer)
    assert answer["Cache-Control"] == "no-store"
    assert kept(harbour) == 1


@pytest.mark.parametrize("spoilt", ["", "x", "0" * 90])
def test_without_a_pass_not_a_byte_is_read(guest, harbour, given, monkeypatch, spoilt):
    monkeypatch.setattr("complaints.views.public_upload.read_body", None)

    assert send(guest, spoilt).status_code == 404
    assert kept(harbour) == 0


def test_a_pass_opens_nothing_on_another_platform(guest, given, elsewhere):
    assert send(guest, given, path="/p/elsewhere/complaint").status_code == 404


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"MZ\x90" * 9, "a.pdf"), (b"PK\x03\x04", "a.zip"), (PDF, ""), (PDF, "a.exe")],
)
def test_what_is_refused_is_said_and_not_kept(guest, given, harbour, content, name):
    assert send(guest, given, content, name).status_code == 409
    assert kept(harbour) == 0


def test_more_than_the_purpose_takes_is_refused_unread(guest, given, harbour, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_BYTES", 1_000_000)

    assert send(guest, given, name="a.pdf").status_code == 409
    assert kept(harbour) == 0


def test_an_address_sends_few_files_a_minute(guest, given, monkeypatch):
    monkeypatch.setattr(page, "SENT_A_MINUTE", 0)

    assert send(guest, given).status_code == 429


def test_a_file_whose_line_broke_half_way_is_not_kept_and_can_be_sent_again(guest, given, harbour):
    whole = {"content_type": "application/octet-stream", "CONTENT_LENGTH": str(len(PDF))}
    headers = {"Complaint-Pass": given, "Content-Disposition": 'attachment; filename="a.pdf"'}
    half = BytesIO(PDF[: len(PDF) // 2])
    refused = guest.generic("POST", PATH, b"x", headers=headers, **whole, **{"wsgi.input": half})

    assert refused.status_code == 409
    assert "上传中断" in text(refused)
    assert kept(harbour) == 0
    assert "附件已收到" in text(send(guest, given))
    assert kept(harbour) == 1
