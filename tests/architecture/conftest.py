"""What the tests that knock at every door share."""

import pytest

from tests import builders
from tests.architecture.world import Ids
from tests.attack.test_pages import theirs  # noqa: F401  (a fixture)


@pytest.fixture
def world(harbour, lin, theirs, tea_session) -> Ids:  # noqa: F811
    """The ids of Harbour's things, one of each kind; who is on air there is not what is asked."""
    builders.observing(harbour)
    del theirs["token"]
    return Ids(theirs | {"session_id": str(tea_session.pk), "clause_id": "M-truthful"})
