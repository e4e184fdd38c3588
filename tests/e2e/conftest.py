"""A real browser before real processes: pages by gunicorn, sockets by uvicorn."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page

from accounts.models import User
from tests.browser import CHROMIUM
from tools.bench._web import answers
from tools.process import HOST, Child, free_port, wait_until
from tools.pytest_logs import log_faults

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a-long-enough-password"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SIGN_IN = "form[action*=login] button.button--primary"


@dataclass
class Site:
    """Where the pages are, and what the browser's console said that it should not have."""

    url: str
    heard: list[str]


@pytest.fixture(scope="session")
def processes(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a web and a live process over the test database; give the address of the pages."""
    folder, web, live = tmp_path_factory.mktemp("site"), free_port(), free_port()
    environment = dict(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "livecompliance.settings.test",
        "LC_LIVE_PORT": str(live),
        "LC_LOG_LEVEL": "INFO",
        "LC_TEST_KEEP_S": "60",
    }
    gunicorn = ["-m", "gunicorn", "livecompliance.wsgi", "--bind", f"{HOST}:{web}"]
    uvicorn = ["-m", "uvicorn", "livecompliance.asgi:application", "--port", str(live)]
    commands = {
        web: [*gunicorn, "--threads", "4", "--worker-class", "gthread"],
        live: [*uvicorn, "--lifespan", "off", "--log-level", "error"],
    }
    started = []
    for port, command in commands.items():
        log, child = folder / f"{port}.log", Child(command[1])
        with log.open("wb") as output:
            child.spawn([sys.executable, *command], output=output, env=environment, cwd=ROOT)
        started.append(child)
    for port, child in zip(commands, started, strict=True):
        log = folder / f"{port}.log"
        wait_until(lambda port=port: answers(port, "/healthz"), child, log, 60)
    yield f"http://{HOST}:{web}"
    for child in started:
        child.stop()
    assert [fault for port in commands for fault in log_faults(folder / f"{port}.log")] == []


@pytest.fixture
def browser() -> Browser:
    return CHROMIUM.running()


@pytest.fixture
def site(transactional_db: None, processes: str) -> Iterator[Site]:
    """Give the site, and fail the test for anything the browser complained about."""
    found = Site(processes, [])
    yield found
    _be_quiet()
    assert found.heard == []


BUSY = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""


def _be_quiet() -> None:
    """Wait until the processes have answered what closed windows had asked: then empty tables."""
    calm, end = 0, time.monotonic() + 10
    while calm < 3 and time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(BUSY)
            calm = calm + 1 if cursor.fetchone()[0] == 0 else 0
        time.sleep(0.1)


def _listen(page: Page, heard: list[str]) -> None:
    def note(kind: str, text: str, where: str) -> None:
        is_own = where.endswith("/favicon.ico")  # what a browser asks for beside a plain file
        if kind in ("error", "warning") and not is_own:
            heard.append(f"{text} {where}".strip())

    page.on("console", lambda one: note(one.type, one.text, one.location.get("url", "")))
    page.on("pageerror", lambda error: heard.append(str(error)))


def _type_in(page: Page, username: str) -> None:
    page.goto("/accounts/login/")
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    page.click(SIGN_IN)
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def _cookie(username: str, url: str) -> dict[str, str]:
    """Return the cookie of somebody who has signed in: what the form itself does, others prove."""
    client = Client()
    client.force_login(User.objects.get(username=username), backend=BACKEND)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def choose_clause(page: Page, clause: str) -> None:
    """Choose a clause of a measure by its id, as a person does by its words."""
    page.locator("#clause-find").click()
    page.locator(f"#choice-{clause}").click()


@pytest.fixture
def sign_in(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a window of a signed-in person, at the wall unless told."""
    contexts = []

    def enter(username: str, at: str = "/wall", typed: bool = False, **options: object) -> Page:
        # Nothing may be half faded in when it is looked at.
        still = {"locale": "zh-CN", "reduced_motion": "reduce"}
        context = browser.new_context(base_url=site.url, **still, **options)
        contexts.append(context)
        page = context.new_page()
        _listen(page, site.heard)
        if typed:
            _type_in(page, username)
        else:
            context.add_cookies([_cookie(username, site.url)])
            page.goto(at)
        return page

    yield enter
    for context in contexts:
        context.close()
