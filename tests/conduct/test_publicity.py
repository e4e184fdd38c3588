"""Proof excuses what was found absolute; false publicity is promoted nowhere, at once."""

import pytest
from django.db import transaction

from catalog import services as catalog
from conduct import services
from ledger.models import Outbox
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation import services as moderation
from moderation.models import Dismissal, Finding, Measure
from stage import selectors as stage
from stage.rules.minors import PROMOTED
from tests import builders
from tests.catalog import suppliers as made
from tests.moderation.services.streams import inspect, post, said

pytestmark = pytest.mark.django_db
WORDS = "顶级山野茶"


def proven(actor, words=WORDS, **fields):
    proof = catalog.Proof(
        **{
            "exemption": "name",
            "words": words,
            "standard": "第 1234567 号商标",
            "file_id": made.on_shelf(actor).pk,
        }
        | fields
    )
    with acting(actor):
        row = catalog.evidence_give(actor=actor, proof=proof)
        return catalog.evidence_decide(actor=actor, evidence_id=row.pk, is_approved=True)


def hear(session, text):
    post(session, said(1, text))
    inspect(session)


def absolute(actor):
    with acting(actor), transaction.atomic():
        found = Finding.objects.filter(code="F-ABS-TOP")
        gone = {one.finding_id: one for one in Dismissal.objects.filter(restored_at=None)}
        return [gone.get(one.pk) for one in found]


@pytest.mark.law("ADL-absolute")
def test_a_proved_claim_stays_on_the_record_as_proven_with_its_proof(lin, tea_session):
    proof = proven(lin)

    hear(tea_session, f"家人们，{WORDS}，放心拍")

    found = absolute(lin)
    assert found
    assert all(one.reason == "proven" and str(proof.pk) in one.note for one in found)


@pytest.mark.law("ADL-absolute")
@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "家人们，这是顶级好茶，放心拍"),
        ({"product": "sku-1"}, f"家人们，{WORDS}，放心拍"),
        ({"brand": "别家"}, f"家人们，{WORDS}，放心拍"),
    ],
)
def test_what_was_not_proved_of_these_goods_stays_found(lin, tea_session, fields, text):
    proven(lin, **fields)

    hear(tea_session, text)

    found = absolute(lin)
    assert found
    assert found == [None] * len(found)


def test_a_proof_that_was_withdrawn_excuses_nothing_said_later(lin, tea_session):
    proof = proven(lin)
    with acting(lin):
        catalog.evidence_withdraw(actor=lin, evidence_id=proof.pk, reason="榜单有误")

    hear(tea_session, f"家人们，{WORDS}，放心拍")
    assert None in absolute(lin)


def test_excusing_twice_is_once(lin, tea_session):
    proven(lin)
    hear(tea_session, f"家人们，{WORDS}，放心拍")
    system = system_actor(lin.tenant_id)
    with acting(system), transaction.atomic():
        ids = [one.pk for one in Finding.objects.filter(code="F-ABS-TOP")]
    with acting(system):
        services.findings_excuse(actor=system, session_id=tea_session.pk, finding_ids=ids)
    with acting(lin), transaction.atomic():
        assert Dismissal.objects.count() == len(ids)


def false(session, **fields):
    return builders.finding(session, code="F-FIN", clause="M-18-2", severity="high", **fields)


def bar(actor, session, *findings):
    system = system_actor(actor.tenant_id)
    with acting(system):
        return services.publicity_bar(
            actor=system, room_id=session.room_id, finding_ids=[one.pk for one in findings]
        )


def shown(actor, session):
    system = system_actor(actor.tenant_id)
    with acting(system), transaction.atomic():
        return set(stage.placements(system, session.room_id))


def told(actor):
    with acting(actor), transaction.atomic():
        rows = Outbox.objects.filter(topic="room.placements_changed").order_by("id")
        return [set(one.payload["surfaces"]) for one in rows]


@pytest.mark.law("M-no-false-help")
def test_a_room_with_false_publicity_is_promoted_nowhere_at_once(lin, tea_session):
    assert set(PROMOTED) <= shown(lin, tea_session)
    finding = false(tea_session)

    measure = bar(lin, tea_session, finding)

    assert (measure.kind, measure.clause) == ("limit_traffic", "M-no-false-help")
    assert measure.released_at is not None
    assert shown(lin, tea_session) == {"following", "room"}
    assert told(lin) == [{"following", "room"}]


@pytest.mark.long
@pytest.mark.law("M-no-false-help")
def test_the_last_finding_dismissed_lets_the_room_be_promoted_again(lin, tea_session):
    first = false(tea_session)
    bar(lin, tea_session, first)
    second = false(tea_session, event_key="e-2")
    assert bar(lin, tea_session, second) is None  # limited and told already

    for finding in (first, second):
        with acting(lin):
            moderation.finding_dismiss(actor=lin, finding_id=finding.pk, reason="misread")
    assert set(PROMOTED) <= shown(lin, tea_session)
    assert len(told(lin)) == 2

    with acting(lin):
        moderation.finding_restore(actor=lin, finding_id=second.pk)
    assert shown(lin, tea_session) == {"following", "room"}


@pytest.mark.parametrize(
    "fields",
    [{"clause": "M-18-4"}, {"severity": "medium"}, {"speaker": "viewer"}],
)
def test_other_findings_bar_nothing(lin, tea_session, fields):
    given = {"code": "F-FIN", "clause": "M-18-2", "severity": "high"} | fields
    finding = builders.finding(tea_session, **given)

    assert bar(lin, tea_session, finding) is None
    assert set(PROMOTED) <= shown(lin, tea_session)


def test_a_room_off_air_is_taken_off_its_places_without_a_measure(lin, tea_session):
    finding = false(tea_session)
    builders.end(tea_session)

    assert bar(lin, tea_session, finding) is None
    assert shown(lin, tea_session) == {"following", "room"}
    with acting(lin), transaction.atomic():
        assert not Measure.objects.filter(rule="publicity-barred").exists()


def test_after_the_days_of_the_policy_a_finding_bars_no_more(lin, tea_session):
    false(tea_session)

    with made.later(29):
        assert shown(lin, tea_session) == {"following", "room"}
    with made.later(31):
        assert set(PROMOTED) <= shown(lin, tea_session)


def test_a_finding_of_another_platform_bars_nothing_here(lin, outsider, tea_session):
    theirs = builders.session(outsider, builders.room(outsider))
    finding = false(theirs)

    assert bar(lin, tea_session, finding) is None
    assert set(PROMOTED) <= shown(lin, tea_session)
