"""A tenant's catalogue is drafted, published by a second person, and kept for ever."""

import json
import time
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from catalog import selectors, services
from catalog.models import Draft, Edition, Release
from catalog.rules import moments
from catalog.rules.judge import Product
from catalog.rules.pack import base, digest
from ledger.models import Entry as Record
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from tests.catalog.conftest import COINS, drafted, published

pytestmark = pytest.mark.django_db


def verdict(actor, title, moment=None):
    with acting(actor):
        return selectors.catalogue_at(actor, moment).judge([Product(title)])[0].verdict


@pytest.mark.long
@pytest.mark.law("M-rules-and-catalogue")
def test_a_published_entry_holds_from_its_moment_and_not_a_second_before(lin, mei):
    made = published(lin, mei, COINS)

    before = made.effective_at - timedelta(seconds=1)
    assert verdict(lin, "琥珀星币", made.effective_at) == "block"
    assert verdict(lin, "琥珀星币", before) == "allow"
    assert verdict(lin, "猎枪", before) == verdict(lin, "猎枪", made.effective_at) == "block"


def test_a_version_says_who_wrote_and_published_it_and_over_which_base_pack(lin, mei):
    made = published(lin, mei, COINS)

    assert (made.number, made.author_id, made.publisher_id) == (1, lin.user_id, mei.user_id)
    assert (made.base_digest, made.base_released_on) == (digest(), base().version)
    assert made.body[0]["number"] == 1001
    assert made.effective_at - made.published_at == moments.LEAD


@pytest.mark.long
def test_a_version_for_a_day_to_come_waits_for_it(lin, mei, later):
    day = clock.now() + timedelta(days=3)
    published(lin, mei, COINS, effective_at=day)

    assert verdict(lin, "琥珀星币") == "allow"
    later(days=3, seconds=2)
    assert verdict(lin, "琥珀星币") == "block"


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_no_version_is_dated_back_or_beyond_a_year(lin, mei, days):
    with pytest.raises(Invalid) as refusal:
        published(lin, mei, COINS, effective_at=clock.now() + timedelta(days=days))

    assert refusal.value.extra["field"] == "effective_at"


def test_whoever_wrote_it_publishes_it_only_with_a_reason_that_is_kept(lin):
    row = drafted(lin, COINS)
    ask = {"actor": lin, "draft_id": row.pk, "revision": row.revision}

    with acting(lin):
        with pytest.raises(services.OwnEdition):
            services.edition_publish(**ask)
        made = services.edition_publish(**ask, alone_reason="今夜只有一名专员在岗")

    assert made.alone_reason == "今夜只有一名专员在岗"
    with acting(lin):
        told = Record.objects.get(action="catalog.edition_published")
    said = json.loads(bytes(told.body))["data"]
    assert (said["alone"], told.clause) == (made.alone_reason, "M-rules-and-catalogue")


def test_an_earlier_hand_in_a_draft_is_a_hand_in_it(lin, mei):
    row = drafted(lin, COINS)
    with acting(mei):
        row = services.draft_note(actor=mei, draft_id=row.pk, note="改说明")
    with acting(lin), pytest.raises(services.OwnEdition):
        services.edition_publish(actor=lin, draft_id=row.pk, revision=row.revision)


def test_what_somebody_changed_meanwhile_is_not_published(lin, mei):
    row = drafted(lin, COINS)
    with acting(lin):
        services.draft_note(actor=lin, draft_id=row.pk, note="另一句")
    with acting(mei), pytest.raises(services.DraftStale):
        services.edition_publish(actor=mei, draft_id=row.pk, revision=row.revision)


def test_the_second_of_two_who_publish_is_told_that_it_is_published(lin, mei):
    row = drafted(lin, COINS)
    ask = {"draft_id": row.pk, "revision": row.revision}
    with acting(mei):
        services.edition_publish(actor=mei, **ask)
        with pytest.raises(services.DraftGone):
            services.edition_publish(actor=mei, **ask)
        assert selectors.edition_list(mei).count() == 1


def test_one_draft_is_written_at_a_time(lin, mei):
    drafted(lin, COINS)
    with acting(mei), pytest.raises(services.DraftOpen):
        services.draft_begin(actor=mei)


def test_a_draft_that_says_nothing_new_is_not_published(lin, mei):
    published(lin, mei, COINS)
    with pytest.raises(services.NothingChanged):
        published(lin, mei)


def test_a_version_needs_a_word_on_why(lin, mei):
    row = drafted(lin, COINS, note="")
    with acting(mei), pytest.raises(Invalid) as refusal:
        services.edition_publish(actor=mei, draft_id=row.pk, revision=row.revision)

    assert refusal.value.extra["field"] == "note"


@pytest.mark.law("M-rules-and-catalogue")
def test_an_entry_of_the_base_is_neither_dropped_nor_made_laxer(lin):
    row = drafted(lin)
    with acting(lin):
        with pytest.raises(services.LaxerThanBase) as refusal:
            services.entry_remove(actor=lin, draft_id=row.pk, entry_id="firearms")
        with pytest.raises(services.LaxerThanBase) as laxer:
            services.entry_put(actor=lin, draft_id=row.pk, entry=COINS | {"id": "firearms"})

    assert refusal.value.law == "M-rules-and-catalogue"
    named = {(one["code"], one["at"], one["field"]) for one in laxer.value.extra["faults"]}
    assert ("laxer_terms", "firearms", "terms") in named
    assert all(one["message"] for one in laxer.value.extra["faults"])


