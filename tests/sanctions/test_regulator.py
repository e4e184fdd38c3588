"""What an authority sees of decisions: by name, those that were reported to it, no others."""

import pytest
from django.db import transaction

from accounts.models import User
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.filings.test_supervised import regulator
from tests.parties import people
from tests.sanctions.conftest import decide, review

pytestmark = pytest.mark.django_db(databases=["default", "regulator"], transaction=True)
LISTED = {"rung": "blacklist", "days": 365, "ground": "serious", "subject": "person"}


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.long
@pytest.mark.law("M-blacklist", "O117-measure-report")
def test_an_authority_reads_the_names_that_were_reported_to_it_and_nobody_elses(
    harbour, elsewhere, lin, mei, outsider
):
    listed = people.party(harbour, "marketer", public_name="被列入者")
    proposed = people.party(harbour, "marketer", public_name="只是被提议者")
    prompted = people.party(harbour, "operator", public_name="只被提示者")
    theirs = people.party(elsewhere, "marketer", public_name="别家的人")
    row = review(mei, decide(lin, listed, **LISTED))
    waits = decide(lin, proposed, **LISTED)
    kept = decide(lin, prompted, rung="prompt")
    pan = builders.person(elsewhere, "pan", "officer")
    review(pan, decide(outsider, theirs, **LISTED))

    browser = regulator(harbour)
    page = text(browser.get("/sanctions?rung=blacklist"))
    assert "被列入者" in page
    for name in ("只是被提议者", "别家的人"):
        assert name not in page
    assert "只被提示者" not in text(browser.get("/sanctions"))
    assert "被列入者" in text(browser.get(f"/sanctions/{row.pk}"))
    for other in (waits, kept):
        assert browser.get(f"/sanctions/{other.pk}").status_code == 404
    assert "被列入者" in text(browser.get("/sanctions/reports"))


@pytest.mark.long
def test_an_authority_decides_nothing(harbour, lin, tea):
    row = decide(lin, tea, rung="suspension", days=7)
    browser = regulator(harbour)
    for act in ("lift", "review", "keep", "paper"):
        assert browser.post(f"/sanctions/{row.pk}/{act}").status_code == 403, act
    page = text(browser.get(f"/sanctions/{row.pk}"))
    assert f'action="/sanctions/{row.pk}' not in page
    with acting(lin), transaction.atomic():
        name = User.objects.get(pk=lin.user_id).display_name
    assert name not in page
