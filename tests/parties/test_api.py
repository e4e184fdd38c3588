"""What a platform's system may do with parties, and what it is never shown."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from ledger.models import Entry
from livecompliance.kernel import clock, gate
from livecompliance.kernel.tenancy import acting
from parties import services
from parties.models import Party
from tests import builders
from tests.attack.conftest import signed_in
from tests.parties.calls import caller, person
from tests.parties.numbers import resident, uscc

pytestmark = pytest.mark.django_db
GROWN, MINOR = date(1990, 3, 4), date(2009, 7, 1)
NUMBER = resident(GROWN)
CLEAR = ("林小满", "13800001234", "某路", NUMBER)


@pytest.fixture(autouse=True)
def day(monkeypatch):
    noon = datetime(2026, 11, 29, 4, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: noon)


@pytest.fixture
def call(harbour):
    return caller(harbour)


@pytest.fixture
def party(call):
    return call("post", "parties", person(NUMBER, external_id="u-1")).json()


def parties_of(actor) -> int:
    with acting(actor), transaction.atomic():
        return Party.objects.of(actor).count()


@pytest.mark.law("O117-operator-verified", "O117-marketer-file")
def test_a_registered_party_is_answered_masked_wherever_it_is_asked_for(call, party):
    path = f"parties/{party['id']}"
    answers = [call("get", one) for one in (path, "parties", f"{path}/documents")]

    assert party["name"] == "林**"
    assert party["mobile"] == "138****1234"
    assert answers[2].json()["documents"][0]["number"] == "110*************15"
    for answer in answers:
        assert answer.status_code == 200
        assert not [one for one in CLEAR if one in answer.content.decode()]


def test_the_same_number_and_document_sent_again_are_the_same_party(call, lin, party):
    again = call("post", "parties", person(NUMBER, external_id="u-1", public_name="别的名"))

    assert again.status_code == 201
    assert again.json() == party
    assert parties_of(lin) == 1
    with acting(lin), transaction.atomic():
        assert Entry.objects.filter(action="parties.party_registered").count() == 1


@pytest.mark.parametrize("number", ["", resident(GROWN, 3)])
def test_the_same_number_with_another_document_or_none_is_refused(call, party, number):
    answer = call("post", "parties", person(number, external_id="u-1"))

    assert answer.status_code == 409
    assert answer.json()["code"] == "party_exists"


def test_who_knows_a_number_and_a_document_is_not_shown_whose_they_are(chun, harbour, party):
    """A streamer who sends them gets no view of somebody else's file."""
    browser = signed_in(chun)

    answer = browser.post(
        "/api/v1/parties", person(NUMBER, external_id="u-1"), content_type="application/json"
    )

    assert answer.status_code == 409
    assert party["id"] not in answer.content.decode()


def test_a_streamer_registers_himself_and_nobody_else(chun, lin, harbour):
    somebody = builders.person(harbour, "mei", "streamer")
    body = person(resident(MINOR)) | {"user_id": str(somebody.user_id)}

    answer = signed_in(chun).post("/api/v1/parties", body, content_type="application/json")

    assert answer.status_code == 201
    assert answer.json()["is_minor"] is True
    with acting(lin), transaction.atomic():
        assert Party.objects.of(lin).get().user_id == chun.user_id


def test_a_member_of_another_platform_cannot_be_anybodys_login(call, outsider):
    answer = call("post", "parties", person(NUMBER, user_id=str(outsider.user_id)))

    assert answer.status_code == 422
    assert answer.json()["field"] == "user_id"


@pytest.mark.long
def test_parties_are_listed_page_by_page_and_by_what_they_are(call, party):
    company = {"kind": "company", "roles": ["operator"], "name": "清源茶业有限公司"}
    for n in range(3):
        paper = {"kind": "uscc", "number": uscc(f"MA1K3BTP{n}")}
        assert call("post", "parties", person(**company, document=paper)).status_code == 201

    first = call("get", "parties?limit=2").json()
    rest = call("get", f"parties?limit=9&after={first['next']}").json()

    seen = [one["id"] for one in (*first["parties"], *rest["parties"])]
    assert len(seen) == len(set(seen)) == 4
    assert rest["next"] is None
    for wanted in ("role=marketer", "kind=natural", "external_id=u-1"):
        found = call("get", f"parties?{wanted}").json()["parties"]
        assert [one["id"] for one in found] == [party["id"]]
    assert call("get", "parties?state=closed").json()["parties"] == []
    assert call("get", "parties?role=king").status_code == 422


def test_what_is_changed_is_sealed_and_what_is_not_sent_stays(call, party):
    path = f"parties/{party['id']}"

    changed = call("post", path, {"mobile": "13900005678"}).json()

    assert changed["mobile"] == "139****5678"
    assert (changed["name"], changed["address"]) == (party["name"], party["address"])
    assert call("post", path, {"mobile": "1"}).json()["field"] == "mobile"


