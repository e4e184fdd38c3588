"""Lists of terms beside live traffic: what they excuse and would do is counted, nothing is done."""

import pytest
from django.db import transaction

from livecompliance.kernel.tenancy import acting
from moderation.engine import state
from moderation.engine.state import RoomState
from moderation.models import Finding
from studio import selectors, services
from studio.models import Image, Issue
from studio.services.life import NotADraft, NotRunning
from studio.services.pack_approval import NotBuilt, TermTooBroad
from studio.services.version import DraftOpen
from tests.moderation.services.streams import inspect, post, said
from tests.studio.packs import built, do, in_force, pack, row

pytestmark = pytest.mark.django_db
SAID = "今天的琥珀海马刚刚到店"


def in_shadow(actor, issue):
    return do("shadow", actor, built(actor, issue))


def hits(actor, issue, shadow=None):
    with acting(actor), transaction.atomic():
        services.hits_count(actor=actor)
        held = list(selectors.term_list(actor, issue))
        found = selectors.hits_of(actor, held, shadow)
        return {one.text: found[one.pk] for one in held}


def findings(actor, session):
    with acting(actor), transaction.atomic():
        rows = Finding.objects.filter(session=session).order_by("id")
        return [(one.event_key, one.rule) for one in rows]


@pytest.mark.long
def test_what_an_allow_list_excused_is_counted_by_term_and_twice_is_once(lin, mei, tea_session):
    in_force(lin, mei, pack(lin, row("琥珀海马")))
    allow = pack(
        lin, row("今天的琥珀海马", ""), row("明天的琥珀海马", ""), name="放行", kind="allow"
    )
    allow = in_force(lin, mei, allow)
    post(tea_session, said(1, SAID), said(2, "明天的天气"), said(3, f"{SAID}，{SAID}"))
    inspect(tea_session)
    wanted = {"今天的琥珀海马": (2, 0), "明天的琥珀海马": (0, 0)}
    assert hits(lin, allow) == wanted
    assert hits(lin, allow) == wanted
    assert findings(lin, tea_session) == []


@pytest.mark.long
def test_a_list_in_shadow_finds_nothing_and_says_what_it_would_have(lin, mei, tea_session):
    issue = in_shadow(lin, pack(lin, row("琥珀海马", "F-MED", severity="high")))
    post(tea_session, said(1, SAID), said(2, "别的"))
    inspect(tea_session)
    assert findings(lin, tea_session) == []
    assert hits(lin, issue, issue) == {"琥珀海马": (1, 0)}
    assert hits(lin, issue) == {"琥珀海马": (0, 0)}
    with acting(lin), transaction.atomic():
        (seen,) = selectors.shadows_of(lin, issue)
        assert (seen.event_key, seen.term, seen.suggestion) == ("1", "F-MED/琥珀海马", "review")
        (sample,) = selectors.samples_of(lin, [(str(seen.session_id), seen.segment_seq, 0)])
        assert [line.text for line in sample.lines if line.is_it] == [SAID]


@pytest.mark.long
def test_an_allow_list_in_shadow_excuses_nothing_and_counts_what_it_would(lin, mei, tea_session):
    in_force(lin, mei, pack(lin, row("琥珀海马")))
    allow = in_shadow(lin, pack(lin, row("今天的琥珀海马", ""), name="放行", kind="allow"))
    post(tea_session, said(1, SAID))
    inspect(tea_session)
    assert findings(lin, tea_session) == [("1", "F-TENANT/琥珀海马")]
    assert hits(lin, allow, allow) == {"今天的琥珀海马": (1, 0)}


@pytest.mark.long
def test_what_a_list_in_force_excuses_a_list_in_shadow_does_not_claim(lin, mei, tea_session):
    in_force(lin, mei, pack(lin, row("今天的琥珀海马", ""), name="放行", kind="allow"))
    issue = in_shadow(lin, pack(lin, row("琥珀海马")))
    post(tea_session, said(1, SAID), said(2, "看看琥珀海马"))
    inspect(tea_session)
    assert hits(lin, issue, issue) == {"琥珀海马": (1, 0)}


