"""An operator's own card, told by himself; and the same words inside a platform's page."""

import pytest
from django.db import transaction
from django.test import Client

from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.tenancy import acting
from office.models import Clock
from parties import services
from parties.models import Card, Party, Unreachable
from rooms.selectors import portal
from tests import builders
from tests.attack.conftest import signed_in
from tests.parties import people

pytestmark = pytest.mark.django_db
HOME = "浙江省杭州市滨江区某路 1 号"
NEXT = "浙江省杭州市西湖区别路 2 号"


@pytest.fixture
def seller(harbour, chun):
    return people.party(harbour, "operator", "marketer", user_id=chun.user_id)


@pytest.fixture
def phone(chun):
    return signed_in(chun)


def publish(lin, party, **said):
    with acting(lin):
        told = services.Told(**({"address": HOME} | said))
        card = services.card_submit(actor=lin, party_id=party.pk, told=told)
        return services.card_decide(actor=lin, card_id=card.pk, is_approved=True)


def cards(actor):
    with acting(actor), transaction.atomic():
        return list(Card.objects.of(actor).order_by("number").values_list("state", flat=True))


def card_step(actor):
    with acting(actor), transaction.atomic():
        shown = portal.portal_of(actor)
    if shown.card is None:
        return None
    return shown.card.state, list(shown.lacks), shown.now and shown.now.key


@pytest.mark.long
@pytest.mark.law("O117-publicity-natural")
def test_the_wizard_says_what_the_card_lacks_and_why_and_holds_nothing_up(phone, chun, lin, seller):
    before = card_step(chun)
    page = phone.get("/me").content.decode()

    assert before[:2] == ("now", ["实际经营地址"])
    assert before[2] != "card"
    assert "还缺：实际经营地址" in page
    assert "/law/O117-publicity-natural" in page
    phone.post("/me/card/submit", {"address": HOME})
    assert card_step(chun)[:2] == ("waiting", [])
    publish(lin, seller, address=NEXT)
    assert card_step(chun)[:2] == ("done", [])


def test_who_operates_nothing_has_no_such_step_and_no_form(harbour, phone, chun):
    people.party(harbour, "marketer", user_id=chun.user_id)

    assert card_step(chun) is None
    page = phone.get("/me/card").content.decode()
    assert "你不需要公示营业信息" in page
    assert 'action="/me/card/submit"' not in page
    assert phone.post("/me/card/submit", {"address": HOME}).status_code == 422
    assert cards(chun) == []


@pytest.mark.long
@pytest.mark.law("O117-published-changes", "O117-publicity-changes")
def test_an_operator_tells_a_change_himself_and_sees_the_term_that_runs(phone, chun, lin, seller):
    publish(lin, seller)

    phone.post("/me/card/submit", {"address": NEXT}, follow=True)
    page = phone.get("/me/card").content.decode()

    assert cards(chun) == ["published", "waiting"]
    assert NEXT in page
    assert HOME in page  # what everybody still reads
    assert "等待核验" in page
    assert page.count('class="clock clock--') == 1  # the platform's, from this report on
    with acting(lin):
        waiting = Card.objects.of(lin).get(state="waiting")
        services.card_decide(actor=lin, card_id=waiting.pk, is_approved=False, reason="门牌号不符")
    assert "门牌号不符" in phone.get("/me/card").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"changed_on": "2999-01-01"}, {"changed_on": "yesterday"}, {"address": "路" * 201}]
)
def test_a_refused_form_keeps_what_was_typed(phone, chun, seller, wrong):
    form = {"address": NEXT, "contact": "13900005678", "changed_on": "2026-01-02"} | wrong

    answer = phone.post("/me/card/submit", form)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert all(f'value="{said}"' in page for said in form.values())
    assert cards(chun) == []


def test_an_officers_refused_form_keeps_what_was_typed_too(lin, seller):
    form = {"address": NEXT, "contact": "13900005678", "changed_on": "2999-01-01"}

    answer = signed_in(lin).post(f"/people/{seller.pk}/card/submit", form)

    assert answer.status_code == 422
    assert all(f'value="{said}"' in answer.content.decode() for said in form.values())
    assert cards(lin) == []


def test_the_same_twice_is_said_and_kept_once(phone, chun, seller):
    phone.post("/me/card/submit", {"address": HOME})
    again = phone.post("/me/card/submit", {"address": HOME})

    assert again.status_code == 422
    assert "完全相同" in again.content.decode()
    assert cards(chun) == ["waiting"]


