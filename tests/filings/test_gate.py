"""No technology is on air before somebody assessed it and somebody else let it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from filings import services
from livecompliance.kernel import clock, gate
from livecompliance.kernel.gate import Asked
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from tests.filings.conftest import approved, declared, signed

pytestmark = pytest.mark.django_db
CHECK = "filings.technologies"


def ask(actor, *technologies, **more):
    asked = Asked(uuid7(), None, (), more.pop("at", clock.now()), technologies=technologies, **more)
    with acting(actor):
        return [(one.code, one.data["technology"]) for one in gate._checks[CHECK](actor, asked)]


@pytest.mark.law("M-virtual-image")
def test_a_session_may_declare_a_technology_only_once_it_is_assessed_and_approved(lin, mei):
    refused = [("technology_unassessed", "host-a")]
    assert ask(lin, "host-a") == refused

    technology = declared(lin)
    assert ask(lin, "host-a") == refused
    signed(lin, technology.assessment)
    assert ask(lin, "host-a") == refused
    with acting(mei):
        services.technology_approve(
            actor=mei,
            technology_id=technology.pk,
            live_on=clock.today(),
            review_on=clock.today() + timedelta(days=90),
        )

    assert ask(lin, "host-a") == []


@pytest.mark.law("M-virtual-image")
def test_a_virtual_image_needs_an_approved_technology_of_its_kind(lin, mei):
    refused = [("technology_unassessed", "virtual_image")]
    approved(lin, mei, "captions", "function")

    assert ask(lin, is_virtual_image=True) == refused
    assert ask(lin, "captions", is_virtual_image=True) == refused

    approved(lin, mei)
    assert ask(lin, is_virtual_image=True) == []
    assert ask(lin, "captions", is_virtual_image=True) == []


def test_an_unassessed_image_that_is_declared_is_refused_once(lin, mei):
    approved(lin, mei)
    declared(lin, "host-b")

    found = ask(lin, "host-b", is_virtual_image=True)

    assert found == [("technology_unassessed", "host-b")]


def test_it_may_not_be_used_before_its_day_nor_after_it_was_retired(lin, mei):
    technology = approved(lin, mei, days=3)
    assert ask(lin, "host-a") == [("technology_early", "host-a")]
    assert ask(lin, "host-a", at=clock.now() + timedelta(days=3)) == []

    with acting(lin):
        services.technology_retire(actor=lin, technology_id=technology.pk, reason="不再使用")

    assert ask(lin, "host-a") == [("technology_retired", "host-a")]


def test_another_platforms_approval_counts_for_nothing(lin, mei, outsider):
    approved(lin, mei)

    assert ask(outsider, "host-a") == [("technology_unassessed", "host-a")]
    assert ask(outsider, is_virtual_image=True) != []


def test_the_gate_asks_the_database_once_and_never_where_nothing_is_declared(lin, mei):
    approved(lin, mei)
    with acting(lin):
        for declared_now, most in ((("host-a", "host-b", "x", "y"), 1), ((), 0)):
            asked = Asked(uuid7(), None, (), clock.now(), technologies=declared_now)
            with CaptureQueriesContext(connection) as queries:
                list(gate._checks[CHECK](lin, asked))
            assert len([one for one in queries if "SELECT" in one["sql"]
                        and "set_config" not in one["sql"]]) == most  # fmt: skip


def test_a_refusal_says_what_would_cure_it():
    reason = gate.Reason("technology_unassessed", "M-virtual-image", data={"technology": "100%"})
    said = gate.said(reason)
    assert "100%" in said["message"]
    assert said["cure"]
