"""A guardian agrees from his own device, until the eighteenth birthday, or takes it back."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from ledger import selectors as ledger
from ledger.models import Entry
from livecompliance.kernel import clock, events
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.rules.days import SHANGHAI
from parties import services
from parties.events import ConsentRevoked, StandingChanged
from parties.models import Consent, ConsentAsk
from parties.rules.consents import TEXTS
from tests.parties import people

pytestmark = pytest.mark.django_db
NAME = "林大山"


@pytest.fixture
def girl(harbour, chun):
    """Seventeen for another hundred days; Chun's own party."""
    grown = clock.today() + timedelta(days=100)
    return people.party(harbour, "marketer", user_id=chun.user_id, minor_until=grown)


def who(**fields):
    given = {"name": NAME, "document": "resident_id", "relation": "father",
             "number": people.resident_id(date(1980, 5, 5), 7)}  # fmt: skip
    return services.Guardian(**given | fields)


def ask(actor, party, **fields):
    with acting(actor):
        return services.guardian_ask(actor=actor, party_id=party.pk, guardian=who(**fields))


def answer(offered, accept=True, code=None):
    token, code = offered.link, code or offered.code
    return services.guardian_answer(token=token, code=code, accept=accept)


def consents(owner):
    with acting(people.system_actor(owner.pk)):
        return list(Consent.objects.order_by("given_at"))


@pytest.mark.law("M-age")
def test_the_consent_holds_from_the_answer_to_the_eighteenth_birthday(
    harbour, lin, girl, against, shop
):
    people.verify(girl)
    offered = ask(lin, girl)
    assert against(shop, girl) == ["guardian_consent_missing"]

    standing = answer(offered)

    assert standing.state == "given"
    assert against(shop, girl) == []
    given = consents(harbour)[0]
    assert given.expires_at == datetime.combine(girl.minor_until, datetime.min.time(), SHANGHAI)
    assert (given.kind, given.method, given.relation) == ("guardian", "link_and_code", "father")
    assert len(given.text_sha256) == 64
    assert given.giver_index is not None
    assert NAME.encode() not in given.giver_name.body


@pytest.mark.law("M-age")
def test_taken_back_it_denies_the_next_gate_at_once_and_tells_whoever_is_on_air(
    harbour, lin, girl, against, shop
):
    people.verify(girl)
    offered, heard = ask(lin, girl), []
    answer(offered)
    for kind in (ConsentRevoked, StandingChanged):
        events.subscribe(kind, heard.append)
    try:
        assert services.guardian_revoke(token=offered.link).state == "revoked"
        assert services.guardian_revoke(token=offered.link).state == "revoked"
    finally:
        for kind in (ConsentRevoked, StandingChanged):
            events._listeners[kind].remove(heard.append)

    assert [type(one).__name__ for one in heard] == ["ConsentRevoked", "StandingChanged"]
    assert heard[0].party_id == girl.pk
    assert against(shop, girl) == ["guardian_consent_revoked"]
    assert answer(offered).state == "revoked"  # the same link agrees to nothing twice


def test_a_wrong_code_is_counted_and_the_fifth_ends_the_offer(harbour, lin, girl):
    offered = ask(lin, girl)
    wrong = "000000" if offered.code != "000000" else "000001"
    assert [answer(offered, code=wrong).left for _ in range(5)] == [4, 3, 2, 1, 0]
    assert answer(offered).state == "blocked"
    assert consents(harbour) == []


def test_a_refusal_stands_and_an_older_or_late_link_opens_nothing(harbour, lin, girl, later):
    old, offered = ask(lin, girl), ask(lin, girl)
    with pytest.raises(services.AskGone):
        answer(old)
    assert answer(offered, accept=False).state == "refused"
    assert answer(offered).state == "refused"
    third = ask(lin, girl)
    later(days=7, seconds=1)
    for token in (third.link, "", "nonsense"):
        with pytest.raises(services.AskGone):
            services.guardian_look(token=token)
    assert consents(harbour) == []


def test_the_minor_never_sees_the_link_it_goes_to_the_guardians_own_mail(harbour, chun, girl):
    with pytest.raises(Invalid):
        ask(chun, girl)
    offered = ask(chun, girl, address="dashan@mail.example")
    assert offered.link == ""
    system = people.system_actor(harbour.pk)
    with acting(system):
        office.mails_gather(actor=system)
        office.mails_send(actor=system)
    assert mail.outbox[0].to == ["dashan@mail.example"]
    assert offered.code not in mail.outbox[0].body
    with acting(system):
        kept = ConsentAsk.objects.get()
        told = str([ledger.data_of(one) for one in Entry.objects.all()])
    for word in (NAME, "dashan", offered.code):
        assert word not in told
    assert offered.code.encode() not in bytes(kept.code_hash)


