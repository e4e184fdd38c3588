"""Sweeps ask for the last day outside of any transaction, as workers do."""

from datetime import timedelta

import pytest

from accounts.selectors import last_day
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests import builders


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_worker_is_told_from_which_day_on_what_is_over_goes():
    actor = system_actor(builders.tenant("harbour").pk)
    with acting(actor):
        assert last_day(actor) == clock.today() - timedelta(days=7)
