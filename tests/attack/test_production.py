"""What production settings promise a browser, and what they refuse to start with."""

import functools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
from livecompliance.kernel import clock
clock.now()
claims = {"Host": "h.example", "X-Forwarded-Proto": "https"}
claimed = Client(headers=claims).get("/healthz")
plain, safe = (Client(headers={"Host": "h.example"}).get("/healthz", secure=s) for s in (0, 1))
foreign = Client(headers={"Host": "evil.example"}).get("/accounts/login/", secure=True)
print(json.dumps({
    "plain": [plain.status_code, plain.get("Location")],
    "claimed": claimed.status_code,
    "foreign": foreign.status_code,
    "headers": dict(safe.headers),
    "cookies": [[getattr(settings, f"{one}_COOKIE_{what}") for what in ("NAME", "SECURE")]
                for one in ("SESSION", "CSRF")],
    "http_only": settings.SESSION_COOKIE_HTTPONLY,
    "hours": settings.SESSION_COOKIE_AGE / 3600,
    "hasher": settings.PASSWORD_HASHERS[0].rsplit(".", 1)[1],
    "private": settings.ALLOW_PRIVATE_WEBHOOKS,
    "mfa": settings.FORCE_MFA,
    "debug": settings.DEBUG,
}))
"""


@functools.cache
def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {
        "DJANGO_SETTINGS_MODULE": "livecompliance.settings.base",
        "LC_SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "LC_ALLOWED_HOSTS": "h.example",
        "LC_LOG_LEVEL": "CRITICAL",
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        env=kept | settings | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_browser_is_told_to_come_by_https_and_with_locked_cookies():
    done = run("-c", ASK, LC_PROXIES="0")
    said = json.loads(done.stdout.strip().splitlines()[-1]) if done.stdout else done.stderr

    assert said["plain"] == [301, "https://h.example/healthz"]
    assert said["foreign"] == 400
    strict = said["headers"]["Strict-Transport-Security"]
    assert "max-age=31536000" in strict
    assert "includeSubDomains" in strict
    assert said["headers"]["Cross-Origin-Opener-Policy"] == "same-origin"
    assert said["cookies"] == [["__Host-lc_session", True], ["__Host-lc_csrf", True]]
    assert said["http_only"]
    assert said["hours"] <= 12
    assert said["hasher"] == "Argon2PasswordHasher"
    assert (said["private"], said["mfa"], said["debug"]) == (False, True, False)


def test_djangos_own_deployment_check_finds_nothing():
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", LC_PROXIES="1")

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("proxies", "status"), [("0", 301), ("1", 200)])
def test_who_claims_to_come_by_https_is_believed_only_behind_a_proxy(proxies, status):
    done = run("-c", ASK, LC_PROXIES=proxies)

    assert json.loads(done.stdout.strip().splitlines()[-1])["claimed"] == status


def test_start_up_warns_where_nothing_is_said_of_a_proxy_and_https_is_forced():
    said = {
        redirect: run("manage.py", "check", LC_SSL_REDIRECT=redirect).stderr
        for redirect in ("true", "false")
    }

    assert "kernel.W001" in said["true"]
    assert "kernel.W001" not in said["false"]


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"LC_SECRET_KEY": "short"}, "LC_SECRET_KEY"),
        ({"LC_CLOCK_OFFSET": "60"}, "LC_CLOCK_OFFSET"),
        ({"LC_KEY_CALLS": "-1"}, "LC_KEY_CALLS"),
        ({"LC_PROXIES": "-1"}, "LC_PROXIES"),
    ],
)
def test_production_does_not_start_with_a_wrong_key_clock_or_number(wrong, word):
    done = run("-c", ASK, **wrong)

    assert done.returncode != 0
    assert word in done.stderr