def test_another_streamer_sees_and_tells_his_own_only(harbour, phone, chun, seller):
    bao = builders.person(harbour, "bao", "streamer")
    other = signed_in(bao)

    assert other.get("/me/card").status_code == 404
    assert other.post("/me/card/submit", {"address": NEXT}).status_code == 404
    people.party(harbour, "operator", user_id=bao.user_id)
    other.post("/me/card/submit", {"address": NEXT})
    assert NEXT not in phone.get("/me/card").content.decode()


@pytest.mark.long
def test_hostile_words_stay_words_in_the_form_and_the_frame(phone, lin, seller):
    evil = '"><img src=x onerror=alert(1)>'
    refused = phone.post("/me/card/submit", {"address": evil, "changed_on": "2999-01-01"})
    assert refused.status_code == 422
    assert "<img src=x" not in refused.content.decode()
    publish(lin, seller, address=evil)

    for page in (phone.get("/me/card"), Client().get(frame(seller))):
        assert "<img src=x" not in page.content.decode()


def frame(party, query="?tenant=harbour"):
    return f"/embed/operators/{party.pk}{query}"


@pytest.mark.law("O117-publicity", "O117-publicity-natural")
def test_a_platforms_own_page_frames_what_an_operator_publishes(harbour, lin, seller):
    people.policy(harbour, embed_origins=["https://live.harbour.example"])
    publish(lin, seller)

    answer = Client().get(frame(seller))

    assert "营业信息" in answer.content.decode()
    assert HOME in answer.content.decode()
    assert "林小满" not in answer.content.decode()  # the article does not ask for his name
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://live.harbour.example" in policy
    assert "X-Frame-Options" not in answer
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    english = Client().get(frame(seller, "?tenant=harbour&lang=en")).content.decode()
    assert "Business information" in english


def test_nothing_is_framed_that_is_not_public_here(harbour, elsewhere, lin, seller):
    assert Client().get(frame(seller)).status_code == 404  # nothing published yet
    publish(lin, seller)
    for query in ("", "?tenant=elsewhere", "?tenant=nobody"):
        assert Client().get(frame(seller, query)).status_code == 404
    people.change(seller, state=Party.State.CLOSED)
    assert Client().get(frame(seller)).status_code == 404


@pytest.mark.long
@pytest.mark.law("O117-published-changes")
def test_what_an_agency_is_called_now_is_reported_for_who_works_with_it(harbour, lin, seller):
    agency = people.party(
        harbour, "agency", kind="company", document="uscc", public_name="星途", name="星途公司"
    )
    people.tie(agency, seller)
    alone = people.party(harbour, "operator", mobile="13900005678")
    for one in (seller, alone):
        publish(lin, one)
    with acting(lin):
        services.party_change(
            actor=lin, party_id=agency.pk, particulars=services.Particulars(public_name="新星途")
        )

    with acting(lin), transaction.atomic():
        told = Card.objects.of(lin).get(state="waiting")
    assert told.party_id == seller.pk
    assert told.agencies == ["新星途"]


@pytest.mark.law("O117-unreachable-lift")
def test_an_open_notice_ends_when_the_party_closes_its_account(lin, seller):
    notice = services.Notice("杭州市市场监督管理局", "杭 118 号", clock.today())
    with acting(lin):
        case = services.unreachable_note(actor=lin, party_id=seller.pk, notice=notice)
        services.party_close(actor=lin, party_id=seller.pk, reason="本人来函注销")

    with acting(lin), transaction.atomic():
        found = Unreachable.objects.of(lin).get(pk=case.pk)
        running = Clock.objects.of(lin).filter(subject_ref=str(case.pk), ended_at=None)
        assert (found.state, found.outcome) == ("ended", "left")
        assert not running.exists()


def test_nobody_ends_a_notice_as_left_by_hand(lin, seller):
    notice = services.Notice("杭州市市场监督管理局", "杭 118 号", clock.today())
    with acting(lin):
        case = services.unreachable_note(actor=lin, party_id=seller.pk, notice=notice)
        with pytest.raises(Invalid):
            services.unreachable_end(
                actor=lin, case_id=case.pk, outcome="left", reason="本人来函注销"
            )
