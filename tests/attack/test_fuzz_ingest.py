"""Any bytes into ingest: never a server's error, every line accounted for, all inspected."""

import json
import string
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding
from rooms import wire
from rooms.models import Cursor, SessionHead
from rooms.selectors import segment_events
from tests.moderation.services.streams import inspect

pytestmark = pytest.mark.django_db
TYPES = [*(one.__struct_config__.tag for one in wire.LiveEvent.__args__), "nothing", "Comment", ""]
FIELDS = sorted({name for one in wire.LiveEvent.__args__ for name in one.__struct_encode_fields__})
FAULTS = {"ENGINE-FAULT", "EVENT-UNREADABLE"}
SAID = [
    "加我微信 tea88766",
    "全国第一",
    "三天治好糖尿病",
    "http://[",
    "\0",
    "\u202e",
    "😀" * 40,
    "",
]
numbers = st.integers(-(2**65), 2**65) | st.floats(allow_nan=True) | st.sampled_from([0, 2**53, -1])
words = st.text(max_size=40) | st.sampled_from(SAID) | st.text("加微信第一０Ⓦx ", max_size=60)
moments = st.datetimes().map(lambda at: at.isoformat() + "+23:59") | st.sampled_from(
    ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-02-30T00:00:00Z"]
)
leaves: st.SearchStrategy[Any] = st.none() | st.booleans() | numbers | words | moments
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3)
)
ids = words | st.integers(0, 5) | numbers
events = st.builds(
    lambda known, more: known | more,
    st.fixed_dictionaries({"id": ids, "type": st.sampled_from(TYPES)}),
    st.dictionaries(st.sampled_from(FIELDS) | st.text(string.ascii_letters), values, max_size=5),
)
lines = events.map(lambda event: json.dumps(event).encode()) | st.binary(max_size=60)
bodies = st.lists(lines, min_size=1, max_size=12).map(b"\n".join)
quick = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@quick
@given(body=bodies, key=st.none() | st.sampled_from(["k1", "k2"]))
def test_any_bytes_are_taken_or_refused_in_words(send, tea_session, body, key):
    answer = send(body, **({"HTTP_IDEMPOTENCY_KEY": key} if key else {}))

    said = answer.json()
    if answer.status_code != 202:
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.status_code in {400, 409, 422}
        return
    told = said["count"] + len(said["duplicates"]) + len(said["rejected"])
    assert told == sum(1 for line in body.split(b"\n") if line.strip())
    for one in said["rejected"]:
        assert 1 <= one["line"] <= body.count(b"\n") + 1
        assert one["detail"]


@settings(quick, max_examples=30)
@given(batch=st.lists(events, min_size=1, max_size=12))
def test_whatever_was_taken_is_inspected_and_can_be_read_back(send, lin, tea_session, batch):
    send(*[json.dumps(event).encode() for event in batch])
    actor = system_actor(lin.tenant_id)

    while (done := inspect(tea_session)) is not None and done.segments:
        pass

    with acting(actor), transaction.atomic():
        head = SessionHead.objects.get(pk=tea_session.pk)
        cursor = Cursor.objects.get(pk=tea_session.pk)
        assert (cursor.seq, cursor.events) == (head.seq, head.events)
        assert len(segment_events(actor, tea_session, 1, head.seq)) == head.events
        assert not Finding.objects.filter(code__in=FAULTS).exists()


def test_every_kind_of_event_with_hostile_words_is_judged_and_not_only_referred(
    send, lin, browser_of, tea_session
):
    more = {"target_id": 1, "uri": "u", "sha256": "0" * 64}
    hard = [
        {"id": f"{kind}-{number}", "type": kind, "text": text, "title": text, "bio": text}
        | {"url": text or "x", "content": text or "x"}
        | more
        for kind in TYPES
        for number, text in enumerate(SAID)
    ]
    send(*hard)

    while inspect(tea_session).segments:
        pass

    with acting(lin), transaction.atomic():
        found = set(Finding.objects.values_list("code", flat=True))
    assert "F-OFFPLAT" in found
    assert not found & FAULTS
    assert browser_of(lin).get(f"/rooms/{tea_session.room_id}").status_code == 200
