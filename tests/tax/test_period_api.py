"""A program closes a month and a quarter, has them computed, and writes down what was filed."""

from datetime import date

import pytest
from django.db import transaction

from livecompliance.kernel.tenancy import acting
from office.models import Job
from tax import services
from tax.models import Period
from tax.rules import calendar
from tax.services import package, run
from tests.attack.conftest import signed_in
from tests.studio.packs import carry
from tests.tax import quarters, world
from tests.tax.quarters import QUARTER
from tests.tax.test_package_api import MAY, Program

pytestmark = [pytest.mark.django_db, pytest.mark.long]
MONTHS = calendar.months_of(QUARTER)
RECEIPT = {"receipt": "SW-7", "filed_on": "2026-10-09", "paid_on": "2026-10-09"}


@pytest.fixture
def program(lin, harbour):
    quarters.arranged(lin)
    return Program(harbour, *MAY)


def month(first):
    return {"kind": "month", "first_on": f"{first}"}


QUARTERLY = {"kind": "quarter", "first_on": f"{QUARTER}"}


def worked(program, answer, kind=run):
    """Do what was ordered as a worker would; return the job as the program then sees it."""
    with acting(program.system):
        job = Job.objects.of(program.system).get(pk=answer["job"]["id"])
        carry(program.system, job, kind.run)
    return program.get(f"tax-jobs/{answer['job']['id']}")


def closed(actor):
    with acting(actor), transaction.atomic():
        found = Period.objects.of(actor).filter(state="closed").order_by("first_on", "kind")
        return [(one.kind, one.first_on) for one in found]


@pytest.mark.law("M-withholding", "N61-file", "D810-quarterly-report")
def test_months_and_their_quarter_are_closed_computed_filed_and_reported_by_a_program(lin, program):
    with world.on(2026, 10, 9):
        for first in MONTHS:
            told = program.post("tax-periods", month(first), 202)
            assert (told["period"]["state"], told["job"]["state"]) == ("closed", "waiting")
            assert worked(program, told)["state"] == "done"
            at = f"tax-periods/{told['period']['id']}"
            figures = program.get(at)
            assert figures["withholding"]["number"] == 1
            assert not figures["is_filed"]
            ways = figures["withholding"]["ways"]
            assert figures["withholding"]["withheld_fen"] == sum(w["withheld_fen"] for w in ways)
            assert program.post(f"{at}/filed", RECEIPT)["is_filed"]
            assert program.post(f"{at}/filed", RECEIPT, 409)["code"] == "already_filed"
        told = program.post("tax-periods", QUARTERLY, 202)
        done = worked(program, told, package)
        made = program.get(f"tax-packages/{done['result']['package']}")
    assert (made["package_state"], made["quarter"]) == ("ready", f"{QUARTER}")
    kinds = [one["kind"] for one in world.entries(lin, "tax.period_closed")]
    assert kinds == ["month", "month", "month", "quarter"]


def test_asked_again_it_is_the_same_work_and_nothing_is_computed_twice(lin, program):
    with world.on(2026, 10, 9):
        first = program.post("tax-periods", month(MONTHS[0]), 202)
        again = program.post("tax-periods", month(MONTHS[0]), 202)
        assert again["job"]["id"] == first["job"]["id"]
        worked(program, first)
        after = program.post("tax-periods", month(MONTHS[0]), 200)
        assert (after["job"]["id"], after["job"]["state"]) == (first["job"]["id"], "done")
        assert after["period"]["closed_at"] == first["period"]["closed_at"]
        at = f"tax-periods/{first['period']['id']}"
        anew = program.post(f"{at}/runs", status=202)
        worked(program, {"job": anew})
        assert program.get(at)["withholding"]["changed"] == 0
    assert len(world.entries(lin, "tax.period_closed")) == 1


def test_a_month_that_an_officer_closed_is_computed_and_one_he_computed_is_left_alone(lin, program):
    with world.on(2026, 10, 9):
        with acting(lin):
            services.period_close(actor=lin, kind="month", first_on=MONTHS[0])
            services.month_run(actor=lin, first_on=MONTHS[0])
        assert program.post("tax-periods", month(MONTHS[0]), 409)["code"] == "run_goes"
        with acting(lin):
            carry(lin, Job.objects.of(lin).get(), run.run)
        told = program.post("tax-periods", month(MONTHS[0]), 200)
        assert told["job"] is None


