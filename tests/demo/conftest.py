"""One demo for all the tests of a file: each changes it within a savepoint of its own."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from livecompliance.demo.seed import seed


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Start the demo twice, as whoever starts it anew has it; give what the second start says."""
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole._from_testcase = True  # what wants to be outermost takes it for a test's
        with whole:
            seed()
            yield seed()
            transaction.set_rollback(True)
