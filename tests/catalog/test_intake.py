"""A pack is brought into a draft: what can stand is taken, each other entry is named."""

import csv
import io
import json
from typing import Any

import pytest
import yaml
from django.db import transaction

from catalog import selectors, services
from catalog.rules import intake as rules
from catalog.rules.pack import base
from catalog.selectors import export
from catalog.services import intake
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import DomainError, Forbidden
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import Job
from office.services.progress import Progress
from tests.catalog.conftest import COINS, drafted
from tests.proof import browser

pytestmark = pytest.mark.django_db
MOON = COINS | {"id": "moon-coins", "zh": "月币", "terms": ["琥珀月币"], "hits": []}


def bring(actor, content: bytes, name: str = "pack.yaml", row=None) -> dict[str, Any]:
    """Bring a file into a draft as the page and a worker would; return what came of it."""
    row = row or drafted(actor)
    with acting(actor):
        file = office.shelf_store(actor=actor, stream=io.BytesIO(content), name=name)
        services.pack_import(actor=actor, draft_id=row.pk, file_id=file.pk)
        with transaction.atomic():
            job = Job.objects.of(actor).filter(kind="catalog_import").latest("created_at")
            job.state, job.run = job.State.RUNNING, job.pk
            job.save()
        return intake.run(Progress(actor, job), job.arguments)


def held(actor) -> dict[str, Any]:
    with acting(actor), transaction.atomic():
        return {one["id"]: one for one in selectors.draft_find(actor).body}


def said(actor, result) -> list[dict[str, str]]:
    """Return the rows of the file of what was not taken."""
    with acting(actor), transaction.atomic():
        opened = office.file_open(actor=actor, file_id=result["file"])
        text = b"".join(opened.pieces()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def pack(*entries) -> bytes:
    given = {"pack": "ours", "version": "2026-11-30", "entries": list(entries)}
    return yaml.safe_dump(json.loads(json.dumps(given)), allow_unicode=True).encode()


@pytest.mark.long
def test_a_pack_in_yaml_and_the_same_in_json_are_taken(lin):
    row = drafted(lin)

    first = bring(lin, pack(COINS), row=row)
    second = bring(lin, json.dumps({"entries": [MOON]}).encode(), "pack.json", row)

    assert (first["taken"], second["taken"]) == (1, 1)
    assert set(held(lin)) == {"star-coins", "moon-coins"}
    assert {one["number"] for one in held(lin).values()} == {1001, 1002}


@pytest.mark.law("M-rules-and-catalogue")
def test_an_entry_that_contradicts_another_or_is_laxer_is_named_and_the_rest_is_done(lin):
    against = MOON | {"allow": ["琥珀星币"]}
    laxer = COINS | {"id": "firearms"}

    result = bring(lin, pack(COINS, against, laxer, COINS, MOON | {"id": "sun-coins"}))

    assert (result["rows"], result["taken"]) == (5, 2)
    assert set(held(lin)) == {"star-coins", "sun-coins"}
    rows = said(lin, result)
    assert {one["行号"] for one in rows} == {"2", "3", "4"}
    assert any("与另一条目矛盾" in one["问题"] for one in rows)
    assert any("不能比出厂目录宽松" in one["问题"] for one in rows)
    assert any("出现了两次" in one["问题"] for one in rows)


def test_what_contradicts_what_the_draft_holds_is_named_too(lin):
    row = drafted(lin, COINS)

    result = bring(lin, pack(MOON | {"allow": ["琥珀星币"]}), row=row)

    assert result["taken"] == 0
    assert set(held(lin)) == {"star-coins"}


def test_the_export_comes_back_as_nothing_new(lin):
    row = drafted(lin, COINS)
    with acting(lin), transaction.atomic():
        whole = export.catalogue_told(lin, clock.now(), is_public=False)
    written = export.written(whole, "json"), export.written(whole, "csv")

    results = [
        bring(lin, content, name, row)
        for content, name in zip(written, ("a.json", "a.csv"), strict=True)
    ]

    assert [(one["rows"], one["same"], one["faults"]) for one in results] == [(94, 94, 0)] * 2


def test_a_row_that_names_an_entry_of_the_base_makes_it_stricter_in_what_it_says(lin):
    result = bring(lin, "代号,处理\nalcohol,禁止\n".encode("gb18030"), "加严.csv")

    assert result["taken"] == 1
    entry = held(lin)["alcohol"]
    before = next(one for one in base().entries if one.id == "alcohol")
    assert (entry["action"], entry["documents"]) == ("block", [])
    assert entry["terms"] == before.terms


@pytest.mark.parametrize("mark", [b"", b"\x84\x31\x95\x33", b"\xef\xbb\xbf"])
def test_gb18030_and_utf8_with_a_mark_are_read(lin, mark):
    encoding = "utf-8" if mark.startswith(b"\xef") else "gb18030"
    text = "id,名称,类别,处理,依据,词语\nstar-coins,星币,U,禁止,平台规则,琥珀星币、琥珀星星币\n"

    result = bring(lin, mark + text.encode(encoding), "目录.csv")

    assert result["faults"] == 0, said(lin, result)
    assert held(lin)["star-coins"]["terms"] == ["琥珀星币", "琥珀星星币"]


def test_yaml_in_gb18030_with_a_mark_is_read(lin):
    content = b"\x84\x31\x95\x33" + pack(COINS).decode().encode("gb18030")

    assert bring(lin, content)["taken"] == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (("x," * 200_000 + "y\n1\n").encode(), "wide.csv"),
        (b"a: &a [1]\nentries: [*a, *a]", "alias.yaml"),
        (b"{" * 100_000, "deep.json"),
        (b"[" * 100_000, "deep.yaml"),
        (b"entries: 5", "five.yaml"),
        (b"\xff\xfe\xfd: [", "bytes.yaml"),
        (b"just words", "words.yaml"),
    ],
)
def test_what_is_no_pack_is_refused_in_words_and_changes_nothing(lin, content, name):
    row = drafted(lin, COINS)

    with pytest.raises(DomainError) as refusal:
        bring(lin, content, name, row)

    assert refusal.value.message
    assert set(held(lin)) == {"star-coins"}


