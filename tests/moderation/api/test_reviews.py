"""Review before publication over the API."""

import json

import pytest
from django.test import Client

from accounts import services as accounts
from accounts.models import Scope
from ledger.models import Entry, Outbox
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation import selectors, services
from moderation.models import Decision
from moderation.services import decision as decisions
from tests import builders

pytestmark = pytest.mark.django_db
CLEAN = {"id": "t1", "type": "title", "text": "阿春家的养生茶专场"}
CURE = {"id": "t2", "type": "title", "text": "喝茶降血压，根治糖尿病"}
OFFER = {"id": "p1", "type": "profile", "name": "小春", "bio": "加微信 tea88766 私下转账更便宜"}


def key_for(tenant, *scopes):
    guard = builders.person(tenant, f"guard-{'-'.join(scopes) or 'all'}", "security_admin")
    with acting(guard):
        _, text = accounts.key_create(
            actor=guard, name="platform", scopes=list(scopes or Scope.values)
        )
    return text


def call(key, path, body=None, **headers):
    client = Client(headers={"Authorization": f"Bearer {key}"} | headers)
    if body is None:
        return client.get(path)
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(path, text, content_type="application/json")


@pytest.fixture
def key(harbour):
    return key_for(harbour)


def inspect(key, *items, **headers):
    return call(key, "/api/v1/inspect", {"items": list(items)}, **headers)


@pytest.mark.law("M-content-patrol", "M-key-elements")
def test_titles_covers_profiles_scripts_and_products_are_answered_before_publication(key):
    answer = inspect(
        key,
        CLEAN,
        CURE,
        OFFER,
        {"id": "c1", "type": "cover", "text": "国家级 全网第一"},
        {"id": "s1", "type": "script", "text": "大家好" * 100},
        {"id": "g1", "type": "product", "title": "绿茶", "description": "清香"},
    )

    results = {one["id"]: one for one in answer.json()["results"]}
    assert answer.status_code == 200
    assert [results[i]["suggestion"] for i in ("t1", "s1", "g1")] == ["pass"] * 3
    assert all(results[i]["suggestion"] != "pass" for i in ("t2", "p1", "c1"))
    label = results["t2"]["labels"][0]
    assert CURE["text"][label["start"] : label["end"]] == label["text"]
    assert label["clause"] == "M-18-2"
    assert {"decision"} & results["t1"].keys() == set()


def test_a_single_item_is_taken_without_a_list(key):
    answer = call(key, "/api/v1/inspect", CLEAN)

    assert [one["suggestion"] for one in answer.json()["results"]] == ["pass"]


@pytest.fixture
def reviewed(lin, harbour):
    """An item that the engine could not judge, so that it is in review."""
    actor = lin
    items = services.items_read([CURE])
    with acting(actor), pytest.MonkeyPatch.context() as patch:
        patch.setattr(decisions, "_judged", lambda _, item: decisions.fault_of(item.id))
        answer = services.publication_review(actor=actor, items=items)[0]
        return selectors.decision_get(actor, answer.decision)


@pytest.mark.law("M-content-patrol", "O117-content-review")
def test_nothing_in_review_is_publishable_until_an_officer_has_decided(key, lin, reviewed):
    path = f"/api/v1/decisions/{reviewed.pk}"
    before = call(key, path).json()
    with acting(lin):
        services.decision_decide(
            actor=lin, decision_id=reviewed.pk, state="pass", reason="引用病名，未宣传疗效"
        )
    after = call(key, path).json()

    assert (before["state"], before["is_publishable"]) == ("review", False)
    assert (after["state"], after["is_publishable"]) == ("pass", True)
    with acting(lin):
        assert Outbox.objects.get(topic="decision.decided").payload["state"] == "pass"
        assert Entry.objects.filter(action="moderation.publication_decided").count() == 1


def test_what_the_engine_blocks_is_not_publishable_and_cannot_be_waved_through(key, lin):
    found = inspect(key, OFFER).json()["results"][0]

    with acting(lin):
        decision = selectors.decision_get(lin, found["decision"])
        assert (found["suggestion"], decision.is_publishable) == ("block", False)
        with pytest.raises(Conflict) as refusal:
            services.decision_decide(
                actor=lin, decision_id=decision.pk, state="pass", reason="没有问题"
            )
    assert refusal.value.code == "already_decided"