@pytest.mark.long
def test_the_next_version_runs_in_shadow_beside_the_one_in_force_and_then_takes_over(
    lin, mei, tea_session
):
    live = in_force(lin, mei, pack(lin, row("琥珀海马")))
    with acting(lin):
        draft = services.issue_draft(actor=lin, pack_id=live.pack_id)
        services.terms_add(actor=lin, issue_id=draft.pk, rows=[row("青铜海马")])
    shadow = in_shadow(lin, draft)
    post(tea_session, said(1, "琥珀海马和青铜海马"))
    inspect(tea_session)
    assert findings(lin, tea_session) == [("1", "F-TENANT/琥珀海马")]
    assert hits(lin, shadow, shadow) == {"琥珀海马": (1, 0), "青铜海马": (1, 0)}
    do("ask", lin, shadow)
    do("approve", mei, shadow)
    post(tea_session, said(2, "还有青铜海马"))
    inspect(tea_session)
    assert findings(lin, tea_session)[-1] == ("2", "F-TENANT/青铜海马")
    with acting(lin), transaction.atomic():
        states = {one.number: one.state for one in selectors.issue_list(lin, live.pack_id)}
        assert states == {1: "retired", 2: "live"}


@pytest.mark.long
def test_out_of_shadow_it_is_a_draft_as_it_was_and_can_be_thrown_away(lin, mei, tea_session):
    issue = in_shadow(lin, pack(lin, row("琥珀海马")))
    back = do("unshadow", lin, issue)
    assert back.state == Issue.State.DRAFT
    assert back.is_built
    post(tea_session, said(1, SAID))
    inspect(tea_session)
    assert hits(lin, issue, issue) == {"琥珀海马": (0, 0)}
    with pytest.raises(NotRunning):
        do("unshadow", lin, issue)
    do("discard", lin, issue)
    with acting(lin), transaction.atomic():
        assert not Image.objects.exists()


@pytest.mark.long
def test_while_a_version_is_in_shadow_nobody_changes_it_nor_begins_another(lin, mei):
    issue = in_shadow(lin, pack(lin, row("琥珀海马")))
    with acting(lin):
        with pytest.raises(NotADraft):
            services.terms_add(actor=lin, issue_id=issue.pk, rows=[row("青铜海马")])
        with pytest.raises(DraftOpen):
            services.issue_draft(actor=lin, pack_id=issue.pack_id)
    with pytest.raises(NotADraft):
        do("discard", lin, issue)
    with pytest.raises(NotADraft):
        do("shadow", lin, issue)


def test_what_was_not_measured_or_hits_nearly_everything_does_not_go_into_shadow(lin, tea_session):
    issue = pack(lin, row("琥珀海马"))
    with pytest.raises(NotBuilt):
        do("shadow", lin, issue)
    post(tea_session, *(said(n, f"琥珀海马 {n}") for n in range(600)))
    with pytest.raises(TermTooBroad):
        in_shadow(lin, issue)


def test_a_session_counts_no_more_terms_than_it_can_carry(monkeypatch):
    monkeypatch.setattr(state, "MAX_TALLIES", 2)
    room = RoomState()
    for name in ("a", "b", "c", "a"):
        room.tally(name)
    kept = state.tallies_of(room.to_bytes())
    assert {name: sum(days.values()) for name, days in kept.items()} == {"a": 2, "b": 1}
    assert state.tallies_of(b"") == {}


def test_a_day_of_a_tally_is_a_day_of_china():
    room = RoomState()
    for at in (1_800_028_799_000 // 86_400_000 * 86_400_000 + 16 * 3_600_000 - 1,
               1_800_028_799_000 // 86_400_000 * 86_400_000 + 16 * 3_600_000):  # fmt: skip
        room.advance(at)
        room.tally("a")
    assert sorted(room.tallies["a"].values()) == [1, 1]