def test_where_what_follows_cannot_be_done_nothing_is_closed_and_it_says_what_is_first(
    lin, program
):
    with world.on(2026, 10, 9):
        for body, code in (
            (month(MONTHS[0]), None),
            (month(MONTHS[1]), "earlier_month_waits"),
            (month(date(2026, 10, 1)), "period_runs"),
            (QUARTERLY, "months_open"),
        ):
            answer = program.post("tax-periods", body, 409 if code else 202)
            assert answer.get("code") == code
        assert "2026-07" in program.post("tax-periods", month(MONTHS[1]), 409)["detail"]
        program.post("tax-periods", month(date(2026, 8, 2)), 422)
        program.post("tax-periods", {"kind": "year", "first_on": "2026-01-01"}, 422)
    assert closed(lin) == [("month", MONTHS[0])]


def test_a_quarter_before_the_duty_is_closed_and_nothing_is_made_of_it(lin, harbour):
    old = date(2025, 4, 1)
    with world.on(2026, 10, 9):
        with acting(lin):
            for first in (old, date(2025, 5, 1), date(2025, 6, 1)):
                services.period_close(actor=lin, kind="month", first_on=first)
        told = Program(harbour, *MAY).post("tax-periods", QUARTERLY | {"first_on": f"{old}"}, 200)
    assert (told["period"]["state"], told["job"]) == ("closed", None)


def test_work_is_stopped_and_begun_again_and_the_month_stays_closed(lin, program):
    with world.on(2026, 10, 9):
        told = program.post("tax-periods", month(MONTHS[0]), 202)
        at = f"tax-jobs/{told['job']['id']}"
        program.post(f"{at}/cancel")
        with acting(program.system), transaction.atomic():  # a worker ends it
            Job.objects.of(program.system).update(state="cancelled")
        assert program.get(at)["state"] == "cancelled"
        assert program.post(f"{at}/retry", status=202)["state"] == "waiting"
        assert worked(program, told)["state"] == "done"
        program.post(f"{at}/cancel", status=409)
        program.post(f"{at}/retry", status=409)
    assert closed(lin) == [("month", MONTHS[0])]


def test_work_of_another_kind_is_not_read_stopped_or_begun_by_a_key_of_taxes(harbour, program):
    with acting(program.system), transaction.atomic():
        other = Job.objects.create(
            tenant_id=harbour.pk, kind="products_import", fingerprint="0" * 64, owner=None
        )
    program.get(f"tax-jobs/{other.pk}", 404)
    program.post(f"tax-jobs/{other.pk}/cancel", status=404)
    program.post(f"tax-jobs/{other.pk}/retry", status=404)


def test_a_key_that_only_reads_and_another_tenants_key_close_and_file_nothing(
    lin, harbour, elsewhere, program
):
    with world.on(2026, 10, 9):
        told = program.post("tax-periods", month(MONTHS[0]), 202)
        at, job = f"tax-periods/{told['period']['id']}", f"tax-jobs/{told['job']['id']}"
        reader, stranger = Program(harbour, "tax.read", "tax.write"), Program(elsewhere, *MAY)
        assert reader.get(at)["withholding"] is None
        reader.post("tax-periods", month(MONTHS[1]), 403)
        stranger.get(at, 404)
        stranger.get(job, 404)
        for path, body in ((f"{at}/runs", {}), (f"{at}/filed", RECEIPT), (f"{job}/cancel", {}),
                           (f"{job}/retry", {})):  # fmt: skip
            reader.post(path, body, 403)
            stranger.post(path, body, 404)
    assert closed(lin) == [("month", MONTHS[0])]


def test_who_closed_by_a_key_is_in_the_record_and_on_the_page(lin, program):
    with world.on(2026, 10, 9):
        told = program.post("tax-periods", month(MONTHS[0]), 202)
        worked(program, told)
        program.post(f"tax-periods/{told['period']['id']}/filed", RECEIPT)
        page = signed_in(lin).get(f"/tax/months/{told['period']['id']}").content.decode()
    assert "SW-7" in page
    with acting(lin), transaction.atomic():
        assert Period.objects.of(lin).get(kind="month", state="closed").closed_by is None