def test_rows_that_are_nonsense_are_named_by_line(lin):
    rows = [5, None, {"id": "x"}, {"id": "=1+1", "zh": "=cmd()"}, {"id": ["a"]}, COINS]

    result = bring(lin, json.dumps(rows).encode(), "rows.json")

    assert result["taken"] == 1
    assert {one["行号"] for one in said(lin, result)} == {"1", "2", "3", "4", "5"}


def test_a_formula_stays_a_text_and_comes_back_as_one(lin):
    text = 'id,名称,类别,处理,依据,词语\nsum,"=SUM(A1)",U,禁止,平台规则,琥珀求和\n'

    bring(lin, text.encode(), "formel.csv")

    assert held(lin)["sum"]["zh"] == "=SUM(A1)"


def test_killed_and_begun_anew_it_is_once(lin):
    row = drafted(lin)
    bring(lin, pack(COINS), row=row)

    again = bring(lin, pack(COINS), row=row)

    assert (again["taken"], again["same"]) == (0, 1)
    assert len(held(lin)) == 1


@pytest.mark.long
def test_many_entries_are_taken_within_bounds(lin):
    many = [
        COINS | {"id": f"coin-{n}", "terms": [f"琥珀{n}号星币"], "hits": []} for n in range(300)
    ]

    result = bring(lin, json.dumps(many).encode(), "many.json")

    assert (result["taken"], result["faults"]) == (300, 0)


def test_only_an_officer_brings_a_file_of_his_own(lin, mei, wu):
    row = drafted(lin)
    with acting(mei):
        file = office.shelf_store(actor=mei, stream=io.BytesIO(pack(COINS)), name="a.yaml")
    with acting(lin), pytest.raises(DomainError):
        services.pack_import(actor=lin, draft_id=row.pk, file_id=file.pk)
    with acting(wu), pytest.raises(Forbidden):
        services.pack_import(actor=wu, draft_id=row.pk, file_id=file.pk)


@pytest.mark.long
def test_a_file_is_chosen_on_the_page_and_what_came_of_it_stands_there(lin):
    row = drafted(lin)
    with acting(lin):
        file = office.shelf_store(actor=lin, stream=io.BytesIO(pack(COINS)), name="我的目录.yaml")

    shown = browser(lin).get(f"/catalogue/versions/{row.pk}").content.decode()
    answer = browser(lin).post(f"/catalogue/versions/{row.pk}/import", {"file": str(file.pk)})
    none = browser(lin).post(f"/catalogue/versions/{row.pk}/import", {"file": ""})

    assert "我的目录.yaml" in shown
    assert (answer.status_code, none.status_code) == (302, 422)
    assert "正在导入" in browser(lin).get(f"/catalogue/versions/{row.pk}").content.decode()


def test_both_forms_of_an_entry_say_the_same():
    told = rules.told(
        {"id": "a", "name": {"zh": "甲", "en": "A"}, "documents": [{"id": "ccc-certificate"}],
         "action": "gate", "note": {"zh": "注", "en": ""}, "origin": "own"},
        {},
    )  # fmt: skip

    assert (told["zh"], told["en"], told["note_zh"]) == ("甲", "A", "注")
    assert told["documents"] == ["ccc-certificate"]
