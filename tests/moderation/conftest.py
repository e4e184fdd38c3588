"""What tests of moderation share: a clock that can be put forward."""

from collections.abc import Callable

import pytest
from django.utils import translation

from livecompliance.kernel import clock


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
