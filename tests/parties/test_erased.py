"""After an erasure only what the law obliges to keep can be opened, and the console says what."""

from datetime import timedelta

import pytest

from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.personal import readers
from livecompliance.kernel.tenancy import acting
from parties import services
from parties.models import Document, Party
from tests import builders
from tests.parties import people
from tests.parties.test_requests import carry_out, request
from tests.proof import browser, stepped_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(harbour):
    return builders.person(harbour, "admin", "system_admin")


@pytest.fixture
def gone(harbour, admin, lin, chun):
    """A marketer who was on air and had himself erased."""
    people.sandbox(harbour)
    made = people.party(harbour, "marketer", user_id=chun.user_id, occupation="主持人")
    people.consent(made, "identity")
    people.verify(made)
    with acting(lin):
        services.verifications_use(actor=lin, session_id=uuid7(), party_ids=[made.pk])
    assert carry_out(admin, request(chun, made, "erase")).state == "waiting"
    return made


def opened(officer, what, pk) -> int:
    eye = stepped_up(officer, "unmask", headers={"HX-Request": "true"})
    return eye.post("/unmask", {"what": what, "pk": pk}).status_code


@pytest.mark.long
@pytest.mark.law("PIPL-erasure", "O117-marketer-records-3y")
def test_what_the_law_keeps_can_be_opened_while_its_term_runs_and_not_a_day_longer(
    lin, gone, later
):
    for name in ("name", "mobile", "address"):
        expected = 404 if name == "address" else 200  # he never gave one
        assert opened(lin, f"parties.party.{name}", gone.pk) == expected
    later(days=3 * 366)  # before any sweep

    with acting(lin):
        document = Document.objects.get(party=gone)
        for what, pk in (("parties.party.name", gone.pk), ("parties.document.number", document.pk)):
            with pytest.raises(NotFound):
                readers.find(what)(lin, pk)


@pytest.mark.law("PIPL-erasure")
def test_who_agreed_for_him_is_kept_by_no_law_and_goes_at_once(harbour, admin, lin, chun):
    seller = people.party(
        harbour, "operator", user_id=chun.user_id, occupation="店主",
        function_at=clock.now() - timedelta(days=9),
    )  # fmt: skip
    given = services.Giver("王大山", {"use": "虚拟形象"}, clock.now() + timedelta(days=30))
    with acting(lin):
        consent = services.consent_file(actor=lin, party_id=seller.pk, kind="likeness", giver=given)
        assert consent.giver_name is not None
    assert carry_out(admin, request(chun, seller, "erase")).state == "waiting"

    with acting(lin):
        consent.refresh_from_db()
        left = Party.objects.get(pk=seller.pk)
    assert consent.giver_name is None
    assert (left.occupation, left.name is None) == ("", False)


@pytest.mark.long
def test_the_console_says_that_it_was_erased_and_what_stays(lin, gone):
    page = browser(lin).get(f"/people/{gone.pk}").content.decode()

    assert "应本人请求删除" in page
    assert "身份核验记录" in page
    assert f"{clock.today().year + 3}" in page


@pytest.mark.long
@pytest.mark.law("PIPL-erasure")
def test_the_identity_of_a_merchant_stays_whole_for_its_term(harbour, admin, lin, chun):
    seller = people.party(
        harbour, "operator", user_id=chun.user_id, function_at=clock.now() - timedelta(days=9)
    )
    carry_out(admin, request(chun, seller, "erase"))

    assert opened(lin, "parties.party.mobile", seller.pk) == 200


@pytest.mark.long
def test_an_erasure_that_was_refused_or_waits_for_an_answer_closes_nothing(lin, harbour, chun):
    mine = people.party(harbour, "marketer", user_id=chun.user_id)
    row = request(chun, mine, "erase")
    assert opened(lin, "parties.party.mobile", mine.pk) == 200
    with acting(lin):
        services.data_request_refuse(actor=lin, request_id=row.pk, reason="本人撤回请求")
    assert opened(lin, "parties.party.mobile", mine.pk) == 200
