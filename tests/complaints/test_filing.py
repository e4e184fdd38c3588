"""Whoever complains gets a receipt that only he has, and clocks run from that moment."""

import json
from datetime import timedelta

import pytest
from django.db import connection, transaction

from complaints.events import ComplaintFiled
from complaints.models import Complaint, Step
from complaints.rules.receipts import Receipt
from complaints.selectors import complaint_opened, who_of, words_of
from complaints.services import FormUsed, KeyTaken
from ledger.models import Entry
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.complaints.conftest import CONTACT, STATEMENT, again, clocks, file, public_of

pytestmark = pytest.mark.django_db


@pytest.mark.law("M-complaints")
@pytest.mark.law("O117-complaints")
def test_a_complaint_is_received_with_a_receipt_and_three_clocks(filed, row):
    assert row.state == "received"
    assert len(filed.receipt.number) == 10
    assert len(filed.receipt.secret) == 16
    found = clocks(row)
    assert set(found) == {"acknowledge", "act", "feed_back"}
    assert found["acknowledge"].due_at == row.filed_at + timedelta(hours=24)
    assert {one.clause for one in found.values()} == {"M-complaints"}


def test_nothing_that_was_written_lies_in_clear(row):
    with connection.cursor() as cursor, acting(system_actor(row.tenant_id)), transaction.atomic():
        cursor.execute("SELECT c::text FROM complaints_complaint c WHERE id = %s", [row.pk])
        kept = cursor.fetchone()[0]

    for part in (STATEMENT, *CONTACT.values(), STATEMENT.encode().hex()):
        assert part not in kept


def test_the_record_names_nobody(row):
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        [entry] = Entry.objects.filter(action="complaints.complaint_filed")

    said = json.loads(bytes(entry.body))["data"]
    assert said == {"kind": "conduct", "state": "received", "channel": "web"}


def test_an_officer_reads_the_words_and_sees_the_contact_masked(lin, row):
    with acting(lin), transaction.atomic():
        assert words_of(lin, row)["statement"] == STATEMENT
        assert who_of(lin, row) == {
            "name": "周**",
            "phone": "138****1234",
            "email": "",
            "order_ref": "",
        }


def test_the_same_form_twice_is_one_complaint_with_one_receipt(passer):
    first = file(passer, form=b"f" * 16)
    second = file(passer, form=b"f" * 16)

    assert first.is_new
    assert not second.is_new
    assert first.complaint.pk == second.complaint.pk
    assert first.receipt == second.receipt


def test_a_form_with_other_words_shows_nobody_elses_receipt(passer):
    file(passer, form=b"f" * 16)

    with pytest.raises(FormUsed):
        file(passer, form=b"f" * 16, statement="完全不同的另一件事情。")


def test_a_programs_number_stands_for_one_complaint(harbour):
    program = builders.program(harbour, "complaints.write")
    file(program, form=b"e" * 16, external_id="T-1", channel="api")

    with pytest.raises(KeyTaken):
        file(program, form=b"g" * 16, external_id="T-1", channel="api")


def test_receipts_have_nothing_in_common(passer):
    made = [file(passer).receipt for _ in range(4)]

    assert len({one.number for one in made}) == len({one.secret for one in made}) == 4
    assert len({one.number[:4] for one in made}) == 4


@pytest.mark.parametrize(
    "spoil", [{"number": "0" * 10}, {"secret": "0" * 16}, {"secret": ""}, {"number": ""}]
)
def test_what_does_not_fit_opens_nothing(passer, filed, spoil):
    with acting(passer), transaction.atomic(), pytest.raises(NotFound) as refusal:
        complaint_opened(passer, filed.receipt._replace(**spoil))

    assert "编号或查询码不对" in refusal.value.message


def test_a_receipt_of_another_platform_is_as_unknown_as_none(passer, elsewhere, filed):
    stranger = public_of(elsewhere)
    said = []
    for receipt in (filed.receipt, Receipt("0" * 10, "0" * 16)):
        with acting(stranger), transaction.atomic(), pytest.raises(NotFound) as refusal:
            complaint_opened(stranger, receipt)
        said.append((refusal.value.code, refusal.value.message, refusal.value.extra))

    assert said[0] == said[1]


def test_the_receipt_opens_its_own_complaint(passer, filed):
    with acting(passer), transaction.atomic():
        assert complaint_opened(passer, filed.receipt).pk == filed.complaint.pk


def test_those_who_only_look_file_nothing_and_open_nothing(wu, filed):
    with pytest.raises(Forbidden):
        file(wu)
    with acting(wu), transaction.atomic(), pytest.raises(Forbidden):
        complaint_opened(wu, filed.receipt)


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("kind", {"kind": "nothing"}),
        ("statement", {"statement": "短"}),
        ("statement", {"statement": "长" * 4_001}),
        ("phone", {"phone": "call me"}),
        ("email", {"email": "nobody"}),
        ("channel", {"channel": "pigeon"}),
        ("name", {"kind": "personal", "name": ""}),
        ("phone", {"kind": "likeness", "phone": ""}),
        ("happened_at", {"kind": "dispute", "happened_at": None}),
        ("happened_at", {"happened_at": clock.now() + timedelta(days=400)}),
    ],
)
def test_what_is_missing_is_named_by_its_field(passer, field, fields):
    with pytest.raises(Invalid) as refusal:
        file(passer, **fields)

    assert refusal.value.extra["field"] == field


def test_halves_of_signs_and_controls_are_left_out(passer, lin):
    made = file(passer, statement="坏的\ud800字符\x00也要能投诉。\r\n第二行").complaint

    with acting(lin), transaction.atomic():
        assert words_of(lin, made)["statement"] == "坏的字符也要能投诉。\n第二行"


def test_what_it_is_about_is_linked_and_the_operator_named(passer, tea_session):
    finding = builders.finding(tea_session)
    made = again(file(passer, finding_id=finding.pk).complaint)

    assert (made.room_id, made.session_id) == (tea_session.room_id, tea_session.pk)
    assert made.respondent_id == tea_session.room.operator_id


def test_another_platforms_room_is_not_there(elsewhere, tea_room):
    with pytest.raises(NotFound):
        file(public_of(elsewhere), room_id=tea_room.pk)


def test_whoever_listens_hears_of_it_once(passer, monkeypatch):
    heard: list[ComplaintFiled] = []
    monkeypatch.setitem(events._listeners, ComplaintFiled, [heard.append])
    file(passer, form=b"x" * 16)
    file(passer, form=b"x" * 16)

    assert [one.kind for one in heard] == ["conduct"]


def test_a_step_is_never_changed(row):
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        assert Step.objects.get(complaint=row).became == "received"
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            Step.objects.filter(complaint=row).update(act="close")


def test_another_tenant_sees_no_complaint(row, outsider):
    with acting(outsider), transaction.atomic():
        assert not Complaint.objects.filter(pk=row.pk).exists()
