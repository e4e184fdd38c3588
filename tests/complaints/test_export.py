"""The list of complaints is taken away: what anybody wrote stays; long lists are a job."""

import csv
from io import StringIO

import pytest
from django.db import transaction

from complaints.rules import receipts
from complaints.selectors import export as rows_of
from complaints.selectors.inbox import Sought
from complaints.services import export
from ledger.models import Entry
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import Job
from tests import builders
from tests.complaints.conftest import STATEMENT, answer, file, public_of
from tests.proof import browser, stepped_up

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def table(body: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(body.decode("utf-8-sig"))))


def taken(actor, **given: str) -> list[list[str]]:
    answer_ = stepped_up(actor, "export").post("/complaints/export", {"tab": "all"} | given)
    assert answer_.headers["Content-Type"].startswith("text/csv")
    return table(answer_.content)


def test_the_list_holds_states_and_terms_and_nothing_that_anybody_wrote(lin, passer):
    row = file(passer, "goods").complaint
    answer(lin, row)

    head, line = taken(lin)

    assert line[1:4] == ["商品或服务", "已答复", "属实"]
    assert line[head.index("反馈结果：超期")] == "否"
    said = "".join(line)
    assert STATEMENT not in said
    assert "13800001234" not in said
    assert "周小禾" not in said


def test_a_formula_is_no_formula(lin, chun, passer):
    room = builders.room(chun, "=HYPERLINK(1)")
    file(passer, room_id=room.pk)

    assert "'=HYPERLINK(1)" in taken(lin)[1]


def test_it_is_narrowed_as_the_list_is(lin, passer):
    file(passer, "goods")
    file(passer, "minors")

    assert [one[1] for one in taken(lin, kind="minors")[1:]] == ["未成年人保护"]
    assert taken(lin, tab="answered")[1:] == []


def test_it_needs_another_proof_and_a_reason(lin, row):
    assert browser(lin).post("/complaints/export", {"tab": "all"}).status_code == 302
    with acting(lin), transaction.atomic():
        assert not Entry.objects.filter(action="complaints.list_exported").exists()


def test_who_took_it_stands_in_the_record(lin, row):
    taken(lin)
    with acting(lin), transaction.atomic():
        assert Entry.objects.filter(action="complaints.list_exported").count() == 1


def test_another_tenants_complaints_are_not_in_it(lin, outsider, row, elsewhere):
    file(public_of(elsewhere))

    assert len(taken(lin)) == len(taken(outsider)) == 2


def test_a_streamer_takes_nothing(chun, row):
    with acting(chun), pytest.raises(Forbidden):
        export.inbox_export(actor=chun, sought=Sought())


def test_a_long_list_is_a_job_whose_file_holds_every_row_once(lin, wu, passer, monkeypatch):
    monkeypatch.setattr(export, "AT_ONCE", 2)
    monkeypatch.setattr(export, "PART", 3)
    numbers = {receipts.shown(file(passer).complaint.number) for _one in range(7)}
    answer_ = stepped_up(lin, "export").post("/complaints/export", {"tab": "all"})
    assert answer_.headers["Location"] == "/jobs"
    with acting(lin), transaction.atomic():
        job = Job.objects.get(kind=export.KIND)
    system = system_actor(lin.tenant_id)
    with acting(system):
        assert office.job_run(actor=system, job_id=job.pk) == "done"

    with acting(lin), transaction.atomic():
        job = Job.objects.get(pk=job.pk)
        opened = office.file_open(actor=lin, file_id=job.result["file"])
        body = b"".join(opened.pieces())
    rows = table(body)
    assert len(rows) == 8
    assert {one[0] for one in rows[1:]} == numbers
    with acting(wu), transaction.atomic(), pytest.raises(NotFound):
        office.file_open(actor=wu, file_id=job.result["file"])


def test_a_wish_is_kept_by_a_job_as_it_was():
    sought = Sought(tab="all", kind="goods", text="ABC")

    assert rows_of.sought_of(rows_of.kept_of(sought)) == sought
