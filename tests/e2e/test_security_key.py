"""A security key in a real browser: registered, used to sign in and to prove oneself, refused.

Chromium's own virtual authenticator stands for the key; the ceremony is the browser's.
"""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from playwright.sync_api import expect

from accounts import services
from ledger.models import Entry
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.e2e.conftest import PASSWORD, _cookie, _listen
from tests.e2e.test_accessible import violations

pytestmark = pytest.mark.browser
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Key:
    """A key that is plugged into a page."""

    def __init__(self, page):
        self.said = page.context.new_cdp_session(page)
        self.said.send("WebAuthn.enable")
        plugged = self.said.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        self.id = plugged["authenticatorId"]

    def verifies(self, is_verified):
        """Let the key know its person from now on, or not."""
        said = {"authenticatorId": self.id, "isUserVerified": is_verified}
        self.said.send("WebAuthn.setUserVerified", said)

    def held(self):
        said = self.said.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return said["credentials"]


@pytest.fixture
def admin():
    tenant = builders.tenant("harbour", name="海港直播")
    found = builders.person(tenant, "admin", "system_admin", password=PASSWORD)
    with acting(found):
        services.contact_set(actor=found, user_id=found.user_id, mobile="13800001234")
    return found


@pytest.fixture
def page(site, admin, browser):
    """A window of the administrator: by name, for a number can be no security key's site."""
    home = site.url.replace("127.0.0.1", "localhost")
    still = {"locale": "zh-CN", "reduced_motion": "reduce"}
    context = browser.new_context(base_url=home, **still)
    context.add_cookies([_cookie("harbour:admin", home)])
    found = context.new_page()
    _listen(found, site.heard)
    yield found
    context.close()


def register(page):
    """Add the key that is plugged in, as one that signs in by itself."""
    page.goto("/accounts/2fa/webauthn/add/")
    if page.locator("#id_password").count():  # nobody changes the factors of a window left open
        page.fill("#id_password", PASSWORD)
        page.locator("#id_password").press("Enter")
        page.wait_for_url("**/webauthn/add/")
    page.fill("#id_name", "桌上的密钥")
    page.check("#id_passwordless")
    assert violations(page) == []
    page.click("#mfa_webauthn_add")


ADDED = re.compile("/2fa/(?!webauthn/add)")


def sign_out(page):
    page.goto("/accounts/logout/")
    page.locator("main button.button--primary").click()
    page.wait_for_url("**/accounts/login/**")


def test_a_key_is_registered_signs_in_and_opens_what_asks_again(page, admin):
    key = Key(page)
    register(page)
    page.wait_for_url(ADDED)
    assert Authenticator.objects.filter(user_id=admin.user_id, type="webauthn").count() == 1
    assert [one["rpId"] for one in key.held()] == ["localhost"]

    sign_out(page)
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/accounts/" not in url)


def test_a_key_proves_who_one_is_before_the_eye_opens(page, site, admin):
    key = Key(page)
    register(page)
    page.wait_for_url(ADDED)
    page.context.clear_cookies()  # another day: nothing was proved in this session
    page.context.add_cookies([_cookie("harbour:admin", page.url.partition("/accounts")[0])])
    page.goto("/settings/people")
    page.click(".masked__eye")
    expect(page.locator("#step-up")).to_be_visible()
    page.click("[data-step-up-key]")  # no reason: the key is not even asked
    expect(page.locator("#id_reason")).to_be_focused()
    page.fill("#id_reason", "用户来电核对")
    key.verifies(False)
    page.click("[data-step-up-key]")
    expect(page.locator("#step-up").get_by_role("alert")).to_contain_text("密钥没有完成验证")
    assert violations(page) == []
    key.verifies(True)
    page.click("[data-step-up-key]")

    expect(page.locator("[data-value]")).to_have_text("13800001234")
    expect(page.locator("#step-up")).to_be_hidden()
    refused = [said for said in site.heard if "403 (Forbidden)" in said]
    assert len(refused) == 1  # the browser itself notes the refusal that opened the dialog
    site.heard.remove(refused[0])
    with acting(admin), transaction.atomic():
        assert Entry.objects.filter(action="accounts.step_up_passed").count() == 1


def test_a_key_that_does_not_know_its_person_opens_nothing_and_the_page_says_so(page, admin):
    key = Key(page)
    key.verifies(False)
    register(page)

    expect(page.get_by_role("alert")).to_contain_text("密钥没有完成验证")
    assert not Authenticator.objects.filter(user_id=admin.user_id).exists()

    key.verifies(True)
    page.click("#mfa_webauthn_add")
    page.wait_for_url(ADDED)
    sign_out(page)
    key.verifies(False)
    page.click("#passkey_login")

    expect(page.get_by_role("alert")).to_contain_text("密钥没有完成验证")
    assert violations(page) == []
    page.goto("/wall")
    page.wait_for_url("**/accounts/login/**")
