"""One bad event, message or setting stops nobody else: inspection and deliveries go on."""

import json

import pytest
from django.db import transaction

from accounts import services as accounts
from accounts.models import Tenant, WebhookEndpoint
from ledger import services as record
from ledger.models import Outbox
from livecompliance.kernel import outbound
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding, RoomState
from moderation.services import inspection
from rooms.models import Cursor
from tests.moderation.services.streams import OFFER, inspect, post, said

pytestmark = pytest.mark.django_db
URLS = ["http://[", "http://[::1", "javascript:alert(1)", "\0", "http://a:99999999/", "//x",
        "http://" + "a." * 900, "http://xn--/", "http://\u202e.com", "http://[v1.x]/"]  # fmt: skip
HOSTILE = [
    {"id": "t1", "type": "speech", "text": OFFER, "at": "0001-01-01T00:00:00+23:59"},
    {"id": "t2", "type": "speech", "text": OFFER, "at": "0001-01-01T00:00:00Z"},
    {"id": "t3", "type": "speech", "text": OFFER, "at": "9999-12-31T23:59:59-23:59"},
    {"id": "t4", "type": "speech", "text": OFFER, "at": 32_503_680_000_000},
    {"id": "t5", "type": "speech", "text": OFFER, "at": 0},
    {"id": -(2**63), "type": "speech", "text": OFFER},
    {"id": 2**63 - 1, "type": "speech", "text": OFFER},
    {"id": "m1", "type": "metric", "viewers": 2**53 - 1, "amount_fen": 2**53 - 1, "orders": 0},
    {"id": "m2", "type": "metric", "viewers": 0, "amount_fen": 0, "orders": 2**53 - 1},
    {"id": "g1", "type": "goods", "title": OFFER, "product_id": "\0", "price_fen": 2**53 - 1},
    {"id": "n1", "type": "speech", "text": "加\0我\0微信 tea88766 \u202e私下转账"},
    {"id": "n2", "type": "profile", "name": "\0", "bio": OFFER, "avatar": "\0"},
    {"id": "n3", "type": "connect", "person": "\0", "name": "\0"},
    {"id": "n4", "type": "frame", "labels": [{"name": "\0", "score": 1}] * 500},
    {"id": "x" * 64, "type": "speech", "text": OFFER},
    {"id": "\u202e\ufeff", "type": "speech", "text": OFFER},
    {"id": "' OR 1=1;--", "type": "speech", "text": OFFER},
    {"id": "p%s%(x)s{}", "type": "speech", "text": OFFER + "%s%(x)s{}"},
    *({"id": f"u{n}", "type": "link", "url": url} for n, url in enumerate(URLS)),
    *({"id": f"q{n}", "type": "qr", "content": url} for n, url in enumerate(URLS)),
]


@pytest.fixture
def on_air(lin, tea_session):
    with acting(lin):
        yield tea_session


def test_no_event_that_ingest_takes_stops_inspection(browser_of, lin, on_air):
    for event in HOSTILE:
        post(on_air, event)
    post(on_air, said("last", OFFER))

    while inspect(on_air).segments:
        pass

    assert Cursor.objects.get(session=on_air).events == len(HOSTILE) + 1
    found = set(Finding.objects.filter(code="F-OFFPLAT").values_list("event_key", flat=True))
    assert {"t1", "t5", "n1", "g1", "' OR 1=1;--", "x" * 64, "last"} <= found
    for path in ("", "/sides", "/timeline", "/timeline?kind=finding", "/timeline?before=9"):
        assert browser_of(lin).get(f"/rooms/{on_air.room_id}{path}").status_code == 200
    assert browser_of(lin).get("/wall").status_code == 200


@pytest.mark.parametrize("key", [None, "batch-1"])
def test_an_id_that_no_column_holds_is_refused_by_its_line(send, key):
    extra = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
    lines = [{"id": "a\0b", "type": "comment"}, {"id": "good", "type": "comment"}]

    answer = send(*lines, **extra)

    assert answer.status_code == 202
    assert [(one["line"], one["code"], one["field"]) for one in answer.json()["rejected"]] == [
        (1, "out_of_range", "id")
    ]
    assert send(*lines, **extra).status_code == 202


def test_a_segment_that_cannot_be_inspected_is_put_before_a_person_and_the_rest_goes_on(
    on_air, monkeypatch, caplog
):
    make = inspection.findings_of

    def fails_on_the_second(batch, session, version):
        if any(event.id == "poison" for event in batch.events):
            raise ValueError("what nobody thought of, quoting 13800138000")
        return make(batch, session, version)

    monkeypatch.setattr(inspection, "findings_of", fails_on_the_second)
    post(on_air, said("first", OFFER))
    post(on_air, said("poison", OFFER), said("beside"))
    post(on_air, said("third", OFFER))

    while inspect(on_air).segments:
        pass

    found = dict(Finding.objects.values_list("segment_seq", "code"))
    assert found[2] == "ENGINE-FAULT"
    assert set(Finding.objects.values_list("event_key", flat=True)) == {
        "first",
        "segment:2",
        "third",
    }
    cursor = Cursor.objects.get(session=on_air)
    assert (cursor.seq, cursor.events) == (3, 4)
    assert "13800138000" not in caplog.text