def test_an_own_entry_goes_again_and_twice_is_once(lin):
    row = drafted(lin, COINS)
    with acting(lin):
        gone = services.entry_remove(actor=lin, draft_id=row.pk, entry_id="star-coins")
        again = services.entry_remove(actor=lin, draft_id=row.pk, entry_id="star-coins")

    assert (gone.body, again.revision) == ([], gone.revision)


@pytest.mark.parametrize("broken", [{"id": 5}, {"id": "x", "classes": ["Z"]}, {"nonsense": 1}])
def test_what_is_no_entry_is_refused_in_words(lin, broken):
    row = drafted(lin)
    with acting(lin), pytest.raises(services.EntryFaulty) as refusal:
        services.entry_put(actor=lin, draft_id=row.pk, entry=COINS | broken)

    assert refusal.value.extra["faults"][0]["code"] == "shape"


@pytest.mark.long
def test_a_withdrawal_is_a_version_of_its_own_that_says_what_the_one_before_said(lin, mei, later):
    first = published(lin, mei, COINS)
    later(minutes=1)
    second = published(lin, mei, COINS | {"id": "moon-coins", "terms": ["琥珀月币"], "hits": []})
    later(minutes=1)
    with acting(lin):
        row = services.edition_withdraw(actor=lin, edition_id=second.pk, note="误加月币")
    with acting(mei):
        third = services.edition_publish(actor=mei, draft_id=row.pk, revision=row.revision)

    assert (third.number, third.withdraws_id, third.body) == (3, second.pk, first.body)
    assert verdict(lin, "琥珀月币", second.effective_at) == "block"
    assert verdict(lin, "琥珀月币", third.effective_at) == "allow"
    assert verdict(lin, "琥珀星币", third.effective_at) == "block"


@pytest.mark.long
def test_only_the_newest_version_is_withdrawn(lin, mei):
    first = published(lin, mei, COINS)
    published(lin, mei, COINS | {"id": "moon-coins", "terms": ["琥珀月币"], "hits": []})
    with acting(lin), pytest.raises(services.NotLatest):
        services.edition_withdraw(actor=lin, edition_id=first.pk, note="想撤回第一版")


def test_a_discarded_draft_leaves_the_record_and_nothing_else(lin):
    row = drafted(lin, COINS)
    with acting(lin):
        services.draft_discard(actor=lin, draft_id=row.pk)

        assert selectors.draft_find(lin) is None
        assert Record.objects.filter(action="catalog.draft_discarded").exists()


def test_only_officers_write_and_another_tenant_finds_nothing(lin, wu, outsider):
    row = drafted(lin, COINS)
    with acting(wu), pytest.raises(Forbidden):
        services.draft_begin(actor=wu)
    with acting(outsider):
        with pytest.raises(NotFound):
            services.edition_publish(actor=outsider, draft_id=row.pk, revision=1)
        assert selectors.draft_find(outsider) is None


def test_another_tenants_catalogue_is_not_touched(lin, mei, outsider):
    made = published(lin, mei, COINS)

    assert verdict(outsider, "琥珀星币", made.effective_at) == "allow"


def test_no_row_of_a_version_is_ever_changed(lin, mei):
    made = published(lin, mei, COINS)
    with acting(lin):
        rows = Edition.objects.of(lin).filter(pk=made.pk)
        for act in (rows.delete, lambda: rows.update(note="别的")):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


def test_a_new_base_pack_holds_from_its_own_moment_and_the_old_one_answers_for_before(
    lin, later, monkeypatch
):
    old = services.release_note()
    later(days=1)
    changed = old.body | {"version": "2030-01-01", "entries": [one_more(old.body)]}
    now = clock.now()
    Release.objects.create(
        number=2, digest="f" * 64, released_on="2030-01-01", body=changed,
        noted_at=now, effective_at=now + moments.LEAD,
    )  # fmt: skip
    selectors.releases_forget()

    assert verdict(lin, "琥珀月币", now) == "allow"
    assert verdict(lin, "猎枪", now) == "block"
    assert verdict(lin, "琥珀月币", now + moments.LEAD) == "block"
    assert services.release_note().number == 2, "an older program beside it notes nothing"
    selectors.releases_forget()


def one_more(body):
    return body["entries"][0] | {"terms": ["琥珀月币"], "hits": [], "passes": []}


def test_noting_the_base_pack_twice_is_once(db):
    assert services.release_note().pk == services.release_note().pk
    assert Release.objects.count() == 1


@pytest.mark.long
def test_what_another_process_published_is_known_within_two_seconds(lin, mei, monkeypatch):
    assert verdict(lin, "琥珀星币") == "allow"
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(selectors, "marks_forget", lambda actor: None)
        made = published(lin, mei, COINS)
    real = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: real() + 2)

    assert verdict(lin, "琥珀星币", made.effective_at) == "block"
    assert moments.LOOK + timedelta(seconds=2) < moments.LEAD, "all know it before it holds"


def test_drafts_do_not_outlive_their_publication(lin, mei):
    published(lin, mei, COINS)
    with acting(lin):
        assert not Draft.objects.of(lin).exists()
