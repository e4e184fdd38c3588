"""A rule goes from draft over backtest and shadow into force, by two persons, and back."""

import pytest
from django.db import IntegrityError, transaction

from livecompliance.kernel.exceptions import Forbidden, NotFound
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding, Measure
from moderation.services import ruleset
from studio import selectors, services
from studio.models import Release, Shadow, Version
from studio.services import release, stage
from tests import builders
from tests.moderation.services.streams import inspect, post, said
from tests.studio.conftest import again, do, in_force, reword, tried, write

pytestmark = pytest.mark.django_db
SAID = "今天的琥珀海马刚刚到店"


def findings(session):
    return list(Finding.objects.filter(session=session).values_list("rule", "code", "clause"))


@pytest.mark.long
@pytest.mark.law("M-risk-measures")
def test_a_live_rule_judges_what_is_said_and_the_finding_names_its_version(lin, mei, tea_session):
    row = in_force(lin, mei, write(lin))
    post(tea_session, said(1, SAID))
    inspect(tea_session)
    with acting(lin), transaction.atomic():
        name = f"{row.rule.code}@1"
        assert findings(tea_session) == [(name, "F-OFFPLAT", "M-risk-measures")]
        measure = Measure.objects.get()
        assert (measure.kind, measure.rule) == ("prompt", name)
        assert selectors.counts_of(lin, [again(lin, row)])[row.pk] == (1, 0)


@pytest.mark.long
def test_a_draft_does_nothing(lin, tea_session):
    tried(lin, write(lin))
    post(tea_session, said(1, SAID))
    inspect(tea_session)
    with acting(lin), transaction.atomic():
        assert findings(tea_session) == []


@pytest.mark.long
@pytest.mark.law("M-risk-measures")
def test_a_rule_in_shadow_notes_what_it_would_have_done_and_does_nothing(lin, tea_session):
    row = write(lin)
    tried(lin, row)
    do("shadow", lin, row)
    post(tea_session, said(1, SAID), said(2), said(3, SAID))
    inspect(tea_session)
    with acting(lin), transaction.atomic():
        assert findings(tea_session) == []
        assert not Measure.objects.exists()
        noted = Shadow.objects.order_by("position").values_list("event_key", "measure")
        assert list(noted) == [("1", "prompt"), ("3", "")]  # the second within the cool-down
        assert selectors.counts_of(lin, [again(lin, row)])[row.pk] == (0, 2)


@pytest.mark.long
def test_a_percentage_is_the_same_sessions_whenever_it_is_asked(lin, mei, chun):
    row = in_force(lin, mei, write(lin), share=50)
    outcomes = {}
    for number in range(12):
        session = builders.session(chun, builders.room(chun, f"茶室 {number}"))
        for part in (1, 2):
            post(session, said(part, SAID))
            inspect(session)
        with acting(lin), transaction.atomic():
            effects = Finding.objects.filter(session=session).count()
            shadows = Shadow.objects.filter(session=session, version=row).count()
        outcomes[session.pk] = (effects, shadows)
    assert set(outcomes.values()) <= {(2, 0), (0, 2)}
    assert len(set(outcomes.values())) == 2


def test_what_was_drawn_at_a_lower_share_stays_drawn_at_a_higher_one():
    from moderation.engine.outcomes import is_drawn
    from moderation.engine.source import RuleSource, Then

    def drawn(share, session):
        return is_drawn(RuleSource("T-1@2", "true", Then(), share=share), session)

    sessions = [f"s-{n}" for n in range(300)]
    for session in sessions:
        assert drawn((0, 20), session) != drawn((20, 100), session)
        assert not drawn((0, 20), session) or drawn((0, 50), session)
        assert not drawn((0, 0), session)
    assert 30 < sum(drawn((0, 20), one) for one in sessions) < 95


@pytest.mark.long
def test_while_a_newer_version_has_some_sessions_the_live_one_has_the_others(lin, mei):
    old = in_force(lin, mei, write(lin))
    new = in_force(lin, mei, reword(lin, old, score=0.95), share=20)
    with acting(lin), transaction.atomic():
        shares = {one.version.pk: one.share for one in selectors.running(lin)}
    assert shares == {old.pk: (20, 100), new.pk: (0, 20)}
    do("retire", lin, new)
    with acting(lin), transaction.atomic():
        assert [one.share for one in selectors.running(lin)] == [(0, 100)]


@pytest.mark.long
def test_a_version_that_goes_live_retires_the_one_before_and_rolls_back_as_a_new_draft(lin, mei):
    old = in_force(lin, mei, write(lin))
    in_force(lin, mei, reword(lin, old, score=0.95))
    assert again(lin, old).state == "retired"
    with acting(lin):
        back = services.version_copy(actor=lin, version_id=old.pk)
    assert (back.number, back.state, back.body, back.copied_from_id) == (
        3, "draft", again(lin, old).body, old.pk,
    )  # fmt: skip
    with pytest.raises(services.BacktestMissing):
        do("ask", lin, Version(pk=back.pk), share=100)


@pytest.mark.long
@pytest.mark.law("M-risk-measures")
def test_nobody_approves_his_own_rule_nor_anything_twice(lin, mei):
    row = write(lin)
    tried(lin, row)
    do("ask", lin, row, share=100)
    with pytest.raises(services.OwnVersion):
        do("approve", lin, row)
    do("approve", mei, row)
    with pytest.raises(services.NoRequest):
        do("approve", mei, row)
    with acting(lin), pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=row.pk).update(approver_id=row.author_id)


