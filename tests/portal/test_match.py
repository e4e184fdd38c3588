"""Whether somebody is on a blacklist: asked by a number under a case, kept nowhere."""

import pytest
from django.db import transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from portal.models import Look
from tests.portal.conftest import looking_at

pytestmark = [
    pytest.mark.django_db(databases=["default", "regulator"], transaction=True),
    pytest.mark.long,
]
NUMBER = "11010519491231002X"


def test_a_number_needs_a_case_and_is_written_nowhere(harbour):
    browser = looking_at(harbour)
    refused = browser.post("/portal/harbour/blacklist/match", {"number": NUMBER})
    assert refused.status_code == 422
    browser.post("/portal/case", {"number": "网执〔2026〕7 号"})
    wrong = browser.post("/portal/harbour/blacklist/match", {"number": "110105194912310021"})
    assert wrong.status_code == 422
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert not Look.objects.filter(page="match").exists()
    assert browser.get("/portal/harbour/blacklist/match").status_code == 405
