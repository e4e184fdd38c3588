"""The eye in a browser: a dialog asks who one is and why, then the number stands there."""

import pytest
from playwright.sync_api import expect

from accounts import services
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.e2e.conftest import PASSWORD
from tests.e2e.test_accessible import violations

pytestmark = pytest.mark.browser
SIZES = [{"width": 1440, "height": 900}, {"width": 390, "height": 844}]


@pytest.mark.parametrize("size", SIZES)
def test_the_eye_asks_and_then_shows_the_number(site, sign_in, size):
    tenant = builders.tenant("harbour", name="海港直播")
    admin = builders.person(tenant, "admin", "system_admin", password=PASSWORD)
    with acting(admin):
        services.contact_set(actor=admin, user_id=admin.user_id, mobile="13800001234")
    page = sign_in("harbour:admin", "/settings/people", viewport=size)

    expect(page.locator(".masked")).to_contain_text("138****1234")
    page.click(".masked__eye")
    expect(page.locator("#step-up")).to_be_visible()
    assert violations(page) == []
    page.fill("#id_reason", "用户来电核对")
    password = page.locator("#step-up #id_password")
    if password.count():
        password.fill(PASSWORD)
    page.click("#step-up .button--primary")

    expect(page.locator("[data-value]")).to_have_text("13800001234")
    page.click("[data-mask-now]")
    expect(page.locator("[data-value]")).to_have_text("138****1234")
    expect(page.locator("#step-up")).to_be_hidden()
    assert violations(page) == []
    # the browser itself notes the refusal that opened the dialog
    refused = [said for said in site.heard if "403 (Forbidden)" in said]
    assert len(refused) == 1
    site.heard.remove(refused[0])
