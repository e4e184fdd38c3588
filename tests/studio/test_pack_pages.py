"""The pages of term lists: begun, filled line by line, measured, approved by another person."""

import pytest
from django.test import Client

from livecompliance.kernel.tenancy import acting
from studio import services
from studio.models import Issue
from tests.moderation.services.streams import inspect, post, said
from tests.proof import browser
from tests.rooms.conftest import key_of
from tests.studio.conftest import table
from tests.studio.packs import built, do, in_force, now, pack, row

pytestmark = pytest.mark.django_db
JSON = "application/json"


def page(actor, path, **more):
    return browser(actor).get(f"/studio/{path}", **more).content.decode()


@pytest.mark.long
def test_a_list_is_begun_and_filled_from_the_page_and_faults_stay_to_be_mended(lin):
    web = browser(lin)
    answer = web.post("/studio/packs/new", {"name": "自有词库", "kind": "lexicon"}, follow=True)
    assert "这一版还没有词" in answer.content.decode()
    with acting(lin):
        issue = Issue.objects.get()
    terms = {
        "terms": "琥珀海马\n\n茶\n紫檀鲸鱼",
        "family": "F-MED",
        "source": "巡查",
        "revision": "1",
    }
    answer = web.post(f"/studio/issues/{issue.pk}/terms", terms)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "1 行没有加入" in shown
    assert "第 2 行" in shown
    assert ">茶</textarea>" in shown
    assert now(lin, issue).terms == 2
    stale = web.post(f"/studio/issues/{issue.pk}/terms", terms, follow=True).content.decode()
    assert "已被他人改动" in stale


@pytest.mark.long
def test_the_page_says_who_added_a_term_where_it_is_from_and_how_often_it_hit(
    lin, mei, tea_session
):
    live = in_force(lin, mei, pack(lin, row("琥珀海马", "F-MED", source="监管通报")))
    post(tea_session, said(1, "今天的琥珀海马"), said(2, "琥珀海马"))
    inspect(tea_session)
    with acting(lin):
        services.hits_count(actor=lin)
        services.hits_count(actor=lin)
    shown = page(mei, f"packs/{live.pack_id}")
    assert "监管通报" in shown
    assert '<span class="num">2</span> <span class="muted small">次命中' in shown
    assert f"{live.pack.code}@1" in shown
    listed = page(mei, "packs")
    assert "自有词库" in listed
    assert "W-" in listed


@pytest.mark.long
def test_the_second_person_finds_the_request_and_approves_it(lin, mei):
    draft = built(lin, pack(lin, row("琥珀海马")))
    do("ask", lin, draft)
    assert "/approve" not in page(lin, "approvals")
    assert "自有词库" in page(mei, "approvals")
    given = {"revision": now(lin, draft).revision, "back": "approvals"}
    answer = browser(mei).post(f"/studio/issues/{draft.pk}/approve", given, follow=True)
    assert "两秒内" in answer.content.decode()
    assert now(lin, draft).state == "live"


@pytest.mark.long
def test_a_table_on_the_shelf_is_offered_and_an_import_shows_how_far_it_is(lin):
    draft, file = pack(lin), table(lin)
    assert file in page(lin, f"packs/{draft.pack_id}")
    answer = browser(lin).post(f"/studio/issues/{draft.pk}/import", {"file": file}, follow=True)
    assert "正在排队" in answer.content.decode()
    part = browser(lin).get(f"/studio/packs/{draft.pack_id}", headers={"HX-Request": "true"})
    assert "HX-Refresh" not in part.headers
    nothing = browser(lin).post(f"/studio/issues/{draft.pk}/import", {"file": "x"}, follow=True)
    assert "请先选择一个文件" in nothing.content.decode()


@pytest.mark.long
def test_a_viewer_reads_and_changes_nothing(lin, wu):
    draft = pack(lin, row("琥珀海马"))
    shown = page(wu, f"packs/{draft.pack_id}")
    assert "琥珀海马" in shown
    assert "加入词" not in shown
    for act in ("build", "ask", "approve", "discard", "export"):
        assert browser(wu).post(f"/studio/issues/{draft.pk}/{act}").status_code == 403
    assert browser(lin).post(f"/studio/issues/{draft.pk}/burn").status_code == 404


