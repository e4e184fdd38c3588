"""Everybody reads a platform's catalogue, and machines read the same."""

import csv
import io
import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.models import Tenant
from livecompliance.kernel.tenancy import acting
from tests.catalog.conftest import COINS, published

pytestmark = pytest.mark.django_db
HERE = "/p/harbour/catalogue"


def read(path, **given):
    return Client().get(f"{path}?{urlencode(given)}" if given else path)


@pytest.mark.law("M-rules-and-catalogue")
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, ("禁止生产销售", "枪支弹药及零部件", "枪支管理法", "不是法定类别")),
        ({"lang": "en"}, ("production or sale prohibited", "Firearms", "not a class of the law")),
    ],
)
def test_a_platform_publishes_its_catalogue_with_class_and_law_in_both_languages(
    harbour, given, words
):
    said = read(HERE, **given).content.decode()

    assert all(one in said for one in words)
    assert "快排气枪" not in said, "the words by which it is found tell how not to be"


def test_machines_read_the_same_with_the_version_and_get_a_304(harbour):
    answer = read(f"{HERE}.json")

    told = answer.json()
    assert len(told["entries"]) == 94
    assert told["version"].startswith("base ")
    assert told["classes"]["L"]["is_statutory"] is False
    assert told["entries"][0]["name"]["zh"] == "枪支弹药及零部件"
    assert "terms" not in told["entries"][0]
    again = Client().get(f"{HERE}.json", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_the_table_has_a_row_an_entry_and_computes_nothing(harbour):
    answer = read(f"{HERE}.csv")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 94
    assert rows[0]["classes"] == "P"
    assert answer["Content-Type"] == "text/csv"


@pytest.mark.law("M-rules-and-catalogue")
def test_the_past_is_read_at_its_moment(lin, mei):
    made = published(lin, mei, COINS, note="禁止星币")
    then, before = made.effective_at, made.effective_at - timedelta(seconds=1)

    def ids(moment):
        told = read(f"{HERE}.json", at=moment.isoformat()).json()
        return [one["id"] for one in told["entries"]]

    assert "star-coins" in ids(then)
    assert "star-coins" not in ids(before)
    page = read(HERE, at=then.isoformat()).content.decode()
    assert "星币" in page
    assert "平台自有规定" in page
    announced = read(HERE).content.decode()
    assert "起变更" in announced
    assert "禁止星币" in announced


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_moment_that_is_none_is_refused_in_words(harbour, form):
    answer = read(f"{HERE}.{form}", at="tuesday")

    assert answer.status_code == 422
    assert json.loads(answer.content)["field"] == "at"
    assert read(HERE, at="tuesday").status_code == 422


@pytest.mark.parametrize(
    ("path", "status"),
    [("/p/nobody/catalogue.json", 404), ("/p/harbour/catalogue.xml", 404)],
)
def test_what_does_not_exist_is_not_there(harbour, path, status):
    assert read(path).status_code == status


def test_a_suspended_platform_says_so_and_nobody_writes(harbour, lin):
    assert Client().post(f"{HERE}.json").status_code == 405
    with acting(lin):
        Tenant.objects.filter(pk=harbour.pk).update(state="suspended")

    assert read(f"{HERE}.json").status_code == 503


def test_nothing_is_kept_of_whoever_reads(harbour):
    answer = read(f"{HERE}.csv")

    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert "max-age=300" in answer["Cache-Control"]
