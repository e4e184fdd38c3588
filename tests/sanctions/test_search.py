"""Going to a decision or its appeal by number or by whom it is about, with Ctrl-K."""

import pytest
from django.db import transaction

from livecompliance.kernel import search
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.proof import browser
from tests.sanctions.conftest import appeal, decide

pytestmark = pytest.mark.django_db


def found(actor, words):
    with acting(actor), transaction.atomic():
        groups = search.find(actor, words, 8)
    return [one for group in groups if group.kind == "case" for one in group.found]


@pytest.mark.long
def test_a_decision_is_found_by_its_number_its_id_and_by_whom_it_is_about(lin, tea):
    row, _other = decide(lin, tea), decide(lin, tea, code="abuse")
    number, pk = row.number, str(row.pk)

    for words in (number, number.lower(), f" {number} ", pk, pk.replace("-", "")):
        assert [one.url for one in found(lin, words)] == [f"/sanctions/{pk}"], words
    assert len(found(lin, "阿春")) == 2
    assert number in found(lin, number)[0].title
    assert browser(lin).get(found(lin, number)[0].url).status_code == 200


def test_a_person_is_masked_in_what_is_found(lin, tea):
    row = decide(lin, tea, subject="person", rung="warning")
    (one,) = found(lin, row.number)

    assert tea.public_name not in one.detail + one.title


def test_an_appeal_that_waits_stands_before_its_decision(lin, chun, tea):
    row = decide(lin, tea)
    made = appeal(chun, row)

    urls = [one.url for one in found(lin, row.number)]

    assert urls == [f"/sanctions/appeals/{made.pk}", f"/sanctions/{row.pk}"]


def test_somebody_finds_what_is_about_himself_and_nothing_else(lin, mei, chun, harbour, tea):
    row = decide(lin, tea)
    stranger = builders.person(harbour, "stranger", "streamer")

    assert [one.url for one in found(chun, row.number)] == [f"/appeals/{row.pk}"]
    assert found(stranger, row.number) == []
    assert found(chun, "阿春") == []


def test_what_is_no_number_or_elsewhere_or_asked_by_a_program_finds_nothing(lin, tea, elsewhere):
    row = decide(lin, tea)
    other = builders.person(elsewhere, "other", "officer")
    program = Actor(lin.tenant_ids, roles=frozenset({"integrator"}))

    assert found(other, row.number) == []
    assert found(program, row.number) == []
    for words in ("20261399-abcdef", "00000000-abcdef", "99991231-abcdef", "２０２６1130-abcdef",
                  f"20250101-{row.number[-6:]}", row.number[:8], row.number[-6:]):  # fmt: skip
        assert found(lin, words) == [], words
