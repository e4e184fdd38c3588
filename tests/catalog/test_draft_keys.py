"""A program drafts the catalogue with a key that is for it; persons publish, two of them."""

import pytest
from django.db import transaction

from accounts.models import ApiKey, Membership
from catalog import services
from catalog.models import Draft, Edition
from livecompliance.kernel.tenancy import acting
from tests.architecture.test_api_matrix import key_of
from tests.catalog.conftest import COINS, caller, drafted
from tests.proof import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(harbour):
    return caller(key_of(harbour, "目录同步", scopes=["catalog.read", "catalog.draft"]))


def written(program):
    begun = program("post", "catalogue/draft", {"note": "新增星币"}).json()
    answer = program("post", f"catalogue/draft/{begun['id']}/entries", COINS)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.law("M-rules-and-catalogue")
def test_what_a_program_drafted_one_officer_publishes(program, mei):
    draft = written(program)
    assert draft["written_by"] == "目录同步 (API)"

    with acting(mei):
        made = services.edition_publish(
            actor=mei, draft_id=draft["id"], revision=draft["revision"], alone_reason=""
        )

    assert (made.number, made.author_id) == (1, None)
    page = browser(mei).get(f"/catalogue/versions/{made.pk}").content.decode()
    assert "目录同步 (API)" in page


@pytest.mark.law("M-rules-and-catalogue")
@pytest.mark.parametrize("act", ["publish", "discard"])
def test_a_program_neither_publishes_nor_throws_away_and_is_told_why(program, lin, act):
    draft = written(program)

    answer = program(
        "post", f"catalogue/draft/{draft['id']}/{act}", {"revision": draft["revision"]}
    )

    said = answer.json()
    assert (answer.status_code, said["code"]) == (403, "key_drafts_only")
    assert "合规专员本人" in said["detail"]
    assert said["clause"] == "M-rules-and-catalogue"
    with acting(lin), transaction.atomic():
        assert (Edition.objects.count(), Draft.objects.count()) == (0, 1)


def test_who_made_the_key_has_a_hand_in_what_it_writes(program, lin):
    draft = written(program)
    with acting(lin), transaction.atomic():
        maker = ApiKey.objects.get().created_by_id
        Membership.objects.filter(user_id=maker).update(roles=["officer"])
        hands = Draft.objects.get().hands
    assert maker in hands
    officer = lin.__class__(lin.tenant_ids, user_id=maker, roles=frozenset({"officer"}))
    with acting(officer), pytest.raises(services.OwnEdition):
        services.edition_publish(actor=officer, draft_id=draft["id"], revision=draft["revision"])


def test_a_program_that_words_an_officers_draft_leaves_the_officers_hand_in_it(program, lin):
    row = drafted(lin, COINS)
    answer = program(
        "post",
        f"catalogue/draft/{row.pk}/entries",
        COINS | {"id": "moon-coins", "terms": ["琥珀月币"], "hits": []},
    )
    revision = answer.json()["revision"]

    with acting(lin), pytest.raises(services.OwnEdition):
        services.edition_publish(actor=lin, draft_id=row.pk, revision=revision)


def test_a_program_makes_nothing_laxer_either(program):
    begun = program("post", "catalogue/draft", {}).json()
    answer = program("post", f"catalogue/draft/{begun['id']}/entries", COINS | {"id": "firearms"})
    assert (answer.status_code, answer.json()["code"]) == (422, "laxer_than_base")


def test_a_key_for_goods_drafts_nothing(harbour, lin):
    goods = caller(key_of(harbour, "goods", scopes=["catalog.read", "catalog.write"]))
    answer = goods("post", "catalogue/draft", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    with acting(lin), transaction.atomic():
        assert not Draft.objects.exists()
