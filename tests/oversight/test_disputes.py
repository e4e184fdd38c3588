"""Who was led elsewhere to buy gets what was on air then; nobody else does."""

import json
from io import BytesIO

import pytest

from livecompliance.kernel import clock
from oversight import selectors
from oversight.rules import verify
from tests.complaints.conftest import STATEMENT, file, public_of
from tests.oversight.test_packing import SAID, lines_of, member, on_air, packed
from tests.rooms.conftest import line

pytestmark = [pytest.mark.django_db, pytest.mark.long]
LINK = "https://shop.example/tea?id=7"


@pytest.fixture
def dispute(harbour, tea_session):
    """A link on air, what was promised of it, another viewer's words, and a complaint."""
    on_air(
        tea_session,
        [
            line(1, SAID, type="speech"),
            line(2, "", type="link", url=LINK),
            line(3, "别人的话"),
            line(4, "", type="goods", title="普洱茶", price_fen=19_900),
        ],
    )
    filed = file(
        public_of(harbour),
        "dispute",
        happened_at=clock.now(),
        session_id=tea_session.pk,
        room_id=tea_session.room_id,
    )
    return filed.complaint


@pytest.mark.law("M-dispute-evidence")
def test_the_consumer_gets_what_was_promised_and_where_he_was_sent(dispute, tmp_path):
    package = packed(dispute, tmp_path / "a.zip", "consumer", "dispute")

    promised = json.loads(member(package, "promises.json"))
    assert [one["kind"] for one in promised] == ["speech", "link", "goods"]
    assert SAID in promised[0]["words"]
    assert LINK in promised[1]["words"]
    assert promised[2]["price_fen"] == 19_900
    assert verify.verify(BytesIO(package), selectors.keys_own()).events == 4


def test_his_own_words_are_in_it_and_those_of_others_are_not(dispute, tmp_path):
    package = packed(dispute, tmp_path / "a.zip", "consumer", "dispute")
    assert json.loads(member(package, "complaints.json"))[0]["words"]["statement"] == STATEMENT
    assert "别人的话" not in b"".join(lines_of(package)).decode()
    assert "别人的话".encode() not in member(package, "index.html")


def test_the_operator_does_not_learn_who_complained(dispute, tmp_path):
    package = packed(dispute, tmp_path / "a.zip", "operator", "dispute")
    assert STATEMENT.encode() not in package
    assert b"complaints.json" not in package


def test_the_clause_that_gives_him_the_evidence_is_quoted(dispute, tmp_path):
    package = packed(dispute, tmp_path / "a.zip", "consumer", "dispute")
    assert "M-dispute-evidence" in {one["id"] for one in json.loads(member(package, "law.json"))}
