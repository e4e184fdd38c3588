"""Appeals over the API: listed, read, answered, decided by a person who took no part."""

import pytest
from django.test import Client

from sanctions.models import Sanction
from tests import builders
from tests.proof import browser
from tests.rooms.conftest import key_of
from tests.sanctions.conftest import again, again_of, appeal, decide, review

pytestmark = pytest.mark.django_db
BASE = "/api/v1/sanctions"


@pytest.fixture
def program(harbour):
    """A program of Harbour that reads and writes sanctions."""
    key = key_of(harbour, "sanctions.read", "sanctions.write")

    def ask(method, path, body=None):
        return getattr(Client(), method)(
            f"{BASE}{path}", body, content_type="application/json", headers={"Authorization": key}
        )

    return ask


@pytest.fixture
def made(lin, chun, tea):
    return appeal(chun, decide(lin, tea, rung="suspension", days=7))


def post(actor, path, body):
    return browser(actor).post(f"{BASE}{path}", body, content_type="application/json")


@pytest.mark.long
def test_an_appeal_is_read_talked_about_and_decided_by_another_officer(lin, mei, chun, made):
    [listed] = browser(mei).get(f"{BASE}/appeals").json()
    assert (listed["id"], listed["outcome"], listed["answer"]) == (str(made.pk), "open", "")
    assert post(chun, f"/appeals/{made.pk}/messages", {"text": "附件已补。"}).status_code == 201
    assert post(mei, f"/appeals/{made.pk}/messages", {"text": "已收到。"}).status_code == 201
    whole = browser(chun).get(f"{BASE}/appeals/{made.pk}").json()
    assert [one["is_of_subject"] for one in whole["messages"]] == [True, False]
    ruling = {"ruling": "overturned", "text": "复核录像，不成立。"}
    refused = post(lin, f"/appeals/{made.pk}/decide", ruling)
    assert (refused.status_code, refused.json()["code"]) == (403, "same_officer")
    assert post(mei, f"/appeals/{made.pk}/decide", ruling).json()["outcome"] == "overturned"
    assert again(made.sanction).state == "overturned"
    assert browser(mei).get(f"{BASE}/appeals").json() == []
    [ended] = browser(mei).get(f"{BASE}/appeals?show=ended").json()
    assert ended["answer"] == "复核录像，不成立。"
    late = post(mei, f"/appeals/{made.pk}/decide", ruling)
    assert (late.status_code, late.json()["code"]) == (409, "appeal_ended")


@pytest.mark.long
def test_a_change_over_the_api_is_milder_or_refused(mei, made):
    for body, status in (
        ({"rung": "closure"}, 422), ({"rung": "suspension", "days": 3}, 200),
    ):  # fmt: skip
        body |= {"ruling": "changed", "text": "情节较轻，从轻处理。"}
        assert post(mei, f"/appeals/{made.pk}/decide", body).status_code == status


@pytest.mark.long
def test_a_program_reads_appeals_and_decides_none(program, made):
    assert program("get", "/appeals").json()[0]["id"] == str(made.pk)
    assert program("get", f"/appeals/{made.pk}").status_code == 200
    for path, body in (
        ("messages", {"text": "自动回复"}),
        ("decide", {"ruling": "upheld", "text": "自动维持原处罚"}),
    ):
        assert program("post", f"/appeals/{made.pk}/{path}", body).status_code == 403
    assert again(made).state == "open"


@pytest.mark.long
def test_another_tenants_appeal_does_not_exist(outsider, elsewhere, made):
    theirs = f"{BASE}/appeals/{made.pk}"
    assert browser(outsider).get(theirs).status_code == 404
    assert post(outsider, f"/appeals/{made.pk}/messages", {"text": "x"}).status_code == 404
    assert browser(outsider).get(f"{BASE}/appeals").json() == []
    key = key_of(elsewhere, "sanctions.read")
    assert Client().get(theirs, headers={"Authorization": key}).status_code == 404


@pytest.mark.long
def test_what_a_program_proposes_names_findings_and_the_plan_and_waits(program, mei, tea, on_air):
    finding = builders.finding(on_air)
    body = {
        "party": str(tea.pk), "key": "program-0001", "code": "false_claim", "rung": "suspension",
        "days": 7, "facts": "两次宣称降血压。", "proportionality": "第二次，从轻。",
        "findings": [str(finding.pk)], "orders": "照常发货。", "after_sales": "平台客服代收。",
        "disputes": "平台先行受理。", "open_orders": 12,
    }  # fmt: skip
    reply = program("post", "", body)
    assert reply.status_code == 201
    assert reply.json()["state"] == "proposed"
    row = again_of(Sanction, mei, reply.json()["id"])
    assert row.findings == [finding.pk]
    assert review(mei, row).state == "in_force"
