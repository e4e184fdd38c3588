"""A list of terms goes from draft over measuring into force, by two persons, and back."""

import pytest
from django.db import IntegrityError, transaction

from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding
from moderation.services import ruleset
from studio import selectors, services
from studio.models import Image, Issue, Release, Term
from studio.services import pack_approval
from tests import builders
from tests.moderation.services.streams import inspect, post, said
from tests.studio.packs import built, do, in_force, now, pack, row

pytestmark = pytest.mark.django_db
SAID = "今天的琥珀海马刚刚到店"


def found(session):
    rows = Finding.objects.filter(session=session).order_by("id")
    return [(one.code, one.rule, one.clause, one.severity) for one in rows]


@pytest.mark.long
@pytest.mark.law("M-content-patrol")
def test_a_term_in_force_is_found_and_the_finding_names_pack_and_version(lin, mei, tea_session):
    term = row("琥珀海马", "F-MED", severity="high", clause="M-18-3", weight="0.9")
    live = in_force(lin, mei, pack(lin, term))
    post(tea_session, said(1, SAID))
    inspect(tea_session)
    with acting(lin), transaction.atomic():
        assert found(tea_session) == [("F-MED", "F-MED/琥珀海马", "M-18-3", "high")]
        span, *_rules = Finding.objects.get(session=tea_session).spans
        assert span["pack"] == f"{live.pack.code}@1"
        assert services.hits_count(actor=lin) == 1
        (held,) = selectors.term_list(lin, live)
        assert selectors.hits_of(lin, [held]) == {held.pk: (1, 0)}
        assert (held.added_by, held.since) == (live.author, 1)


@pytest.mark.long
def test_a_draft_and_a_retired_version_find_nothing(lin, mei, tea_session):
    draft = built(lin, pack(lin, row("琥珀海马")))
    post(tea_session, said(1, SAID))
    inspect(tea_session)
    do("ask", lin, draft)
    live = do("approve", mei, draft)
    do("retire", mei, live)
    post(tea_session, said(2, SAID))
    inspect(tea_session)
    with acting(lin), transaction.atomic():
        assert found(tea_session) == []
        assert not Image.objects.exists()


@pytest.mark.long
def test_a_list_of_words_excuses_what_it_covers(lin, mei, tea_session):
    in_force(lin, mei, pack(lin, row("琥珀海马")))
    in_force(lin, mei, pack(lin, row("今天的琥珀海马", ""), name="放行", kind="allow"))
    post(tea_session, said(1, SAID), said(2, "看看琥珀海马"))
    inspect(tea_session)
    with acting(lin), transaction.atomic():
        assert [one.event_key for one in Finding.objects.filter(session=tea_session)] == ["2"]


@pytest.mark.long
def test_the_next_version_takes_over_and_the_one_before_can_be_brought_back(lin, mei, tea_session):
    first = in_force(lin, mei, pack(lin, row("琥珀海马"), row("紫檀鲸鱼")))
    with acting(lin):
        second = services.issue_draft(actor=lin, pack_id=first.pack_id)
        gone = selectors.term_list(lin, second).get(text="琥珀海马")
        services.term_remove(actor=lin, issue_id=second.pk, term_id=gone.pk)
        services.terms_add(actor=lin, issue_id=second.pk, rows=[row("青瓷海豚")])
    in_force(lin, mei, second)
    assert words_of(lin, first) == {"琥珀海马", "紫檀鲸鱼"}
    assert words_of(lin, second) == {"紫檀鲸鱼", "青瓷海豚"}
    with acting(mei):
        third = services.issue_copy(actor=mei, issue_id=first.pk)
    assert words_of(lin, third) == {"琥珀海马", "紫檀鲸鱼"}
    assert (third.number, third.terms, third.copied_from_id) == (3, 2, first.pk)
    assert words_of(lin, second) == {"紫檀鲸鱼", "青瓷海豚"}
    in_force(mei, lin, third)
    post(tea_session, said(1, SAID))
    inspect(tea_session)
    with acting(lin), transaction.atomic():
        assert [one[1] for one in found(tea_session)] == ["F-TENANT/琥珀海马"]
        back = selectors.term_list(lin, third).get(text="琥珀海马")
        assert back.added_by_id == lin.user_id  # whoever brought it back did not write it


