"""Who was led elsewhere to buy gets what was on air then; nobody else does."""

import json
from io import BytesIO

import pytest
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import services as office
from oversight import selectors
from oversight.models import Package, Taking
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


@pytest.mark.law("M-dispute-evidence", "O117-consumer-disputes")
def test_the_consumer_gets_what_was_promised_and_where_he_was_sent(dispute, tmp_path):
    package = packed(dispute, tmp_path / "a.zip", "consumer", "dispute")

    promised = json.loads(member(package, "promises.json"))
    assert [one["kind"] for one in promised] == ["speech", "link", "goods"]
    assert SAID in promised[0]["words"]
    assert LINK in promised[1]["words"]
    assert promised[2]["price_fen"] == 19_900
    (broadcast,) = json.loads(member(package, "broadcasts.json"))
    assert {"operator", "cast"} <= set(broadcast)
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


def of_room(harbour, room, **fields):
    return file(public_of(harbour), "dispute", happened_at=clock.now(), room_id=room.pk, **fields)


def follow(client, harbour, receipt, act="", **fields):
    given = {"receipt": receipt.number, "code": receipt.secret, "act": act} | fields
    return client.post(f"/p/{harbour.slug}/complaint", given)


@pytest.fixture
def receipt(harbour, tea_session):
    on_air(tea_session, [line(1, SAID, type="speech"), line(2, "别人的话")])
    return of_room(harbour, tea_session.room).receipt


def package_of(harbour):
    with acting(system_actor(harbour.pk)), transaction.atomic():
        return Package.objects.select_related("job").first()


def carried_out(harbour, row):
    product = system_actor(harbour.pk)
    with acting(product):
        assert office.job_run(actor=product, job_id=row.job_id) == "done"


@pytest.mark.law("M-dispute-evidence")
def test_with_his_receipt_the_consumer_orders_and_takes_the_evidence_himself(
    client, harbour, receipt
):
    assert "生成证据包" in follow(client, harbour, receipt).content.decode()
    follow(client, harbour, receipt, "evidence")
    row = package_of(harbour)
    carried_out(harbour, row)

    answer = follow(client, harbour, receipt, "evidence-take", package=str(row.pk))
    body = b"".join(answer.streaming_content)
    assert "no-store" in answer["Cache-Control"]
    found = verify.verify(BytesIO(body), selectors.keys_own())
    assert (found.events, found.withheld, found.recipient) == (2, 1, "consumer")
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert Taking.objects.get().by_id is None


def test_twice_is_one_package_and_enough_is_enough(client, harbour, receipt):
    follow(client, harbour, receipt, "evidence")
    follow(client, harbour, receipt, "evidence")
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert Package.objects.count() == 1
    for _ in range(3):
        carried_out(harbour, package_of_newest(harbour))
        answer = follow(client, harbour, receipt, "evidence")
    assert "明天再试" in answer.content.decode()
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert Package.objects.count() == 3


def package_of_newest(harbour):
    with acting(system_actor(harbour.pk)), transaction.atomic():
        return Package.objects.order_by("-id").first()


def test_another_receipt_opens_nothing(client, harbour, tea_session, receipt):
    follow(client, harbour, receipt, "evidence")
    row = package_of(harbour)
    carried_out(harbour, row)
    other = of_room(harbour, tea_session.room, statement="另一件完全不同的投诉。").receipt
    answer = follow(client, harbour, other, "evidence-take", package=str(row.pk))
    assert not answer.streaming
    assert "没有这个证据包" in answer.content.decode()


def test_a_complaint_of_another_kind_has_no_such_evidence(client, harbour):
    receipt = file(public_of(harbour)).receipt
    assert "生成证据包" not in follow(client, harbour, receipt).content.decode()
    assert follow(client, harbour, receipt, "evidence").status_code == 409
