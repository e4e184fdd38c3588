"""A copy of one's own data is made by a job, for people and programs, and leaves by ticket."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import transaction

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import File, Job, Letter
from parties import services
from parties.models import DataRequest
from parties.services import export
from tests import builders
from tests.attack.conftest import signed_in
from tests.parties import people
from tests.proof import stepped_up

pytestmark = [pytest.mark.django_db, pytest.mark.law("PIPL-access"), pytest.mark.long]
HOME = "浙江省杭州市滨江区某路 1 号"


@pytest.fixture
def mine(harbour, chun):
    people.sandbox(harbour)
    made = people.party(
        harbour, "operator", "marketer", user_id=chun.user_id, function_at=clock.now()
    )
    people.verify(made)
    return made


def order(actor, party):
    with acting(actor):
        return services.data_copy_order(actor=actor, party_id=party.pk)


def carry_on(owner):
    """Let the worker do what is ordered."""
    system = system_actor(owner.pk)
    with acting(system):
        for job in Job.objects.filter(kind=services.COPY, state="waiting"):
            assert office.job_run(actor=system, job_id=job.pk) == Job.State.DONE
        return DataRequest.objects.filter(kind="export").order_by("asked_at").last()


def archive(actor, row):
    with acting(actor):
        opened = office.file_open(actor=actor, file_id=row.file_id)
        return zipfile.ZipFile(io.BytesIO(b"".join(opened.pieces())))


def test_the_copy_holds_all_of_it_for_people_and_for_programs(harbour, chun, mine):
    people.party(harbour, "marketer", name="别人")
    order(chun, mine)
    row = carry_on(harbour)

    found = archive(chun, row)

    assert found.testzip() is None
    data, page = json.loads(found.read("data.json")), found.read("index.html").decode()
    for text in (json.dumps(data, ensure_ascii=False), page):
        assert "林小满" in text
        assert "13800001234" in text
        assert "别人" not in text
    assert data["kept_by_law"][0]["clause"] == "NTM-merchant-identity-3y"
    assert "依法须保存的内容" in page
    assert "平台内经营者身份信息" in page
    assert "<style" not in page
    assert b"main" in found.read("export.css")
    assert row.state == "done"


def test_it_is_written_in_the_language_of_the_person(harbour, chun, mine):
    phone = signed_in(chun)
    phone.cookies["lc_language"] = "en"
    phone.post("/me/data/copy")

    page = archive(chun, carry_on(harbour)).read("index.html").decode()

    assert 'lang="en"' in page
    assert "What the law obliges" in page
    assert "the identity of a merchant" in page


def test_a_request_is_open_until_the_copy_is_there_and_its_answer_is_told(harbour, chun, lin, mine):
    with acting(chun):
        asked = services.data_request_open(actor=chun, party_id=mine.pk, kind="export")
    with acting(lin):
        row = services.data_request_carry_out(actor=lin, request_id=asked.pk, reason="本人来函")
    assert row.state == "open"

    row = carry_on(harbour)

    assert row.pk == asked.pk
    assert row.state == "done"
    with acting(lin), transaction.atomic():
        assert Letter.objects.filter(topic="data_request_ended", recipient=chun.user_id).exists()
        assert Entry.objects.filter(action="parties.party_exported").count() == 1


def test_ordering_twice_makes_one_copy(harbour, chun, mine):
    assert order(chun, mine).pk == order(chun, mine).pk
    carry_on(harbour)

    with acting(chun), transaction.atomic():
        assert File.objects.filter(purpose=services.COPY).count() == 1


def test_killed_before_it_said_so_it_makes_no_second_copy(harbour, chun, mine, monkeypatch):
    order(chun, mine)
    told = export.request_end

    def killed(*given):
        told(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(export, "request_end", killed)
    system = system_actor(harbour.pk)
    with acting(system):
        job = Job.objects.get(kind=services.COPY)
        with pytest.raises(KeyboardInterrupt):
            office.job_run(actor=system, job_id=job.pk)
        assert DataRequest.objects.get().file_id is None  # all or nothing
        Job.objects.update(state="waiting", run=None)
    monkeypatch.setattr(export, "request_end", told)

    assert carry_on(harbour).state == "done"
    with acting(chun), transaction.atomic():
        assert File.objects.filter(purpose=services.COPY, state="ready").count() == 1


def test_the_person_takes_it_from_his_own_page(harbour, chun, mine):
    phone = signed_in(chun)
    phone.post("/me/data/copy")
    row = carry_on(harbour)
    page = phone.get("/me").content.decode()
    assert f"/files/{row.file_id}/take" in page
    assert "平台内经营者身份信息" in page  # what the law keeps, before he asks for anything

    answer = phone.post(f"/files/{row.file_id}/take", follow=True)

    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_nobody_else_takes_it(harbour, elsewhere, chun, mine):
    order(chun, mine)
    row = carry_on(harbour)

    for who in (
        builders.person(harbour, "bao", "streamer"),
        builders.person(harbour, "mei", "officer"),
        builders.person(harbour, "adm", "system_admin"),
        builders.person(elsewhere, "eve", "officer"),
    ):
        with acting(who), pytest.raises(NotFound):
            office.file_open(actor=who, file_id=row.file_id)


def test_only_he_himself_orders_without_a_request(harbour, lin, mine):
    for who in (lin, builders.person(harbour, "adm", "system_admin")):
        with pytest.raises(Forbidden):
            order(who, mine)


def test_an_officer_takes_it_only_for_a_moment_after_saying_why(harbour, chun, lin, mine, later):
    order(chun, mine)
    row = carry_on(harbour)
    take = f"/people/requests/{row.pk}/take"
    assert "/step-up" in signed_in(lin).post(take)["Location"]
    desk = stepped_up(lin, "unmask")
    assert take in desk.get("/people/waiting").content.decode()

    answer = desk.post(take, follow=True)

    assert b"".join(answer.streaming_content).startswith(b"PK")
    with acting(lin), transaction.atomic():
        entry = Entry.objects.get(action="parties.export_taken")
        assert entry.clause == "PIPL-security-measures"
    later(minutes=2)
    with acting(lin), pytest.raises(NotFound):
        office.file_open(actor=lin, file_id=row.file_id)


@pytest.mark.law("MNP-access")
def test_of_a_minor_an_officer_takes_it_only_with_approval(harbour, chun, lin, mine):
    people.change(mine, minor_until=clock.today() + timedelta(days=90))
    order(chun, mine)
    row = carry_on(harbour)
    take = f"/people/requests/{row.pk}/take"

    refused = stepped_up(lin, "unmask").post(take, follow=True)
    assert "须经安全管理员审批" in refused.content.decode()

    keeper = builders.person(harbour, "keeper", "security_admin")
    with acting(lin):
        access = services.minor_access_ask(actor=lin, party_id=mine.pk, reason="本人来函索取")
    with acting(keeper):
        services.minor_access_decide(actor=keeper, access_id=access.pk, is_approved=True)
    answer = stepped_up(lin, "unmask").post(take, follow=True)
    assert b"".join(answer.streaming_content).startswith(b"PK")
    register = signed_in(keeper).get("/people/minors").content.decode()
    assert "个人信息副本" in register


@pytest.mark.law("PIPL-erasure")
def test_erasing_destroys_the_copies_and_the_page_lists_what_stays(harbour, chun, mine):
    order(chun, mine)
    row = carry_on(harbour)
    admin = builders.person(harbour, "adm", "system_admin")
    with acting(chun):
        asked = services.data_request_open(actor=chun, party_id=mine.pk, kind="erase")
    with acting(admin):
        services.data_request_carry_out(actor=admin, request_id=asked.pk, reason="本人来函")

    with acting(admin), transaction.atomic():
        assert File.objects.get(pk=row.file_id).gone_at is not None


def test_he_asks_for_the_rest_on_his_page_too(harbour, chun, mine):
    phone = signed_in(chun)
    for kind in ("cancel", "correct", "nothing", "export", ""):
        phone.post("/me/data/ask", {"kind": kind})

    with acting(chun), transaction.atomic():
        assert [one.kind for one in DataRequest.objects.of(chun)] == ["cancel"]
    assert "注销账号" in phone.get("/me").content.decode()
    other = signed_in(builders.person(harbour, "bao", "streamer"))
    assert other.post("/me/data/copy").status_code == 404