def test_an_engine_that_fails_answers_review(key, monkeypatch):
    class Broken:
        versions, lexicons = [], [None]

        def inspect(self, *_):
            raise RuntimeError("喝茶降血压")

    broken = services.ruleset.Ruleset(Broken(), "broken")
    monkeypatch.setattr(decisions, "ruleset_of", lambda _: broken)

    result = inspect(key, CLEAN).json()["results"][0]

    assert result["suggestion"] == "review"
    assert result["labels"][0]["code"] == "ENGINE-FAULT"
    assert result["decision"]


def test_the_content_is_sealed_and_the_stored_reasons_quote_none_of_it(key, lin):
    inspect(key, CURE)

    with acting(lin):
        decision = Decision.objects.get()
        assert all("text" not in label for label in decision.labels)
        assert "降血压".encode() not in bytes(decision.content_sealed)
        assert selectors.content_of(decision)["event"]["text"] == CURE["text"]


def test_deciding_twice_the_same_is_once_and_otherwise_is_refused(lin, reviewed):
    with acting(lin):
        for _ in range(2):
            services.decision_decide(
                actor=lin, decision_id=reviewed.pk, state="block", reason="疗效宣传"
            )
        with pytest.raises(Conflict):
            services.decision_decide(
                actor=lin, decision_id=reviewed.pk, state="pass", reason="改主意"
            )

        assert Entry.objects.filter(action="moderation.publication_decided").count() == 1


@pytest.mark.parametrize(("state", "reason"), [("review", "x"), ("pass", " ")])
def test_a_decision_needs_a_verdict_and_a_reason(lin, reviewed, state, reason):
    with acting(lin), pytest.raises(Invalid):
        services.decision_decide(actor=lin, decision_id=reviewed.pk, state=state, reason=reason)


@pytest.mark.parametrize(
    ("who", "refusal"), [("wu", Forbidden), ("chun", Forbidden), ("outsider", NotFound)]
)
def test_only_an_officer_of_the_tenant_decides(request, reviewed, who, refusal):
    actor = request.getfixturevalue(who)

    with acting(actor), pytest.raises(refusal):
        services.decision_decide(
            actor=actor, decision_id=reviewed.pk, state="pass", reason="没有问题"
        )


def test_a_key_decides_nothing(key, reviewed):
    answer = call(key, f"/api/v1/decisions/{reviewed.pk}/decide", {"state": "pass", "reason": "x"})

    assert answer.status_code == 403


def test_the_queue_holds_what_waits_and_nothing_else(key, lin, reviewed):
    inspect(key, OFFER)

    with acting(lin):
        assert list(selectors.decision_queue(lin)) == [reviewed]


def test_a_wrong_item_is_named_by_number_and_field_and_nothing_is_kept(key, lin):
    frame = {"id": "f", "type": "frame", "labels": [{"name": "a", "score": 7}]}
    answer = inspect(key, CURE, {"id": "x", "type": "title", "text": 5}, {"type": "title"}, frame)

    fields = [error["field"] for error in answer.json()["errors"]]
    assert answer.status_code == 422
    assert fields == ["/items/1/text", "/items/2/id", "/items/3/labels[0].score"]
    with acting(lin):
        assert Decision.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 422),
        ("{}", 422),
        ({"items": []}, 422),
        ({"items": [CLEAN] * 101}, 422),
        ({"items": [CLEAN], "room_id": "x"}, 422),
        ({"items": [CLEAN], "room_id": "0190a000-0000-7000-8000-000000000000"}, 404),
        ({"items": [{"id": "1", "type": "title", "text": "长" * 5001}]}, 422),
        ({"items": ["text"]}, 422),
    ],
)
def test_a_wrong_request_is_a_problem_document(key, body, status):
    answer = call(key, "/api/v1/inspect", body)

    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_the_same_key_and_body_give_the_same_answer_and_are_judged_once(key, lin):
    header = {"Idempotency-Key": "batch-7"}

    answers = [inspect(key, CURE, **header).json() for _ in range(2)]
    other = inspect(key, OFFER, **header)

    assert answers[0] == answers[1]
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    with acting(lin):
        assert Decision.objects.count() == 1


def test_two_tenants_may_use_the_same_idempotency_key(key, elsewhere, lin):
    header = {"Idempotency-Key": "batch-7"}
    theirs = key_for(elsewhere)

    answers = [inspect(each, CURE, **header).json()["results"][0] for each in (key, theirs)]

    assert answers[0]["decision"] != answers[1]["decision"]


def test_another_tenants_decision_is_not_found(reviewed, elsewhere):
    answer = call(key_for(elsewhere), f"/api/v1/decisions/{reviewed.pk}")

    assert answer.status_code == 404
