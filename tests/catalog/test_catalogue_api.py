"""The catalogue over HTTP: programs read what holds at a moment, officers write."""

import csv
import io
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from catalog.models import Edition
from livecompliance.kernel.tenancy import acting
from tests.architecture.test_api_matrix import key_of
from tests.catalog.conftest import COINS, caller, drafted, published
from tests.proof import browser

pytestmark = pytest.mark.django_db
JSON = "application/json"


def post(actor, path, body):
    return browser(actor).post(f"/api/v1/{path}", body, content_type=JSON)


@pytest.mark.long
@pytest.mark.law("M-rules-and-catalogue")
def test_a_program_reads_the_whole_catalogue_of_a_moment_with_its_words(harbour, lin, mei, call):
    made = published(lin, mei, COINS)

    def at(moment):
        return call("get", f"catalogue?at={quote(moment.isoformat())}").json()

    then, before = at(made.effective_at), at(made.effective_at - timedelta(seconds=1))
    assert (len(then["entries"]), len(before["entries"])) == (95, 94)
    assert (then["edition"], before["edition"]) == (1, 0)
    assert then["version"].endswith("+1")
    assert then["entries"][-1]["terms"] == ["琥珀星币"]
    assert then["classes"]["L"]["is_statutory"] is False


def test_what_did_not_change_is_not_sent_again(harbour, call):
    key = key_of(harbour, "again", scopes=["catalog.read"])
    answer = call("get", "catalogue")
    headers = {"Authorization": f"Bearer {key}", "If-None-Match": answer["ETag"]}

    again = Client().get("/api/v1/catalogue", headers=headers)

    assert (again.status_code, again.content) == (304, b"")


def test_the_table_holds_the_words_too(call):
    answer = call("get", "catalogue/table")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 94
    assert "枪管" in rows[0]["terms"].split("\n")


def test_entries_are_found_by_words_and_kind(call):
    found = call("get", f"catalogue/entries?q={quote('快排气枪')}&class=P").json()

    assert [one["id"] for one in found] == ["firearms"]
    assert call("get", "catalogue/entries?origin=own").json() == []


@pytest.mark.long
def test_an_entry_tells_what_versions_did_to_it(lin, mei, call, later):
    published(lin, mei, COINS)
    later(minutes=1)
    published(lin, mei, COINS | {"terms": ["琥珀星币", "琥珀星星币"]})
    later(minutes=1)

    told = call("get", "catalogue/entries/star-coins").json()

    assert [(one["edition"], one["how"]) for one in told["history"]] == [
        (2, "changed"),
        (1, "added"),
    ]
    assert told["history"][0]["fields"] == [
        {"field": "terms", "before": [], "after": ["琥珀星星币"]}
    ]
    assert call("get", "catalogue/entries/nonesuch").status_code == 404


def test_versions_are_listed_with_who_holds_and_read_one_by_one(lin, mei, call):
    made = published(lin, mei, COINS)

    (told,) = call("get", "catalogue/versions").json()
    whole = call("get", f"catalogue/versions/{made.pk}").json()

    assert (told["number"], told["state"]) == (1, "coming")
    assert [one["id"] for one in whole["entries"]] == ["star-coins"]


@pytest.mark.long
def test_an_officer_drafts_and_another_publishes_over_the_api(lin, mei):
    begun = post(lin, "catalogue/draft", {"note": "新增星币"})
    address = f"catalogue/draft/{begun.json()['id']}"
    put = post(lin, f"{address}/entries", COINS | {"from": "2026-11-01"})
    own = post(lin, f"{address}/publish", {"revision": put.json()["revision"]})
    done = post(mei, f"{address}/publish", {"revision": put.json()["revision"]})
    twice = post(mei, f"{address}/publish", {"revision": put.json()["revision"]})

    assert (begun.status_code, put.status_code, done.status_code) == (201, 200, 200)
    assert put.json()["entries"][0]["from"] == "2026-11-01"
    assert (own.status_code, own.json()["code"]) == (403, "own_edition")
    assert done.json()["number"] == 1
    assert (twice.status_code, twice.json()["code"]) == (409, "draft_gone")


@pytest.mark.law("M-rules-and-catalogue")
def test_what_is_laxer_is_refused_by_name_with_entry_field_and_clause(lin):
    row = drafted(lin)

    answer = post(lin, f"catalogue/draft/{row.pk}/entries", COINS | {"id": "firearms"})

    said = answer.json()
    assert (answer.status_code, said["code"]) == (422, "laxer_than_base")
    assert said["clause"] == "M-rules-and-catalogue"


def test_a_key_for_goods_reads_the_draft_and_writes_nothing(harbour, lin, call):
    row = drafted(lin, COINS)

    assert call("get", "catalogue/draft").json()["id"] == str(row.pk)
    answer = call("post", f"catalogue/draft/{row.pk}/publish", {"revision": 2})
    assert answer.status_code == 403
    with acting(lin):
        assert not Edition.objects.exists()


def test_a_key_without_the_scope_and_another_tenant_read_nothing(harbour, elsewhere, lin, mei):
    made = published(lin, mei, COINS)
    without = caller(key_of(harbour, "bare", scopes=["rooms.read"]))
    foreign = caller(key_of(elsewhere, "foreign", scopes=["catalog.read"]))

    assert without("get", "catalogue").status_code == 403
    assert foreign("get", f"catalogue/versions/{made.pk}").status_code == 404
    assert foreign("get", "catalogue/versions").json() == []


@pytest.mark.parametrize("at", ["tuesday", "0001-01-01T00:00:00", "9999-12-31"])
def test_a_moment_that_is_none_is_refused(call, at):
    assert call("get", f"catalogue?at={at}").status_code == 422


def test_a_withdrawal_and_a_discarded_draft(lin, mei):
    made = published(lin, mei, COINS)
    begun = post(lin, f"catalogue/versions/{made.pk}/withdraw", {"note": "误加"})
    gone = post(lin, f"catalogue/draft/{begun.json()['id']}/discard", {"revision": 1})

    assert (begun.status_code, begun.json()["entries"]) == (201, [])
    assert gone.status_code == 200
    assert browser(lin).get("/api/v1/catalogue/draft").status_code == 404