def words_of(actor, issue):
    with acting(actor), transaction.atomic():
        return {one.text for one in selectors.term_list(actor, now(actor, issue))}


@pytest.mark.long
def test_a_draft_that_is_thrown_away_leaves_no_trace_in_the_terms(lin, mei):
    first = in_force(lin, mei, pack(lin, row("琥珀海马")))
    with acting(lin):
        draft = services.issue_draft(actor=lin, pack_id=first.pack_id)
        held = selectors.term_list(lin, draft).get()
        services.term_remove(actor=lin, issue_id=draft.pk, term_id=held.pk)
        services.terms_add(actor=lin, issue_id=draft.pk, rows=[row("琥珀海马", "F-MED")])
    do("discard", lin, draft)
    with acting(lin), transaction.atomic():
        (term,) = Term.objects.all()
        assert (term.family, term.since, term.until) == ("F-TENANT", 1, None)
    with pytest.raises(services.NotADraft):
        do("ask", lin, draft)


@pytest.mark.long
@pytest.mark.law("M-content-patrol")
def test_nobody_approves_a_list_that_he_had_a_hand_in(lin, mei, harbour):
    draft = pack(lin, row("琥珀海马"))
    with acting(mei):
        services.terms_add(actor=mei, issue_id=draft.pk, rows=[row("紫檀鲸鱼")])
    built(lin, draft)
    do("ask", lin, draft)
    for actor in (lin, mei):
        with pytest.raises(services.OwnVersion):
            do("approve", actor, draft)
    third = builders.person(harbour, "he", "officer")
    do("approve", third, draft)
    with pytest.raises(services.NoRequest):
        do("approve", third, draft)
    with acting(lin), pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.filter(pk=draft.pk).update(approver_id=now(lin, draft).author_id)


@pytest.mark.long
def test_what_changed_since_it_was_measured_is_neither_asked_for_nor_approved(lin, mei):
    draft = built(lin, pack(lin, row("琥珀海马")))
    seen = do("ask", lin, draft).revision
    with acting(lin):
        services.terms_add(actor=lin, issue_id=draft.pk, rows=[row("紫檀鲸鱼")])
    with pytest.raises(services.NoRequest):
        do("approve", mei, draft, revision=seen)
    with pytest.raises(services.NotBuilt):
        do("ask", lin, draft)
    built(lin, draft)
    with pytest.raises(services.Stale):
        do("ask", lin, draft, revision=seen)


def test_a_refused_request_can_be_asked_again_without_measuring_again(lin, mei):
    draft = built(lin, pack(lin, row("琥珀海马")))
    do("ask", lin, draft)
    do("refuse", mei, draft)
    do("ask", lin, draft)
    assert do("approve", mei, draft).state == "live"


@pytest.mark.long
def test_a_term_that_is_part_of_nearly_everything_is_refused_with_its_share(lin, mei, tea_session):
    post(tea_session, *(said(n, f"大家好欢迎来到直播间 {n}") for n in range(400)))
    post(tea_session, *(said(n, f"喝茶聊天 {n}") for n in range(400, 800)))
    draft = built(lin, pack(lin, row("直播间"), row("琥珀海马")))
    assert draft.measured["lines"] == 800
    assert draft.measured["refused"] == [{"term": "直播间", "lines": 400, "of": 800}]
    with pytest.raises(pack_approval.TermTooBroad, match="直播间"):
        do("ask", lin, draft)
    with acting(lin):
        broad = selectors.term_list(lin, draft).get(text="直播间")
        services.term_remove(actor=lin, issue_id=draft.pk, term_id=broad.pk)
    assert in_force(lin, mei, draft).state == "live"