@pytest.mark.law("M-age")
def test_a_guardian_is_an_adult_and_another_person(harbour, lin, girl):
    own = people.resident_id(date(1981, 1, 1), 3)
    document = people.document(girl, own)
    young = people.resident_id(clock.today() - timedelta(days=17 * 365), 3)
    for wrong in (
        {"number": own}, {"number": young}, {"number": own[:-1] + "?"}, {"name": " "},
        {"relation": "friend"}, {"document": "uscc"}, {"address": "nowhere"},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            ask(lin, girl, **wrong)
    assert document.number_index
    adult = people.party(harbour, "marketer")
    with pytest.raises(services.NotMinor):
        ask(lin, adult)
    for _ in range(5):
        ask(lin, girl)
    with pytest.raises(Conflict):
        ask(lin, girl)


def test_who_may_ask_and_who_may_take_back(harbour, lin, wu, chun, outsider, girl):
    given = people.consent(girl, expires_at=clock.now() + timedelta(days=9))
    other = people.party(harbour, "marketer", minor_until=girl.minor_until)
    for actor, party, refusal in ((wu, girl, Forbidden), (outsider, girl, NotFound),
                                  (chun, other, NotFound)):  # fmt: skip
        with pytest.raises(refusal):
            ask(actor, party)
    for actor, refusal in ((wu, Forbidden), (outsider, NotFound)):
        with acting(actor), pytest.raises(refusal):
            services.consent_revoke(actor=actor, consent_id=given.pk, reason="家里的决定")
    with acting(lin):
        assert services.consent_revoke(
            actor=lin, consent_id=given.pk, reason="家里的决定"
        ).revoked_at


@pytest.mark.law("PIPL-separate-consent", "PIPL-necessity-notice")
def test_a_person_agrees_for_himself_to_the_words_that_hold_now(harbour, lin, chun, girl):
    def give(actor, kind="face", version=TEXTS["face"].version):
        with acting(actor):
            return services.consent_give(
                actor=actor, party_id=girl.pk, kind=kind, text_version=version
            )

    first = give(chun)
    assert give(chun).pk == first.pk
    assert first.text_sha256 == TEXTS["face"].sha256
    for text in TEXTS.values():
        assert "撤回" in text.zh
        assert "take the consent back" in text.en or "take it back" in text.en
    with pytest.raises(services.TextChanged):
        give(chun, version="2020-01-01")
    for kind in ("guardian", "likeness", ""):
        with pytest.raises(Invalid):
            give(chun, kind=kind)
    with pytest.raises(Forbidden):
        give(lin)  # nobody agrees for him


@pytest.mark.law("M-likeness")
def test_another_persons_likeness_is_used_with_scope_and_term(harbour, lin, chun, girl):
    until = clock.now() + timedelta(days=30)

    def file(actor=lin, kind="likeness", **fields):
        given = {"name": "秦岚", "scope": {"use": "虚拟主播"}, "expires_at": until}
        with acting(actor):
            giver = services.Giver(**given | fields)
            return services.consent_file(actor=actor, party_id=girl.pk, kind=kind, giver=giver)

    made = file(kind="voice")
    assert (made.expires_at, made.scope) == (until, {"use": "虚拟主播"})
    for wrong in ({"kind": "face"}, {"name": ""}, {"scope": {}}, {"expires_at": clock.now()}):
        with pytest.raises(Invalid):
            file(**wrong)
    with pytest.raises(Forbidden):
        file(chun)


def test_the_page_says_what_is_agreed_takes_the_answer_and_the_way_back(harbour, lin, girl):
    offered, browser = ask(lin, girl), Client()
    place = f"/guardian/{offered.link}"
    page = browser.get(place)
    words = page.content.decode()
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert "年满十八周岁之日止" in words
    assert NAME not in words
    assert "until the eighteenth birthday" in " ".join(
        browser.get(place, headers={"Accept-Language": "en"}).content.decode().split()
    )
    assert "确认码不对" in browser.post(place, {"does": "accept", "code": "x"}).content.decode()
    said = browser.post(place, {"does": "accept", "code": offered.code}).content.decode()
    assert "你已同意" in said
    assert "不得再开播" in browser.post(place, {"does": "revoke"}).content.decode()
    assert Client().get("/guardian/nonsense").status_code == 404
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(place, {"does": "revoke"}).status_code == 403


def test_a_token_of_one_tenant_says_nothing_about_another(elsewhere, lin, girl):
    offered = ask(lin, girl)
    with acting(people.system_actor(elsewhere.pk)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM parties_consentask")
        assert cursor.fetchone()[0] == 0
    assert services.guardian_look(token=offered.link).platform == "Harbour"
