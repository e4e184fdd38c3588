"""Files leave by a ticket, and under a name that steers nothing."""

import pytest
from django.db import transaction

from accounts.models import Membership
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.downloads import disposition, safe_name
from livecompliance.kernel.tenancy import acting
from office.models import FileTicket
from tests.attack.conftest import signed_in
from tests.office.filing import store, ticket_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("anything")]


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