def test_a_compiled_form_that_arrives_after_another_change_is_not_kept(lin):
    draft = pack(lin, row("琥珀海马"))
    with acting(lin):
        late = {"revision": draft.revision, "data": b"x", "measured": {"lines": 0}}
        services.terms_add(actor=lin, issue_id=draft.pk, rows=[row("紫檀鲸鱼")])
        with pytest.raises(services.Stale):
            services.image_keep(actor=lin, issue_id=draft.pk, **late)
    assert not now(lin, draft).is_built


def test_only_officers_of_the_tenant_touch_lists(lin, wu, chun, outsider):
    draft = pack(lin, row("琥珀海马"))
    with acting(lin), transaction.atomic():
        held = selectors.term_list(lin, draft).get()
    for actor, refusal in ((wu, Forbidden), (chun, Forbidden), (outsider, NotFound)):
        for act in ("ask", "approve", "refuse", "retire", "discard"):
            with pytest.raises(refusal):
                do(act, actor, draft, revision=1)
        with acting(actor), pytest.raises(refusal):
            services.terms_add(actor=actor, issue_id=draft.pk, rows=[row("紫檀鲸鱼")])
        with acting(actor), pytest.raises(refusal):
            services.term_remove(actor=actor, issue_id=draft.pk, term_id=held.pk)
        for name in ("issue_build", "issue_copy"):
            with acting(actor), pytest.raises(refusal):
                getattr(services, name)(actor=actor, issue_id=draft.pk)
    with acting(lin), pytest.raises(Invalid):
        services.pack_create(actor=lin, name="自有词库", kind="lexicon")


@pytest.mark.long
def test_another_tenants_terms_judge_nobody_here(lin, outsider, elsewhere, tea_session):
    other = builders.person(elsewhere, "zhao", "officer")
    third = builders.person(elsewhere, "qian", "officer")
    in_force(other, third, pack(other, row("琥珀海马")))
    post(tea_session, said(1, SAID))
    inspect(tea_session)
    with acting(lin), transaction.atomic():
        assert found(tea_session) == []
        assert selectors.pack_rows(lin) == []


@pytest.mark.long
def test_a_compiled_form_of_other_tables_is_compiled_again_from_the_terms(
    lin, mei, settings, tmp_path, tea_session
):
    live = in_force(lin, mei, pack(lin, row("琥珀海马")))
    settings.PACK_CACHE = str(tmp_path)
    with acting(lin), transaction.atomic():
        Image.objects.filter(issue=live).delete()
        Image.objects.create(
            tenant_id=lin.tenant_id, issue=live, digest=live.digest, number=0, data=b"old tables"
        )
    ruleset.forget()
    post(tea_session, said(1, SAID))
    inspect(tea_session)
    ruleset.forget()
    with acting(lin), transaction.atomic():
        assert len(found(tea_session)) == 1


@pytest.mark.long
def test_a_change_of_a_list_is_a_release_and_another_version_of_the_ruleset(lin, mei):
    with acting(lin), transaction.atomic():
        before = ruleset.ruleset_of(lin).version
    live = in_force(lin, mei, pack(lin, row("琥珀海马")))
    with acting(lin), transaction.atomic():
        during = ruleset.ruleset_of(lin)
        assert f"{live.pack.code}@1" in during.engine.versions
        kept = Release.objects.get().packs
        assert [one["name"] for one in kept] == [f"{live.pack.code}@1"]
    do("retire", mei, live)
    with acting(lin), transaction.atomic():
        assert len({before, during.version, ruleset.ruleset_of(lin).version}) == 3


def test_a_list_holds_a_million_terms_and_the_next_one_is_named_with_why(lin):
    draft = pack(lin, row("琥珀海马"))
    with acting(lin), transaction.atomic():
        Issue.objects.filter(pk=draft.pk).update(terms=999_999)
    with acting(lin):
        rows = [row("紫檀鲸鱼"), row("青瓷海豚")]
        taken = services.terms_add(actor=lin, issue_id=draft.pk, rows=rows)
    assert (taken.added, [one.value for one in taken.faults]) == (1, ["青瓷海豚"])
    assert "1000000" in taken.faults[0].said
