"""The pages of reports: the list by state, one report, what an officer does there; the API."""

import json

import pytest
from django.test import Client
from django.utils.html import escape

from accounts import services as people
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.oversight.reports import DRAFTED, TEXT, again, authority, draft
from tests.proof import browser, stepped_up

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def row(lin, settings, tmp_path):
    settings.REPORTS_ROOT = str(tmp_path)
    authority(lin, region="", carrier="folder", endpoint="bureau")
    return draft(lin)


def test_an_officer_reads_approves_and_writes_the_receipt_down(harbour, lin, row):
    page = browser(lin)
    assert "绝对化用语集中出现" in text(page.get("/outbox"))
    shown = text(page.get(f"/outbox/{row.pk}"))
    assert escape(TEXT) in shown
    assert page.post(f"/outbox/{row.pk}/act", {"act": "approve"}).status_code == 302
    held = again(lin, row)
    assert held.state == "queued"
    assert held.sha256 in text(page.get(f"/outbox/{row.pk}"))
    handed = {"act": "hand", "note": "当面递交综合科", "at": ""}
    page.post(f"/outbox/{row.pk}/act", handed)
    page.post(f"/outbox/{row.pk}/act", {"act": "receipt", "receipt": "收字 12 号"})
    assert (again(lin, row).state, again(lin, row).receipt) == ("received", "收字 12 号")
    assert "收字 12 号" in text(page.get("/outbox?tab=sent"))


@pytest.mark.parametrize(
    "form",
    [
        {"act": "explode"},
        {"act": "route", "authority_id": "x"},
        {"act": "receipt", "receipt": "1", "at": "gestern"},
        {"act": "hand", "note": "x", "at": "2026-13-45T00:00"},
        {"act": "refuse", "reason": "不对"},
    ],
)
def test_what_a_form_says_wrong_changes_nothing(lin, row, form):
    answer = browser(lin).post(f"/outbox/{row.pk}/act", form)
    assert answer.status_code == 302
    assert again(lin, row).state == "draft"


def test_a_viewer_sees_how_reports_stand_and_not_what_they_say(harbour, lin, row):
    page = browser(builders.person(harbour, "guan", "viewer"))
    shown = text(page.get(f"/outbox/{row.pk}"))
    assert "海滨市市场监督管理局" in shown
    assert escape(TEXT) not in shown
    assert 'data-key="a"' not in shown
    assert page.post(f"/outbox/{row.pk}/act", {"act": "approve"}).status_code == 403


def test_the_whole_text_is_shown_after_another_proof(lin, row):
    browser(lin).post(f"/outbox/{row.pk}/act", {"act": "approve"})
    assert browser(lin).post(f"/outbox/{row.pk}/look").status_code in {302, 403}
    answer = stepped_up(lin, "unmask").post(f"/outbox/{row.pk}/look")
    assert "本次查看已记录" in text(answer)
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_authority_is_recorded_changed_and_put_away(lin, row):
    page = browser(lin)
    form = {"name": "海滨市公安局", "body": "police", "level": "city", "carrier": "hand",
            "signing": "hmac"}  # fmt: skip
    page.post("/outbox/authorities/set", form)
    page.post("/outbox/authorities/domicile", {"place": "海滨省 海滨市"})
    shown = text(page.get("/outbox/authorities"))
    assert "海滨市公安局" in shown
    assert "海滨省海滨市" in shown
    assert "whpk_" in shown
    which = again(lin, row).authority_id
    assert "whsec_" in text(page.post(f"/outbox/authorities/{which}/act", {"act": "renew"}))
    page.post(f"/outbox/authorities/{which}/act", {"act": "retire"})
    assert "已停用" in text(page.get("/outbox/authorities"))


def test_the_same_form_sent_twice_is_one_report(lin, row):
    page = browser(lin)
    form = {"key": "k1", "matter": "market", "title": "价格标示不清", "text": TEXT}
    places = {page.post("/outbox/draft", form).headers["Location"] for _ in range(2)}
    assert len(places) == 1


def test_a_program_drafts_once_and_reads_how_it_stands(harbour, lin, row):
    system = system_actor(harbour.pk)
    with acting(system):
        _key, secret = people.key_create(
            actor=system, name="platform", scopes=["outbox.read", "outbox.write"]
        )
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    made = [
        client.post("/api/v1/outbox", json.dumps(DRAFTED), content_type="application/json")
        for _ in range(2)
    ]
    assert [one.status_code for one in made] == [201, 201]
    (first,), (second,) = (one.json()["reports"] for one in made)
    assert first["id"] == second["id"]
    held = client.get(f"/api/v1/outbox/{first['id']}").json()
    assert (held["state"], held["authority"]) == ("draft", "海滨市市场监督管理局")
    assert TEXT not in json.dumps(held, ensure_ascii=False)
    listed = client.get("/api/v1/outbox?limit=1").json()
    assert listed["next"] == listed["reports"][0]["id"]
