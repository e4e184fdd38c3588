"""How many jobs somebody may order, and what is left of one when its time is over."""

import io
from datetime import timedelta

import pytest
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from office import services
from office.services import job as jobs
from office.services import purposes
from office.services.job import TooManyJobs
from office.services.purposes import Purpose
from tests import builders
from tests.attack.conftest import signed_in
from tests.office.test_jobs import count_to, run, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch):
    """Register kinds for one test only."""
    monkeypatch.setattr(jobs, "_kinds", dict(jobs._kinds))
    return services.job_kind


def test_nobody_orders_without_end_and_others_order_all_the_same(lin, harbour, kind, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_OPEN", 2)
    kind("count", count_to(1))
    mine = [start(lin, n=number) for number in range(2)]

    with pytest.raises(TooManyJobs, match="2"):
        start(lin, n=2)
    assert start(lin, n=0) == mine[0]  # the same order is no further one
    start(builders.person(harbour, "mei", "officer"), n=2)
    run(mine[0])
    start(lin, n=2)


@pytest.mark.long
def test_next_year_a_job_stands_there_and_what_it_made_is_gone(lin, kind, monkeypatch):
    week = Purpose(kinds=frozenset({"text/csv"}), keep=timedelta(days=7))
    monkeypatch.setitem(purposes._purposes, "made", week)

    def work(progress, _arguments):
        with transaction.atomic():
            made = services.file_store(
                actor=lin, stream=io.BytesIO(b"a\n1\n"), name="一.csv", purpose="made"
            )
        return {"file": str(made.pk)}

    kind("count", work)
    run(start(lin))
    page = signed_in(lin).get("/jobs").content.decode()
    assert "下载 一.csv" in page

    monkeypatch.setenv(clock.OFFSET_VARIABLE, str(366 * 86_400))
    with acting(lin):
        assert services.files_expire(actor=lin) == 1
    page = signed_in(lin).get("/jobs").content.decode()

    assert "结果已过保留期" in page
    assert "下载" not in page
