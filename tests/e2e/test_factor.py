"""The second factor in a browser: set up because it is forced, then needed to come in."""

import os
import re
import sys
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests import builders
from tests.e2e.conftest import PASSWORD, ROOT, SIGN_IN, Site, _be_quiet, _listen
from tests.e2e.test_accessible import violations
from tools.bench._web import answers
from tools.process import HOST, Child, free_port, wait_until
from tools.pytest_logs import log_faults

pytestmark = pytest.mark.browser
PERIOD = 30


@pytest.fixture(scope="module")
def strict(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a web process that forces the second factor; give its address."""
    port = free_port()
    log, child = tmp_path_factory.mktemp("strict") / "web.log", Child("gunicorn")
    environment = dict(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "livecompliance.settings.test",
        "LC_FORCE_MFA": "true",
        "LC_LOG_LEVEL": "INFO",
    }
    command = ["-m", "gunicorn", "livecompliance.wsgi", "--bind", f"{HOST}:{port}"]
    with log.open("wb") as output:
        threads = ["--threads", "4", "--worker-class", "gthread"]
        child.spawn([sys.executable, *command, *threads], output=output, env=environment, cwd=ROOT)
    wait_until(lambda: answers(port, "/healthz"), child, log, 60)
    yield f"http://{HOST}:{port}"
    child.stop()
    assert log_faults(log) == []


@pytest.fixture
def lin(transactional_db, strict, browser) -> Iterator[Page]:
    """An officer without a second factor, before the page to sign in."""
    tenant = builders.tenant("harbour", name="海港直播")
    builders.person(tenant, "lin", "officer", password=PASSWORD)
    site = Site(strict, [])
    context = browser.new_context(base_url=strict, locale="zh-CN")
    page = context.new_page()
    _listen(page, site.heard)
    yield page
    context.close()
    _be_quiet()
    assert [one for one in site.heard if "WebSocket" not in one] == []


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.fill("#id_login", "harbour:lin")
    page.fill("#id_password", PASSWORD)
    page.click(SIGN_IN)
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main button.button--primary").click()
    page.wait_for_url("**/accounts/login/**")


def code_of(secret: str, later: int = 0) -> str:
    """Return what an authenticator app would show now, or some periods later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + later))


def confirm(page: Page) -> None:
    """Say once more who one is: nobody changes the factors of a window left open."""
    page.wait_for_url("**/accounts/reauthenticate/**")
    page.fill("#id_password", PASSWORD)
    page.locator("#id_password").press("Enter")


def give(page: Page, code: str) -> None:
    page.fill("#id_code", code)
    page.locator("#id_code").press("Enter")


def enrol(page: Page) -> tuple[str, list[str]]:
    """Set the authenticator app up; return its secret and the recovery codes."""
    page.goto("/accounts/2fa/")
    page.locator("a[href$='/totp/activate/']").click()
    confirm(page)
    secret = page.locator("code.mono").inner_text()
    give(page, code_of(secret))
    page.wait_for_url("**/recovery-codes/**")
    return secret, page.locator(".codes li").all_inner_texts()


def test_an_officer_is_led_to_set_up_a_second_factor_and_then_needs_it(lin):
    sign_in(lin)
    lin.wait_for_url("**/accounts/2fa/")
    lin.goto("/wall")
    lin.wait_for_url("**/accounts/2fa/")
    assert violations(lin) == []

    lin.locator("a[href$='/totp/activate/']").click()
    lin.wait_for_url("**/accounts/reauthenticate/**")
    assert violations(lin) == []
    confirm(lin)
    secret = lin.locator("code.mono").inner_text()
    assert re.fullmatch("[A-Z2-7]{32}", secret)
    expect(lin.locator("img.qr")).to_be_visible()
    assert violations(lin) == []
    give(lin, "000000")
    expect(lin.locator("main [role=alert]")).to_be_visible()
    assert lin.locator("code.mono").inner_text() == secret
    give(lin, code_of(secret))
    lin.wait_for_url("**/recovery-codes/**")
    assert violations(lin) == []
    lin.goto("/wall")
    expect(lin.locator("h1")).to_have_text("直播墙")

    sign_out(lin)
    sign_in(lin)
    lin.wait_for_url("**/accounts/2fa/authenticate/")
    assert violations(lin) == []
    lin.goto("/wall")
    lin.wait_for_url("**/accounts/2fa/authenticate/**")
    give(lin, "000000")
    expect(lin.locator("main [role=alert]")).to_be_visible()
    give(lin, code_of(secret, later=1))
    expect(lin.locator("h1")).to_have_text("履责看板")


def test_a_recovery_code_opens_once_and_only_once(lin):
    sign_in(lin)
    _secret, codes = enrol(lin)
    assert len(set(codes)) == 10

    sign_out(lin)
    sign_in(lin)
    give(lin, codes[0])
    expect(lin.locator("h1")).to_have_text("履责看板")

    sign_out(lin)
    sign_in(lin)
    give(lin, codes[0])
    expect(lin.locator("main [role=alert]")).to_be_visible()
    give(lin, codes[1])
    expect(lin.locator("h1")).to_have_text("履责看板")
    lin.goto("/accounts/2fa/")
    lin.locator("a[href$='/recovery-codes/']").click()
    confirm(lin)
    expect(lin.locator(".codes li")).to_have_text(codes[2:])