def test_a_function_that_is_not_ready_says_everything_that_is_missing(call, party, monkeypatch):
    words = {"x_missing": gate.Words("没有核验", "请先核验")}
    monkeypatch.setattr(gate, "_words", gate._words | words)
    reason = gate.Reason("x_missing", "M-real-identity")
    monkeypatch.setitem(services.function._conditions, "tests.x", lambda *_: [reason])
    path = f"parties/{party['id']}/function"

    answer = call("post", path, {"act": "open"})

    assert answer.status_code == 409
    assert answer.json()["code"] == "function_not_ready"
    assert {
        "code": "x_missing",
        "clause": "M-real-identity",
        "citation": "《网络直播营销管理办法（试行）》第八条第一款",
        "message": "没有核验",
        "cure": "请先核验",
    } in answer.json()["reasons"]


def test_the_function_is_opened_suspended_resumed_and_cancelled(harbour, lin, call):
    ready = builders.party(harbour, function="none")
    browser, path = signed_in(lin), f"/api/v1/parties/{ready.pk}/function"

    def act(name, reason="核查投诉"):
        sent = {"act": name, "reason": reason}
        return browser.post(path, sent, content_type="application/json")

    with acting(lin), transaction.atomic():
        Party.objects.of(lin).update(function="open")
    assert act("suspend", "").json()["field"] == "reason"
    assert act("suspend").json()["function"] == "suspended"
    assert act("open").json()["code"] == "function_state"
    assert act("resume").json()["function"] == "open"
    assert act("cancel").json()["function"] == "cancelled"
    assert act("explode").status_code == 422
    suspended = call("post", f"parties/{ready.pk}/function", {"act": "suspend", "reason": "核查"})
    assert suspended.status_code == 403


@pytest.mark.long
def test_only_officers_decide_on_a_credential_and_a_refusal_says_why(call, lin, party):
    sent = {"kind": "practising", "name": "医师执业证书", "covers": ["medicine"]}
    made = call("post", f"parties/{party['id']}/credentials", sent)
    path = f"credentials/{made.json()['id']}/decide"

    assert made.status_code == 201
    assert call("post", path, {"is_approved": True}).status_code == 403
    browser = signed_in(lin)

    def decide(**sent):
        return browser.post(f"/api/v1/{path}", sent, content_type="application/json")

    assert decide(is_approved=False).json()["field"] == "reason"
    assert decide(is_approved=True).json()["state"] == "approved"
    assert decide(is_approved=False, reason="过期").json()["code"] == "credential_decided"
    listed = call("get", f"parties/{party['id']}/credentials").json()["credentials"]
    assert [(one["state"], one["covers"]) for one in listed] == [("approved", ["medicine"])]


@pytest.mark.long
def test_a_tie_is_made_once_listed_on_both_sides_and_ended_once(call, party):
    company = {"kind": "company", "roles": ["agency"], "name": "星途文化有限公司"}
    paper = {"kind": "uscc", "number": uscc()}
    agency = call("post", "parties", person(**company, document=paper)).json()
    sent = {"kind": "agency_marketer", "first_id": agency["id"], "second_id": party["id"]}

    made, again = call("post", "ties", sent), call("post", "ties", sent)

    assert made.status_code == 201
    assert made.json() == again.json()
    for one in (agency, party):
        assert call("get", f"parties/{one['id']}/ties").json()["ties"] == [made.json()]
    ended = call("post", f"ties/{made.json()['id']}/end")
    assert ended.json()["until"] is not None
    assert call("post", f"ties/{made.json()['id']}/end").json() == ended.json()
    swapped = sent | {"first_id": party["id"], "second_id": agency["id"]}
    assert call("post", "ties", swapped).status_code == 422


@pytest.mark.long
def test_who_has_left_hands_in_nothing_more_and_may_come_again(call, party):
    path = f"parties/{party['id']}"

    assert call("post", f"{path}/close", {"reason": ""}).status_code == 422
    assert call("post", f"{path}/close", {"reason": "本人申请"}).json()["state"] == "closed"
    paper = {"kind": "resident_id", "number": NUMBER}
    assert call("post", f"{path}/documents", paper).json()["code"] == "party_closed"
    assert call("post", path, {"address": "别处"}).json()["code"] == "party_closed"
    assert call("post", "parties", person(NUMBER)).status_code == 201


@pytest.mark.long
def test_another_platform_sees_and_touches_nothing(elsewhere, party):
    foreign = caller(elsewhere)
    for method, path in (
        ("get", ""), ("get", "/documents"), ("get", "/credentials"), ("get", "/ties"),
        ("post", ""), ("post", "/close"), ("post", "/roles"), ("post", "/function"),
    ):  # fmt: skip
        body = {"reason": "x y", "role": "operator", "act": "open"}
        answer = foreign(method, f"parties/{party['id']}{path}", body if method == "post" else None)
        assert answer.status_code == 404, path
    assert foreign("get", "parties").json()["parties"] == []


def test_a_key_that_only_reads_registers_nobody(harbour, lin):
    reading = caller(harbour, "parties.read")

    assert reading("post", "parties", person(NUMBER)).status_code == 403
    assert parties_of(lin) == 0
