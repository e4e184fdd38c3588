"""What a browser must prove before it gets something: who one is and why, or a paper."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import expect

from accounts import services
from filings.models import Filing
from livecompliance.kernel.actors import system_actor
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


def test_a_file_that_proves_a_filing_is_sent_when_it_is_chosen_and_kept_by_its_form(site, sign_in):
    tenant = builders.tenant("harbour", name="海港直播")
    builders.person(tenant, "officer", "officer", password=PASSWORD)
    page = sign_in("harbour:officer", "/filings/new?kind=other")
    box, kept = page.locator("[data-evidence]"), page.locator("[data-evidence-id]")
    choose, said = box.locator("input[type=file]"), box.locator("[data-evidence-said]")

    choose.set_input_files({"name": "假.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90"})
    expect(box).to_have_class("evidence is-refused")
    expect(said).not_to_be_empty()
    expect(kept).to_have_value("")

    paper = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    choose.set_input_files({"name": "许可 (1).pdf", "mimeType": "application/pdf", "buffer": paper})
    expect(said).to_have_text("已上传，保存表单后生效")
    expect(box).to_have_class("evidence")
    expect(kept).to_have_value(re.compile(r"^[0-9a-f-]{36}$"))
    assert violations(page) == []
    page.fill("input[name=title]", "营业执照")
    page.fill("input[name=number]", "B2-20261129")
    page.click("main form.form > button")

    page.wait_for_url(re.compile(r"/filings/[0-9a-f-]{36}"))
    expect(page.locator("main")).to_contain_text("B2-20261129")
    with acting(system_actor(tenant.pk)), transaction.atomic():
        assert Filing.objects.get().evidence is not None
    refused = [heard for heard in site.heard if "Failed to load resource" in heard]
    assert len(refused) == 1  # the browser itself notes that the first file was refused
    site.heard.remove(refused[0])
