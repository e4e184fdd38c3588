"""Officers keep authorities' lists on a page; programs do it through the API."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from livecompliance.kernel import clock
from office.models import Job
from oversight.models import Violator, ViolatorList
from tests import builders
from tests.oversight.test_inspections import seen
from tests.oversight.test_violators import CODE, LIST, added, company, line, table
from tests.proof import browser

pytestmark = [pytest.mark.django_db, pytest.mark.long]
ENTRY = {
    "list": LIST,
    "effect": "deny",
    "authority": "海滨市市场监督管理局",
    "uscc": CODE,
    "name": "海潮茶业有限公司",
    "basis": "多次虚假宣传",
}


def entry(**fields):
    return ENTRY | {"since": f"{clock.today() - timedelta(days=1)}"} | fields


def test_an_officer_enters_one_finds_it_and_takes_it_off(lin):
    desk = browser(lin)
    desk.post("/violators/add", entry())
    [row] = seen(lin, Violator)
    assert ENTRY["name"] in desk.get(f"/violators?q={CODE.lower()}").content.decode()
    desk.post(f"/violators/{row.pk}/lift", {"why": "removed", "note": "海市监信 9 号"})
    assert ENTRY["name"] not in desk.get("/violators").content.decode().split("<tbody>")[-1]
    assert ENTRY["name"] in desk.get("/violators?show=ended").content.decode()


def test_who_of_them_is_registered_stands_beside(lin):
    party = company(lin)
    added(lin, effect="warn")
    assert f'href="/people/{party.pk}"' in browser(lin).get("/violators").content.decode()


def test_an_entry_with_a_wrong_code_comes_back_with_what_was_typed(lin):
    answer = browser(lin).post("/violators/add", entry(uscc="91330108MA2FRNT17Y"))
    assert answer.status_code == 422
    assert ENTRY["basis"] in answer.content.decode()
    assert not seen(lin, Violator)


def test_a_table_sent_with_the_form_becomes_a_version(lin):
    sent = SimpleUploadedFile("list.csv", table(line()).encode(), "text/csv")
    answer = browser(lin).post("/violators/bring", {"list": LIST, "effect": "warn", "file": sent})
    assert answer.status_code == 302
    [version] = seen(lin, ViolatorList)
    assert (version.name, version.effect, version.is_whole) == (LIST, "warn", False)
    assert seen(lin, Job, kind="violator_import")


def test_a_form_without_a_table_says_so(lin):
    answer = browser(lin).post("/violators/bring", {"list": LIST, "effect": "warn"})
    assert answer.status_code == 422
    assert not seen(lin, ViolatorList)


def test_who_watches_reads_and_has_no_forms(lin, harbour):
    added(lin)
    body = browser(builders.person(harbour, "view", "viewer")).get("/violators").content.decode()
    assert "海潮茶业有限公司" in body
    assert "/lift" not in body


def test_a_program_enters_lists_and_lifts(lin):
    desk = browser(lin)
    json = {"content_type": "application/json"}
    made = desk.post("/api/v1/violators", entry(), **json)
    assert made.status_code == 201
    assert desk.post("/api/v1/violators", entry(), **json).status_code == 409
    where = f"/api/v1/violators/{made.json()['id']}/lift"
    assert desk.post(where, {"why": "removed", "note": "移出 9 号"}, **json).status_code == 200
    assert desk.get("/api/v1/violators").json()["violators"] == []
    assert len(desk.get("/api/v1/violators?is_standing=false").json()["violators"]) == 1
    assert len(desk.get("/api/v1/violator-lists").json()["lists"]) == 1
