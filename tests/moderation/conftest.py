"""What tests of moderation share: a clock that can be put forward."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Tenant
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from rooms.models import Session
from tests.moderation.pages import browser_of
from tests.moderation.services.measures import platform
from tests.moderation.services.streams import HELLO, OFFER, inspect, now_ms, post, said


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    """Begin in Chinese: a request in English leaves its language to the thread."""
    translation.activate("zh-hans")


@pytest.fixture
def time_machine_ahead(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Return a function that puts the clock forward by seconds."""

    def ahead(seconds: int) -> None:
        monkeypatch.setenv(clock.OFFSET_VARIABLE, str(seconds))

    return ahead


@pytest.fixture
def officer(lin: Actor) -> Client:
    return browser_of(lin)


@pytest.fixture
def risky(tea_session: Session) -> Session:
    """The tea room has offered to deal in private."""
    post(tea_session, said(1, HELLO, at=now_ms()), said(2, OFFER, at=now_ms()))
    inspect(tea_session)
    return tea_session


@pytest.fixture
def gateway(harbour: Tenant) -> Actor:
    """The platform's own system, with a key."""
    return platform(harbour.pk)
