"""A quarter in a browser: closed, made, checked, filed, receipted, accepted, and then corrected."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from livecompliance.kernel.tenancy import acting
from office.models import Job
from tax.services import package
from tests import builders
from tests.e2e.conftest import PASSWORD
from tests.e2e.test_accessible import violations
from tests.studio.packs import carry
from tests.tax import quarters, world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUARTER = quarters.last_quarter()


@pytest.fixture
def lin(site):
    tenant = builders.tenant("harbour", name="海港直播")
    actor = builders.person(tenant, "lin", "officer", password=PASSWORD)
    quarters.arranged_now(actor, QUARTER)
    return actor


def work(actor):
    """Carry on the job that the page ordered, as a worker would."""
    with acting(actor):
        with transaction.atomic():
            job = Job.objects.of(actor).filter(kind=package.KIND).latest("id")
        carry(actor, job, package.run)


def filed(page, receipt):
    page.get_by_role("button", name="记录报送").click()
    page.fill("#r-receipt", receipt)
    page.get_by_role("button", name="登记回执").click()
    page.select_option("#a-verdict", "accepted")
    page.get_by_role("button", name="记录回复").click()


def test_a_quarter_is_closed_filed_and_corrected(lin, site, sign_in):
    page = sign_in("harbour:lin", at="/tax")
    name = f"{QUARTER.year} Q{(QUARTER.month - 1) // 3 + 1}"
    page.get_by_role("button", name=f"关账 {name}").click()
    here = page.url
    expect(page.locator(".tax-step.is-here")).to_have_text("生成并校验")
    assert violations(page) == []

    page.get_by_role("button", name="生成报送资料").click()
    work(lin)
    page.goto(here)
    wrong = page.locator("#wrong tbody tr").filter(has_text="u-1")
    expect(wrong).to_contain_text("建议补充后重新生成：地址")
    expect(page.locator("#forms-title + .badge")).to_have_text("待报送")
    assert violations(page) == []

    filed(page, "SW-2026-0001")
    expect(page.locator(".tax-ok")).to_be_visible()
    expect(page.locator("main")).to_contain_text("SW-2026-0001")

    world.payments(lin, quarters.late(QUARTER))
    page.select_option("#f-source", "authority")
    page.fill("#f-said", "漏报一笔服务收入")
    page.get_by_role("button", name="记录", exact=True).click()
    expect(page.locator(".clocks")).to_contain_text("更正报送")
    page.get_by_role("button", name="生成更正").click()
    work(lin)
    page.goto(here)
    rows = page.locator(".tax-files")
    expect(page.locator("#forms-title")).to_contain_text("第 1 次更正")
    expect(rows.first).to_be_visible()
    assert violations(page) == []
    filed(page, "SW-2026-0002")
    expect(page.locator("main")).to_contain_text("已更正")
    expect(page.locator("main")).to_contain_text("SW-2026-0002")