NONSENSE = [
    {"terms": 5, "allow": 7, "own_hosts": 9, "embed_origins": 11},
    {
        "terms": [1, None, [], "好"],
        "allow": {"a": 1},
        "own_hosts": [3, {}],
        "embed_origins": {"a": 1},
    },
    {"terms": "加微信", "allow": "私下", "own_hosts": "abc", "embed_origins": "https://x"},
    {"terms": ["--", "！！", "\u200b\u200b\u200b", "  a ", "\u202e\u202e", "。。。"]},
    {"risk_prompt": "x", "risk_warning": [], "risk_limit": True, "undo_window_s": "1e9"},
    {"undo_window_s": 10**30, "acknowledge_s": -5, "limit_minutes": 1e308, "risk_prompt": 10**30},
]


@pytest.mark.parametrize("policy", NONSENSE, ids=lambda each: ",".join(each))
def test_nonsense_in_a_tenants_policy_stops_no_inspection(
    api, send, browser_of, lin, client, tea_room, on_air, policy
):
    Tenant.objects.filter(pk=on_air.tenant_id).update(policy=policy)
    post(on_air, said(1, OFFER), said(2, "大家好欢迎"))

    assert inspect(on_air).events == 2

    assert Finding.objects.filter(code="F-OFFPLAT", event_key="1").exists()
    assert not Finding.objects.filter(event_key="2").exists()
    title = api("post", "/api/v1/inspect", {"id": "1", "type": "title", "text": "国家级最好的茶"})
    assert title.json()["results"][0]["suggestion"] != "pass"
    assert browser_of(lin).get(f"/rooms/{tea_room.pk}").status_code == 200
    assert client.get(f"/embed/rooms/{tea_room.pk}/notice?tenant=harbour").status_code == 200
    assert api("post", f"/api/v1/rooms/{tea_room.pk}/tickets", {}).status_code == 201


@pytest.fixture
def sender(harbour):
    actor = system_actor(harbour.pk)
    with acting(actor):
        accounts.endpoint_add(actor=actor, url="https://hooks.example/")
        yield actor


def add(actor, ref):
    with transaction.atomic():
        record.message_add(actor=actor, topic="t", subject_ref=ref, payload={"ref": ref})


def states():
    return dict(Outbox.objects.values_list("subject_ref", "state"))


def test_a_message_that_cannot_be_sent_holds_no_other_up(sender, monkeypatch):
    def picky(url, body, headers, record):
        if json.loads(body)["data"]["ref"] == "poison":
            raise UnicodeError("label empty or too long")
        return 204

    monkeypatch.setattr(outbound, "post", picky)
    for ref in ("poison", "good"):
        add(sender, ref)

    record.messages_relay(actor=sender)

    assert states() == {"poison": "waiting", "good": "sent"}
    assert Outbox.objects.get(subject_ref="poison").last_error == "UnicodeError"


def test_an_endpoint_whose_secret_is_lost_holds_no_other_up(sender, monkeypatch):
    WebhookEndpoint.objects.of(sender).update(secret_sealed=b"\0" * 60)
    accounts.endpoint_add(actor=sender, url="https://whole.example/")
    got = []
    monkeypatch.setattr(outbound, "post", lambda url, body, headers, record: got.append(url) or 204)
    add(sender, "m")

    record.messages_relay(actor=sender)

    assert got == ["https://whole.example/"]
    assert states() == {"m": "waiting"}


def test_a_flood_of_words_is_inspected_in_portions(on_air):
    for batch in range(4):
        post(on_air, *[said(f"{batch}-{n}", "茶" * 330) for n in range(1_000)])

    portions = [inspect(on_air).segments for _ in range(4)]

    assert portions[:2] == [2, 2]
    assert Cursor.objects.get(session=on_air).events == 4_000


def test_one_call_for_review_is_bounded_in_all(api):
    items = [{"id": str(n), "type": "script", "text": "茶" * 9_000} for n in range(12)]

    answer = api("post", "/api/v1/inspect", {"items": items})

    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


def test_what_a_room_remembers_survives_a_flood_of_removals(on_air):
    for batch in range(3):
        removals = [
            {"id": f"r{batch}-{n}", "type": "removal", "target_id": f"t{n}", "text": "骗子假货退钱"}
            for n in range(1_000)
        ]
        post(on_air, *removals)

    while inspect(on_air).segments:
        pass

    assert RoomState.objects.get(session=on_air).figures["removed"] == {"deleted": 3_000}
    assert len(bytes(RoomState.objects.get(session=on_air).state)) < 200_000
