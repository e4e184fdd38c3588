"""What was refused is corrected on the page; what is sensitive is agreed to apart, or not."""

from datetime import date

import pytest
from django.db import transaction

from livecompliance.kernel.tenancy import acting
from parties import services
from parties.models import Consent, Document, Party
from parties.rules.consents import TEXTS
from tests import builders
from tests.parties import people
from tests.rooms.test_me import FORM, browser, steps

pytestmark = pytest.mark.django_db
RIGHT = people.resident_id(date(1990, 5, 6))
AGAIN = {"name": "林小满", "kind": "resident_id", "number": RIGHT}


@pytest.fixture
def phone(harbour, chun):
    people.sandbox(harbour)
    return browser(chun)


def filed(phone, actor, number=RIGHT) -> Party:
    phone.post("/me/register", FORM | {"number": number})
    with acting(actor), transaction.atomic():
        return Party.objects.of(actor).get(user_id=actor.user_id)


def refused(phone, actor) -> Party:
    """Have somebody register with a number that the provider does not find beside his name."""
    number = next(
        one
        for one in (people.resident_id(date(1990, 5, 6), order) for order in range(100, 999))
        if one[-3:-1] == "91"
    )
    mine = filed(phone, actor, number)
    people.verify(mine, actor=actor)
    return mine


def consents(actor) -> list[tuple[str, bool]]:
    with acting(actor):
        rows = Consent.objects.of(actor).order_by("given_at", "id")
        return [(one.kind, one.revoked_at is None) for one in rows]


def words(phone) -> str:
    return phone.get("/me").content.decode()


@pytest.mark.law("PIPL-separate-consent", "PIPL-necessity-notice")
def test_nobody_registers_without_agreeing_to_the_notice_apart(phone, chun):
    page = phone.get("/me").content.decode()
    assert TEXTS["identity"].zh in page

    asked = phone.post("/me/register", FORM | {"number": RIGHT, "consent": ""})

    assert asked.status_code == 422
    assert "单独勾选同意" in asked.content.decode()
    with acting(chun):
        assert not Party.objects.of(chun).exists()


def test_who_read_older_words_reads_the_new_ones(phone, chun):
    asked = phone.post("/me/register", FORM | {"number": RIGHT, "consent": "2020-01-01"})

    assert "告知内容已更新" in asked.content.decode()
    with acting(chun):
        assert not Party.objects.of(chun).exists()


def test_registering_writes_the_consent_with_the_words_that_were_shown(phone, chun):
    filed(phone, chun)

    with acting(chun):
        given = Consent.objects.of(chun).get()
    assert (given.kind, given.method) == ("identity", "page")
    assert given.text_sha256 == TEXTS["identity"].sha256


@pytest.mark.long
@pytest.mark.law("M-real-identity")
def test_who_was_refused_corrects_it_on_the_page_and_is_verified(phone, chun):
    mine = refused(phone, chun)
    assert steps(chun) == steps(chun) | {"file": "done", "identity": "now"}
    assert 'action="/me/correct"' in words(phone)

    done = phone.post("/me/correct", AGAIN, follow=True)

    assert "已更正并重新提交核验" in done.content.decode()
    assert steps(chun)["identity"] == "waiting"
    with acting(chun):
        began = mine.verifications.get(state="started")
    people.concluded(began)
    assert steps(chun)["identity"] == "done"
    assert 'action="/me/correct"' not in words(phone)


@pytest.mark.long
def test_a_correction_that_cannot_be_changes_nothing_and_loses_nothing(phone, chun):
    mine = refused(phone, chun)
    with acting(chun):
        before = (list(Document.objects.of(chun).values_list("pk", "state")), mine.name)

    page = phone.post("/me/correct", AGAIN | {"name": "林满", "number": "110101199005060015"})

    assert page.status_code == 422
    shown = page.content.decode()
    assert "校验位不符" in shown
    assert 'value="林满"' in shown
    with acting(chun):
        mine.refresh_from_db()
        now = list(Document.objects.of(chun).values_list("pk", "state"))
        assert (now, mine.name) == before


@pytest.mark.long
def test_a_correction_to_somebody_elses_document_is_refused(harbour, phone, chun):
    people.party(harbour, "marketer", number=RIGHT)
    refused(phone, chun)

    page = phone.post("/me/correct", AGAIN)

    assert page.status_code == 422
    assert "已在本平台登记在其他主体名下" in page.content.decode()


def test_who_never_registered_has_nothing_to_correct_or_agree_to(phone):
    assert phone.post("/me/correct", AGAIN).status_code == 404
    assert phone.post("/me/consents", {"kind": "face"}).status_code == 404


@pytest.mark.long
@pytest.mark.law("PIPL-separate-consent")
def test_a_consent_is_taken_back_on_the_page_and_nobody_asks_about_him_any_more(
    phone, chun, harbour
):
    mine = filed(phone, chun)
    assert "撤回后平台不再向核验服务查询你的证件" in words(phone)

    phone.post("/me/consents", {"kind": "identity", "does": "withdraw"})
    phone.post("/me/consents", {"kind": "identity", "does": "withdraw"})

    assert consents(chun) == [("identity", False)]
    assert 'action="/me/verify"' not in words(phone)
    for who in (chun, None):  # the platform's system may not either
        with pytest.raises(services.ConsentMissing):
            people.verify(mine, actor=who)

    version = TEXTS["identity"].version
    phone.post("/me/consents", {"kind": "identity", "consent": version})
    assert consents(chun) == [("identity", False), ("identity", True)]
    assert people.verify(mine, actor=chun).state == "passed"


@pytest.mark.long
@pytest.mark.law("PIPL-separate-consent")
def test_no_face_is_looked_at_before_its_own_consent_and_after_it_was_taken_back(phone, chun):
    mine = filed(phone, chun)

    def start():
        with acting(chun):
            return services.liveness_start(actor=chun, party_id=mine.pk).verification

    with pytest.raises(services.ConsentMissing):
        start()
    assert TEXTS["face"].zh in words(phone)
    phone.post("/me/consents", {"kind": "face", "consent": TEXTS["face"].version})
    assert start().state == "started"
    phone.post("/me/consents", {"kind": "face", "does": "withdraw"})
    with pytest.raises(services.ConsentMissing):
        start()


def test_only_ones_own_kinds_are_agreed_to_here(phone, chun):
    filed(phone, chun)

    phone.post("/me/consents", {"kind": "guardian", "consent": TEXTS["guardian"].version})
    phone.post("/me/consents", {"kind": "likeness", "does": "withdraw"})

    assert consents(chun) == [("identity", True)]


def test_another_streamer_takes_back_his_own_only(harbour, phone, chun):
    filed(phone, chun)
    other = builders.person(harbour, "bao", "streamer")
    browser(other).post("/me/consents", {"kind": "identity", "does": "withdraw"})

    assert consents(chun) == [("identity", True)]


def test_a_person_whom_the_platform_registered_is_verified_without_having_been_here(harbour):
    people.sandbox(harbour)

    assert people.verify(people.party(harbour, "marketer")).state == "passed"
