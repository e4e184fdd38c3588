"""Signs of splitting in a browser: an officer sees what one rests on, and says what it is."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tax.rules import abuse
from tests import builders
from tests.e2e.conftest import PASSWORD
from tests.e2e.test_accessible import violations
from tests.tax import world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lin(site):
    tenant = builders.tenant("harbour", name="海港直播")
    actor = builders.person(tenant, "lin", "officer", password=PASSWORD)
    (song,) = world.payees(actor, world.SONG)
    received = enumerate((9_600_000, 9_700_000, 5_100_000, 9_990_000), start=1)
    months = [
        abuse.Income(str(song.id), "x", date(2026, at, 1), False, fen) for at, fen in received
    ]
    for found in abuse.parked(months, abuse.Limits()):
        world.kept(actor, found)
    return actor


def test_a_sign_is_seen_with_its_evidence_and_decided(lin, site, sign_in):
    page = sign_in("harbour:lin", at="/tax/signs")
    assert violations(page) == []
    page.get_by_role("link", name="收入压在起征点以下").click()
    expect(page.locator(".tax-point.is-marked")).to_have_count(3)
    expect(page.locator("tbody tr")).to_have_count(3)
    assert violations(page) == []
    page.fill("#s-reason", "三个月的订单由同一仓库发出")
    page.select_option("#s-verdict", "confirmed")
    page.click("form[action$=decide] .button--primary")
    expect(page.locator("main")).to_contain_text("三个月的订单由同一仓库发出")
