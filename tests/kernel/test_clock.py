"""The one clock."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from livecompliance.kernel import clock

NEW_YEAR_EVE_IN_UTC = datetime(2025, 12, 31, 16, 0, tzinfo=UTC)
SHOW_OFFSET = (
    "from datetime import UTC, datetime; from livecompliance.kernel import clock;"
    "print(round((clock.now() - datetime.now(UTC)).total_seconds()))"
)


@pytest.fixture(autouse=True)
def _allowed(settings, monkeypatch):
    monkeypatch.delenv(clock.OFFSET_VARIABLE, raising=False)
    settings.CLOCK_OFFSET_ALLOWED = True


def test_now_is_an_aware_utc_instant():
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_day_begins_at_midnight_in_shanghai():
    assert clock.to_date(NEW_YEAR_EVE_IN_UTC - timedelta(seconds=1)) == date(2025, 12, 31)
    assert clock.to_date(NEW_YEAR_EVE_IN_UTC) == date(2026, 1, 1)


def test_a_naive_instant_has_no_date():
    with pytest.raises(ValueError, match="no time zone"):
        clock.to_date(datetime(2026, 1, 1))  # noqa: DTZ001


def test_today_follows_the_offset(monkeypatch):
    before = clock.today()

    monkeypatch.setenv(clock.OFFSET_VARIABLE, str(10 * 86400))

    assert clock.today() - before in {timedelta(days=10), timedelta(days=11)}


@pytest.mark.parametrize("raw", ["tomorrow", "nan", "inf"])
def test_an_offset_that_is_no_number_stops_the_process(monkeypatch, raw):
    monkeypatch.setenv(clock.OFFSET_VARIABLE, raw)

    with pytest.raises(ImproperlyConfigured, match="number of seconds"):
        clock.now()


def test_production_refuses_a_shifted_clock(monkeypatch, settings):
    del settings.CLOCK_OFFSET_ALLOWED
    settings.DEBUG = False
    monkeypatch.setenv(clock.OFFSET_VARIABLE, "60")

    with pytest.raises(ImproperlyConfigured, match="production"):
        clock.now()


def test_production_accepts_an_offset_of_nothing(monkeypatch, settings):
    settings.CLOCK_OFFSET_ALLOWED = False
    monkeypatch.setenv(clock.OFFSET_VARIABLE, "0")

    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_debug_settings_allow_a_shifted_clock(monkeypatch, settings):
    del settings.CLOCK_OFFSET_ALLOWED
    settings.DEBUG = True
    monkeypatch.setenv(clock.OFFSET_VARIABLE, "-3600")

    assert clock.now() < datetime.now(UTC) - timedelta(minutes=59)


def test_another_process_reads_the_same_offset():
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "livecompliance.settings.dev",
        "LC_DEBUG": "true",
        clock.OFFSET_VARIABLE: "86400",
    }

    shown = subprocess.run(
        [sys.executable, "-c", SHOW_OFFSET], env=environment, capture_output=True, text=True
    )

    assert shown.stdout.strip() == "86400", shown.stderr
