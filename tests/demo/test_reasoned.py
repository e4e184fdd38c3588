"""Every statement of reasons that the demo's decisions lead to holds, or is listed with why."""

import json

import pytest
from django.db import transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.services.file import place_of
from oversight.models import StatementExport, StatementFault
from oversight.rules import dsa
from oversight.selectors.statement import faults_said

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.timeout(900)]


def test_what_the_demo_decided_is_stated_and_holds_and_the_rest_says_why(house):
    stated = 0
    for tenant in house["tenants"]:
        actor = system_actor(tenant["id"])
        with acting(actor), transaction.atomic():
            row = StatementExport.objects.get(form="ndjson")
        with acting(actor):
            assert office.job_run(actor=actor, job_id=row.job_id) == "done"
            with transaction.atomic():
                row = StatementExport.objects.select_related("file").get(pk=row.pk)
                faults = list(StatementFault.objects.filter(export=row))
            body = b"".join(place_of(row.file).read(row.file.parts))
        lines = [json.loads(one) for one in body.splitlines()]
        assert [dsa.faults_of(one) for one in lines] == [[]] * row.statements
        assert row.decisions == row.statements + row.faulty + row.outside + row.within
        assert row.faulty == len(faults)
        assert all(faults_said(one.faults) for one in faults)
        assert not any(word in body.decode() for word in ("山岚茶铺", "玉见珠宝行", "星野"))
        stated += len(lines)
    assert stated
