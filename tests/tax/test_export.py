"""What was withheld as a file: a line for each payee, killed and taken up, for officers."""

import csv
import io
import json
from datetime import date

import pytest
from django.db import transaction

from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.services import tables
from tax import services
from tax.services import export, run
from tests import builders
from tests.studio.packs import carry, content_of
from tests.tax import world

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def computed(lin):
    """Song, whose number a spreadsheet would compute, and the studio; October is computed."""
    world.payees(lin, world.SONG | {"external_id": "=a-1"}, world.STUDIO)
    world.payments(
        lin,
        world.PAID | {"payee": "=a-1", "amount": "20000"},
        world.PAID | {"external_id": "p-2", "payee": "m-1", "amount": "500"},
    )
    with world.on(2026, 11, 3), acting(lin):
        services.period_close(actor=lin, kind="month", first_on=OCTOBER)
        carry(lin, services.month_run(actor=lin, first_on=OCTOBER), run.run)
    return lin


def ordered(actor, form="csv"):
    with acting(actor):
        return services.month_export(
            actor=actor, first_on=OCTOBER, form=form, reason="向税务机关申报"
        )


def taken(actor, form):
    with acting(actor):
        done = carry(actor, ordered(actor, form), export.run)
    return done["file"], content_of(actor, done["file"])


@pytest.mark.law("N61-agent")
def test_a_month_is_a_table_with_a_line_for_each_payee_and_no_formula(computed):
    _file, content = taken(computed, "csv")
    rows = {row["编号"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}

    song = rows["'=a-1"]
    assert (song["姓名或名称"], song["证件号码或信用代码"]) == ("宋小满", world.PERSON)
    assert (song["应扣缴税额（元）"], song["税率"], song["所得项目"]) == (
        "330.00", "3%", "其他连续劳务报酬",
    )  # fmt: skip
    assert rows["m-1"]["应扣缴税额（元）"] == "0.00"
    assert len(world.entries(computed, "tax.month_exported")) == 1


@pytest.mark.parametrize("form", ["ndjson", "xlsx"])
def test_the_same_lines_come_in_every_form(computed, form):
    _file, content = taken(computed, form)
    if form == "ndjson":
        rows = [json.loads(line) for line in content.splitlines()]
    else:
        rows = [row.values for row in tables.read_rows(io.BytesIO(content), form)]
    assert {row["编号"] for row in rows} == {"=a-1", "m-1"}


@pytest.mark.parametrize("form", ["csv", "ndjson", "xlsx"])
def test_an_export_that_was_killed_has_every_line_once(computed, monkeypatch, form):
    whole = taken(computed, form)[1]
    monkeypatch.setattr(export, "PAGE", 1)
    job = ordered(computed, form)
    really, calls = export._Writer.page, []

    def dies(*given):
        calls.append(given)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return really(*given)

    monkeypatch.setattr(export._Writer, "page", dies)
    with acting(computed), pytest.raises(KeyboardInterrupt):
        carry(computed, job, export.run)
    monkeypatch.setattr(export._Writer, "page", really)
    with acting(computed):
        done = carry(computed, job, export.run)
    again = content_of(computed, done["file"])

    if form == "xlsx":
        assert _values(again) == _values(whole)
    else:
        assert again == whole


def _values(content):
    return [row.values for row in tables.read_rows(io.BytesIO(content), "xlsx")]


def test_only_who_ordered_it_opens_the_file_and_only_while_an_officer(computed, harbour, outsider):
    file_id, _content = taken(computed, "csv")
    mei = builders.person(harbour, "mei", "officer")
    for nobody in (mei, outsider):
        with acting(nobody), pytest.raises(NotFound), transaction.atomic():
            office.file_open(actor=nobody, file_id=file_id)


def test_a_form_that_is_none_a_month_not_computed_and_an_auditor_are_refused(computed, harbour):
    with pytest.raises(Invalid):
        ordered(computed, "pdf")
    auditor = builders.person(harbour, "audit", "audit_admin")
    with pytest.raises(Forbidden):
        ordered(auditor)
    with acting(computed), pytest.raises(services.NotComputedYet):
        services.month_export(actor=computed, first_on=date(2026, 9, 1), form="csv", reason="x")
