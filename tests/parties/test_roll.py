"""The register as a file: everybody once, masked, whole after it was killed half-way."""

import csv
import io

import pytest
from django.db import transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import Job
from office.services.progress import Progress
from parties import services
from parties.services import Newcomer, Particulars, roll
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)


def order(actor, **wanted) -> Job:
    with acting(actor), transaction.atomic():
        return office.job_start(actor=actor, kind=services.ROLL, arguments={"wanted": wanted})


def run(job) -> str:
    system = system_actor(job.tenant_id)
    with acting(system):
        return office.job_run(actor=system, job_id=job.pk)


def lines(actor, job) -> list[dict[str, str]]:
    with acting(actor), transaction.atomic():
        kept = Job.objects.of(actor).get(pk=job.pk).result
        opened = office.file_open(actor=actor, file_id=kept["file"])
    text = b"".join(opened.pieces()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_everybody_is_in_the_file_once_and_nobody_by_name(harbour, lin):
    with acting(lin), transaction.atomic():
        name = Particulars(name="林小满")
        who = Newcomer("natural", ["marketer"], "林小满", name, external_id="=1+1")
        services.party_register(actor=lin, who=who)
    for n in range(3):
        builders.party(harbour, "agency", kind="company", public_name=f"星途 {n}")
    job = order(lin)

    assert run(job) == Job.State.DONE
    rows = lines(lin, job)
    assert len({one["id"] for one in rows}) == len(rows) == 4
    person = rows[-1]
    assert (person["public_name"], person["external_id"]) == ("林**", "'=1+1")
    assert "直播营销功能" in person["missing"]


def test_the_file_holds_only_what_the_page_was_narrowed_to(harbour, lin):
    builders.party(harbour, "marketer")
    agency = builders.party(harbour, "agency", kind="company", public_name="星途")
    job = order(lin, role="agency")

    run(job)

    assert [one["id"] for one in lines(lin, job)] == [str(agency.pk)]


def test_killed_half_way_it_goes_on_and_doubles_nobody(harbour, lin, monkeypatch):
    monkeypatch.setattr(roll, "PAGE", 2)
    for _ in range(5):
        builders.party(harbour)
    job = order(lin)
    kept, halt = Progress.checkpoint, {"at": 2}

    def checkpoint(self, place):
        kept(self, place)
        halt["at"] -= 1
        if halt["at"] == 0:
            raise KeyboardInterrupt

    monkeypatch.setattr(Progress, "checkpoint", checkpoint)
    with pytest.raises(KeyboardInterrupt):
        run(job)
    with acting(lin), transaction.atomic():
        Job.objects.of(lin).filter(pk=job.pk).update(state=Job.State.WAITING, run=None)

    assert run(job) == Job.State.DONE
    rows = lines(lin, job)
    assert len({one["id"] for one in rows}) == len(rows) == 5


def test_who_does_not_work_on_compliance_takes_nothing_out(harbour, chun):
    with pytest.raises(Forbidden):
        order(chun)
