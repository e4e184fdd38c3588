"""A mail address from the form to the link in the mail, opened and confirmed in a browser."""

import re

import pytest
from django.core import mail as outbox
from playwright.sync_api import expect

from office.tasks import letter as tasks
from tests import builders
from tests.e2e.conftest import PASSWORD
from tests.e2e.test_accessible import NARROW, WIDE, violations

pytestmark = pytest.mark.browser
ADDRESS = "lin.invented@mail.example"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_link_in_the_mail_is_opened_and_the_address_is_in_use(site, sign_in, size):
    tenant = builders.tenant("harbour", name="海港直播")
    lin = builders.person(tenant, "lin", "officer", password=PASSWORD)
    page = sign_in("harbour:lin", "/inbox/preferences", viewport=size)
    page.fill("#address", ADDRESS)
    page.locator("form[action$='/inbox/address'] button").click()
    expect(page.locator(".addresses")).to_contain_text("等待确认")
    tasks.mails_send(tenant_id=str(lin.tenant_id))
    (sent,) = outbox.outbox
    assert sent.to == [ADDRESS]
    link = re.search(r"http://\S+/inbox/address/\S+", sent.body).group()
    assert link.startswith(site.url)

    page.goto(link)
    assert violations(page) == []
    expect(page.locator(".addresses")).to_have_count(0)  # opening alone confirms nothing
    page.get_by_role("button", name="这是我的邮箱").click()

    expect(page.locator(".addresses")).to_contain_text("使用中")
    expect(page.locator(".addresses")).to_contain_text("l****@mail.example")
    page.goto(link)  # once and not again, in words
    expect(page.locator("main")).to_contain_text("链接无效、已使用或已过期")
    assert site.heard.pop().startswith("Failed to load resource")  # the browser notes the 404
