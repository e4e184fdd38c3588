"""Batches of events that are taken."""

import hashlib
import json

from tests.rooms.conftest import body_of, line


def test_a_batch_becomes_one_segment_with_a_receipt(post, recorded, tea_session):
    answer = post(line("a1"), line(2, "包邮吗"))

    assert answer.status_code == 202
    assert answer.json() == {
        "segment": f"{tea_session.pk}/1",
        "seq": 1,
        "count": 2,
        "sha256": hashlib.sha256(body_of(line("a1"), line(2, "包邮吗"))).hexdigest(),
        "duplicates": [],
        "rejected": [],
    }
    assert recorded() == [(1, 0, line("a1")), (1, 1, line(2, "包邮吗"))]
