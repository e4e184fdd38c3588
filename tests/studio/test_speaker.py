"""A rule reads the record of who speaks himself, and what goods are on screen meanwhile."""

import pytest
from django.db import transaction

from livecompliance.kernel.tenancy import acting
from moderation import services as moderation
from moderation.engine.record import Person, Record
from moderation.models import Finding
from moderation.services import speaker
from rooms.models import OnAir
from studio import services
from tests.moderation.services.streams import inspect, now_ms, post, said
from tests.parties import people
from tests.studio.conftest import body, in_force, write

pytestmark = pytest.mark.django_db
SAID = "今天的琥珀海马"
WORD = 'text.contains("琥珀海马")'


@pytest.fixture(autouse=True)
def fresh():
    speaker._kept.clear()
    yield
    speaker._kept.clear()


@pytest.fixture
def host(harbour):
    people.sandbox(harbour)
    return people.party(harbour, "marketer", external_id="U-77")


def joined(actor, session, party):
    with acting(actor), transaction.atomic():
        OnAir.objects.create(
            tenant_id=session.tenant_id, session=session, party_id=party.pk, stage_name="小满"
        )


def found_in(actor, session, *events):
    post(session, *events)
    inspect(session)
    with acting(actor), transaction.atomic():
        rows = Finding.objects.filter(session=session, rule__startswith="T-")
        return [one.event_key for one in rows.order_by("id")]


def by(number, who, text=SAID):
    return said(number, text) | {"speaker": {"role": "marketer", "id": who}}


@pytest.mark.long
@pytest.mark.law("M-risk-measures")
def test_a_rule_tells_the_barred_speaker_from_the_others_of_the_same_room(
    lin, mei, harbour, tea_session, host
):
    joined(lin, tea_session, host)
    people.bar(host)
    in_force(lin, mei, write(lin, when=f"{WORD} && speaker_barred"))
    assert found_in(lin, tea_session, by(1, "U-77"), by(2, "U-78"), said(3, SAID)) == ["1"]


def test_whoever_speaks_is_known_by_number_and_by_id_and_a_stranger_by_neither(
    lin, tea_session, host
):
    joined(lin, tea_session, host)
    with acting(lin), transaction.atomic():
        record = moderation.record_read(lin, tea_session)
    known = Person(is_known=True)
    assert record.people == {"U-77": known, str(host.pk): known}


def test_the_preview_tries_a_rule_on_a_speaker_that_is_typed_in(lin):
    when = f"{WORD} && speaker_strikes >= 2 && speaker_sanctioned(30) == 1"
    wish = body(when)
    for person, caught in ((Person(2, (1,), False, True), True), (Person(), False)):
        with acting(lin), transaction.atomic():
            seen = services.lines_preview(
                actor=lin, body=wish, text=SAID, record=Record(people={"preview": person})
            )
        assert [one.is_caught for one in seen.lines] == [caught]


def goods(number, action, **fields):
    return {"id": number, "type": "goods", "action": action, "at": now_ms()} | fields


@pytest.mark.long
def test_a_rule_reads_the_goods_on_screen_until_they_are_taken_away(lin, mei, tea_session):
    when = f'{WORD} && goods == "P-1" && goods_price_fen >= 100000 && goods_title.contains("金")'
    in_force(lin, mei, write(lin, when=when))
    shown = goods("g1", "pinned", product_id="P-1", title="足金手镯", price_fen=199_900)
    assert found_in(
        lin, tea_session,
        said(1, SAID), shown, said(2, SAID),
        goods("g2", "removed", product_id="P-1"), said(3, SAID),
    ) == ["2"]  # fmt: skip
