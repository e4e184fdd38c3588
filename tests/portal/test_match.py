"""Whether somebody is on a blacklist: asked by a number under a case, kept nowhere."""

from datetime import timedelta

import pytest
from django.db import connections, transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from portal.models import Look
from tests import builders
from tests.parties import people
from tests.portal.conftest import browser_of, grant, looking_at, text, visitor
from tests.sanctions.conftest import decide, review

pytestmark = [
    pytest.mark.django_db(databases=["default", "regulator", "owner"], transaction=True),
    pytest.mark.long,
]
NUMBER, OTHER = "11010519491231002X", "440524188001010014"
CASE = "网执〔2026〕7 号"


def test_a_number_needs_a_case_and_is_written_nowhere(harbour):
    browser = looking_at(harbour)
    refused = browser.post("/portal/harbour/blacklist/match", {"number": NUMBER})
    assert refused.status_code == 422
    browser.post("/portal/case", {"number": "网执〔2026〕7 号"})
    wrong = browser.post("/portal/harbour/blacklist/match", {"number": "110105194912310021"})
    assert wrong.status_code == 422
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert not Look.objects.filter(page="match").exists()
    assert browser.get("/portal/harbour/blacklist/match").status_code == 405


LISTED = {"rung": "blacklist", "days": 365, "ground": "serious", "subject": "person"}
ROWS = """
SELECT c.relname FROM pg_class c WHERE c.relkind = 'r'
AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname
"""


def listed(owner, officer, other, **fields):
    """Put somebody of a number on a platform's blacklist, as two officers do."""
    party = people.party(owner, "marketer", number=NUMBER, public_name="不说出的名字", **fields)
    return review(other, decide(officer, party, **LISTED))


def matched(browser, number: str = NUMBER):
    return browser.post("/portal/harbour/blacklist/match", {"number": number})


@pytest.mark.law("M-blacklist")
def test_a_listed_number_is_told_with_ground_term_and_clause_and_no_name(harbour, lin):
    listed(harbour, lin, builders.person(harbour, "mei", "officer"))
    browser = looking_at(harbour)
    browser.post("/portal/case", {"number": CASE})
    page = text(matched(browser, NUMBER.lower()))
    came = page.split('class="portal-came"')[1].split("</section>")[0]
    assert "本平台黑名单" in came
    assert "不定期" not in came
    assert str(clock.today().year) in came
    assert "不说出的名字" not in page
    assert NUMBER not in page.upper()
    assert matched(browser, OTHER).status_code == 200
    assert "没有匹配" in text(matched(browser, OTHER))


def test_only_platforms_that_granted_identities_are_asked(harbour, elsewhere, lin, outsider):
    listed(elsewhere, outsider, builders.person(elsewhere, "pan", "officer"))
    user = visitor()
    grant(harbour, user)
    grant(elsewhere, user, matters=["conduct"])
    browser = browser_of(user)
    browser.post("/portal/case", {"number": CASE})
    assert "没有匹配" in text(matched(browser))
    with acting(system_actor(elsewhere.pk)), transaction.atomic():
        assert not Look.objects.filter(page="match").exists()
    grant(elsewhere, user, matters=["identity"])
    assert "本平台黑名单" in text(matched(browser))
    for owner, number in ((harbour, 2), (elsewhere, 1)):
        with acting(system_actor(owner.pk)), transaction.atomic():
            assert Look.objects.filter(page="match", case_number=CASE).count() == number


def test_sixty_numbers_an_hour_and_no_more(harbour):
    user = visitor()
    grant(harbour, user)
    browser = browser_of(user)
    browser.post("/portal/case", {"number": CASE})
    now = clock.now()
    with acting(system_actor(harbour.pk)), transaction.atomic():
        for place in range(60):
            old = timedelta(minutes=61) if place == 0 else timedelta(minutes=59)
            Look.objects.create(
                tenant=harbour,
                user=user,
                authority_id=user.authority_id,
                page="match",
                case_number=CASE,
                at=now - old,
            )
    assert matched(browser).status_code == 200
    refused = matched(browser)
    assert refused.status_code == 422
    assert "一小时内查询得太多" in refused.content.decode()
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert Look.objects.filter(page="match").count() == 61


def test_the_number_stands_in_no_row_no_entry_and_no_line_of_the_log(harbour, lin, caplog):
    browser = looking_at(harbour)
    browser.post("/portal/case", {"number": CASE})
    with caplog.at_level("DEBUG"):
        text(matched(browser))
    assert NUMBER[:-1] not in caplog.text
    with connections["owner"].cursor() as cursor:
        cursor.execute(ROWS)
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s",  # noqa: S608
                [f"%{NUMBER[:-1]}%"],
            )
            assert cursor.fetchone()[0] == 0, table