def test_what_changed_since_it_was_looked_at_is_not_approved(lin, mei):
    row = write(lin)
    tried(lin, row)
    seen = do("ask", lin, row, share=5).revision
    do("refuse", lin, row)
    do("ask", lin, row, share=100)
    with pytest.raises(services.Stale):
        do("approve", mei, row, revision=seen)
    assert again(lin, row).state == "draft"


@pytest.mark.long
def test_a_reworded_draft_needs_another_backtest_and_loses_its_request(lin, mei):
    row = write(lin)
    with pytest.raises(services.BacktestMissing):
        do("shadow", lin, row)
    tried(lin, row)
    do("ask", lin, row, share=100)
    with acting(mei):
        services.version_draft(
            actor=mei, rule_id=row.rule_id, revision=again(lin, row).revision,
            wish=services.Wish(row.body | {"score": 0.7}),
        )  # fmt: skip
    with pytest.raises(services.NoRequest):
        do("approve", lin, row)
    with pytest.raises(services.BacktestMissing):
        do("shadow", lin, row)


@pytest.mark.long
def test_a_version_that_left_the_draft_is_reworded_only_as_the_next_one(lin, mei):
    row = in_force(lin, mei, write(lin))
    assert reword(lin, row, score=0.5).number == 2
    with pytest.raises(services.DraftOpen):
        reword(mei, row)
    with pytest.raises(services.NotADraft):
        do("discard", lin, row)
    assert again(lin, row).body["score"] == 0.9


@pytest.mark.long
def test_retiring_twice_and_what_does_not_run_is_refused(lin, mei):
    row = in_force(lin, mei, write(lin), share=20)
    do("retire", mei, row)
    for state in ("retired", "draft"):
        one = row if state == "retired" else reword(lin, row)
        with pytest.raises(stage.NotRunning):
            do("retire", mei, one)


def test_only_officers_of_the_tenant_move_rules(lin, wu, chun, outsider):
    row = write(lin)
    for actor, refusal in ((wu, Forbidden), (chun, Forbidden), (outsider, NotFound)):
        for act in ("shadow", "approve", "retire", "discard", "refuse"):
            with pytest.raises(refusal):
                do(act, actor, row, revision=1)
        with pytest.raises(refusal):
            do("ask", actor, row, share=100, revision=1)
    with pytest.raises(Forbidden):
        write(wu, "另一条")


@pytest.mark.long
def test_another_tenants_rule_judges_nobody_here(lin, mei, outsider, elsewhere, tea_session):
    other = builders.person(elsewhere, "zhao", "officer")
    third = builders.person(elsewhere, "qian", "officer")
    in_force(other, third, write(other))
    post(tea_session, said(1, SAID))
    inspect(tea_session)
    with acting(lin), transaction.atomic():
        assert findings(tea_session) == []
        assert selectors.rule_rows(lin) == []


@pytest.mark.long
def test_rules_that_cannot_be_used_together_leave_what_is_in_force(lin, mei, monkeypatch):
    old = in_force(lin, mei, write(lin))
    new = reword(lin, old, score=0.95)
    tried(lin, new)
    do("ask", lin, new, share=100)
    broken = {"label": "F-OFFPLAT", "when": 'hit("F-GONE")'}
    really = release.pack_of

    def pack(rules, number=1):
        return really([one | {"body": one["body"] | broken} for one in rules], number)

    monkeypatch.setattr(release, "pack_of", pack)
    with pytest.raises(services.ReleaseBroken):
        do("approve", mei, new)
    assert (again(lin, old).state, again(lin, new).state) == ("live", "draft")
    with acting(lin), transaction.atomic():
        assert Release.objects.count() == 1


@pytest.mark.long
def test_a_process_killed_half_way_through_publishing_leaves_what_was_in_force(
    lin, mei, monkeypatch
):
    old = in_force(lin, mei, write(lin))
    new = reword(lin, old, score=0.95)
    tried(lin, new)
    do("ask", lin, new, share=100)

    def killed(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("studio.services.approval.tell", killed)
        with pytest.raises(KeyboardInterrupt):
            do("approve", mei, new)
    assert (again(lin, old).state, again(lin, new).state) == ("live", "draft")
    with acting(lin), transaction.atomic():
        assert Release.objects.count() == 1
    do("approve", mei, new)
    assert again(lin, old).state == "retired"


@pytest.mark.long
def test_a_change_is_in_force_at_the_next_batch_of_a_process_that_runs(lin, mei):
    with acting(lin), transaction.atomic():
        before = ruleset.ruleset_of(lin).version
    row = in_force(lin, mei, write(lin))
    with acting(lin), transaction.atomic():
        during = ruleset.ruleset_of(lin)
        assert ruleset.ruleset_of(lin).engine is during.engine
    do("retire", mei, row)
    with acting(lin), transaction.atomic():
        after = ruleset.ruleset_of(lin).version
    assert len({before, during.version, after}) == 3


@pytest.mark.long
def test_rules_of_a_release_that_no_longer_fit_the_base_leave_the_engine_as_it_was(
    lin, mei, caplog
):
    in_force(lin, mei, write(lin))
    with acting(lin), transaction.atomic():
        good = ruleset.ruleset_of(lin)
        rules = [{"name": "T-x@1", "share": [0, 100], "body": {"when": "hit(", "label": "F-MED"}}]
        Release.objects.create(tenant_id=lin.tenant_id, number=9, digest="x", rules=rules)
        assert ruleset.ruleset_of(lin).engine is good.engine
        assert ruleset.ruleset_of(lin).version == good.version
    assert "own terms not used" in caplog.text