@pytest.mark.long
def test_a_key_reads_lists_and_terms_and_writes_none(lin, mei, harbour, elsewhere):
    live = in_force(lin, mei, pack(lin, row("琥珀海马", "F-MED"), row("紫檀鲸鱼")))
    key = key_of(harbour, "studio.read", "studio.write")
    (listed,) = api("get", "packs", key).json()
    assert (listed["code"], listed["issues"][0]["state"]) == (live.pack.code, "live")
    terms = api("get", f"issues/{live.pk}/terms?prefix=琥珀", key).json()
    assert [(one["term"], one["family"]) for one in terms["terms"]] == [("琥珀海马", "F-MED")]
    for path, body in (
        (f"packs/{live.pack_id}/draft", {}),
        (f"issues/{live.pk}/act", {"act": "retire", "revision": now(lin, live).revision}),
        (f"issues/{live.pk}/terms", {"terms": [row("青瓷海豚")]}),
        ("rules", {"when": "true", "family": "F-MED", "name": "x"}),
    ):
        assert api("post", path, key, body).status_code == 403, path
    foreign = key_of(elsewhere, "studio.read")
    assert api("get", "packs", foreign).json() == []
    assert api("get", f"issues/{live.pk}/terms", foreign).status_code == 404
    assert now(lin, live).state == "live"


def api(method, path, key, body=None):
    call = getattr(Client(), method)
    more = {"content_type": JSON} if method == "post" else {}
    return call(f"/api/v1/studio/{path}", body, HTTP_AUTHORIZATION=key, **more)


@pytest.mark.long
def test_an_officer_writes_a_list_over_the_api_from_the_first_row_to_the_request(lin, mei):
    web = browser(lin)

    def send(path, **body):
        return web.post(f"/api/v1/studio/{path}", body, content_type=JSON)

    made = send("packs", name="接口词库", pack_kind="lexicon").json()
    taken = send(f"issues/{made['id']}/terms", terms=[row("琥珀海马"), row("茶")]).json()
    assert (taken["added"], [one["line"] for one in taken["faults"]]) == (1, [2])
    seen = taken["issue"]["revision"]
    early = send(f"issues/{made['id']}/act", act="ask", revision=seen)
    assert (early.status_code, early.json()["code"]) == (409, "not_built")
    ordered = send(f"issues/{made['id']}/act", act="build", revision=seen).json()
    assert ordered["job"]["state"] == "waiting"
    with acting(lin):
        issue = Issue.objects.get()
    built(lin, issue)
    asked = send(f"issues/{made['id']}/act", act="ask", revision=seen).json()
    assert asked["is_asked"]
    own = send(f"issues/{made['id']}/act", act="approve", revision=asked["revision"])
    assert (own.status_code, own.json()["code"]) == (403, "own_version")
    theirs = {"act": "approve", "revision": asked["revision"]}
    done = (
        browser(mei)
        .post(f"/api/v1/studio/issues/{made['id']}/act", theirs, content_type=JSON)
        .json()
    )
    assert done["state"] == "live"


@pytest.mark.long
def test_a_list_goes_into_shadow_from_its_page_and_the_page_shows_what_it_met(lin, tea_session):
    issue = built(lin, pack(lin, row("琥珀海马")))
    web = browser(lin)
    seen = {"revision": now(lin, issue).revision}
    web.post(f"/studio/issues/{issue.pk}/shadow", seen)
    post(tea_session, said(1, "今天的琥珀海马刚刚到店"))
    inspect(tea_session)
    shown = page(lin, f"packs/{issue.pack_id}")
    assert "影子运行所见" in shown
    assert "今天的琥珀海马刚刚到店" in shown
    assert "回到草稿" in shown
    assert "写新一版" not in shown
    web.post(f"/studio/issues/{issue.pk}/unshadow", {"revision": now(lin, issue).revision})
    assert now(lin, issue).state == "draft"
