"""A person's own files: over the page's way in, taken down, put back; and tables looked into."""

import io

import pytest
from django.db import transaction
from django.test import Client

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, NotFound
from livecompliance.kernel.tenancy import acting
from office import selectors, services
from office.api.files import Body, BodyBroken
from office.models import File, Job
from office.services import shelf, tables
from tests import builders
from tests.architecture.test_api_matrix import key_of
from tests.attack.conftest import signed_in
from tests.office.filing import drawn, fetch, packed, stored
from tests.office.test_file_refusals import finds, png_of  # noqa: F401  (a scanner's path)

pytestmark = pytest.mark.django_db
PATH = "/api/v1/files"


def put(browser, content: bytes, name: str = "a.csv", **extra):
    headers = {"Content-Disposition": f'attachment; filename="{name}"'} | extra
    kind = "application/octet-stream"
    return browser.generic("POST", PATH, content, content_type=kind, headers=headers)


def kept(browser, content: bytes = b"a,b\n1,2\n", name: str = "a.csv") -> str:
    answer = put(browser, content, name)
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def with_key(owner, *scopes) -> Client:
    key = key_of(owner, "-".join(scopes), scopes=list(scopes))
    return Client(headers={"Authorization": f"Bearer {key}"})


def row_of(actor, file_id) -> File:
    with acting(actor), transaction.atomic():
        return File.objects.get(pk=file_id)


def test_what_is_uploaded_is_told_with_its_digest_and_shown_on_the_page(lin):
    browser = signed_in(lin)
    head = {"Content-Disposition": "attachment; filename*=UTF-8''%E5%90%8D%E5%8D%95.csv"}
    said = put(browser, b"a\n1\n", **head).json()

    assert (said["name"], said["kind"], said["size"]) == ("名单.csv", "text/csv", 4)
    page = browser.get("/files").content.decode()
    assert "名单.csv" in page
    assert said["sha256"] in page
    assert "kept until" in page or "保存至" in page


def test_a_name_may_be_sent_as_it_was_typed_and_a_body_says_how_long_it_is(lin):
    browser = signed_in(lin)
    for written, name in (("价格.csv".encode(), "价格.csv"), (b"caf\xe9.csv", "café.csv")):
        said = put(browser, b"a\n1\n", written.decode("latin-1"))
        assert said.json()["name"] == name
    for name in ("a.csv", "../../etc/a.csv"):
        assert put(browser, b"a\n1\n", name).json()["name"] == "a.csv"

    answer = put(browser, b"", **{"Transfer-Encoding": "chunked"})

    assert answer.status_code == 422
    assert "Content-Length" in answer.json()["detail"]


@pytest.mark.long
def test_every_refusal_is_a_problem_that_names_its_reason_and_keeps_nothing(lin, settings):
    settings.FILES_SCANNER = "tests.office.test_file_refusals.finds"
    browser = signed_in(lin)
    for content, name, status, code in (
        (b"MZ", "a.exe", 422, "wrong_kind"),
        (b"<html>", "a.csv", 422, "wrong_kind"),
        (b"", "a.csv", 422, "invalid"),
        (b"x", "", 422, "invalid"),
        (packed({"a": b"\0" * (50 << 20)}), "a.zip", 422, "archive_bomb"),
        (packed({"../a": b"x"}), "a.zip", 422, "bad_archive"),
        (png_of(100_000, 100_000), "a.png", 422, "pixel_flood"),
        (drawn("PNG")[:60], "a.png", 422, "bad_image"),
        (b"EICAR", "a.txt", 422, "infected"),
    ):
        answer = put(browser, content, name)
        problem = answer.json()
        assert answer["Content-Type"].startswith("application/problem+json"), name
        assert (answer.status_code, problem["code"]) == (status, code), problem
        assert problem["detail"]
    form = browser.post(PATH, {"file": io.BytesIO(b"x")})
    assert (form.status_code, form.json()["code"]) == (415, "unsupported_media_type")
    with acting(lin), transaction.atomic():
        assert not File.objects.exists()


def test_more_than_one_file_may_be_is_refused_by_what_it_says(lin, monkeypatch):
    monkeypatch.setattr(shelf, "MOST_OF_ONE", 3)

    answer = put(signed_in(lin), b"a\n12\n")

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_body_that_ends_before_its_time_is_no_file(rf):
    request = rf.generic("POST", PATH, b"half", content_type="application/octet-stream")

    with pytest.raises(BodyBroken):
        io.BufferedReader(Body(request, 8)).read()


def test_a_full_shelf_takes_no_more(lin, monkeypatch):
    browser = signed_in(lin)
    kept(browser)
    for name in ("MOST_FILES", "MOST_BYTES"):
        with monkeypatch.context() as less:
            less.setattr(shelf, name, 1)
            answer = put(browser, b"a\n")
        assert (answer.status_code, answer.json()["code"]) == (409, "shelf_full")


def test_nothing_is_put_back_on_a_shelf_that_filled_up_meanwhile(lin, monkeypatch):
    browser = signed_in(lin)
    first = kept(browser)
    with acting(lin), transaction.atomic():
        services.shelf_discard(actor=lin, file_id=first)
    kept(browser, b"c\n")
    monkeypatch.setattr(shelf, "MOST_FILES", 1)

    with acting(lin), transaction.atomic(), pytest.raises(shelf.ShelfFull):
        services.shelf_restore(actor=lin, file_id=first)

    assert row_of(lin, first).state == File.State.LEAVING


def test_who_only_looks_keeps_nothing_and_sees_no_page(harbour, wu, chun):
    for actor in (wu, chun):
        browser = signed_in(actor)
        assert put(browser, b"a\n").status_code == 403
        assert browser.get("/files").status_code == 403
        with acting(actor), transaction.atomic(), pytest.raises(Forbidden):
            services.shelf_store(actor=actor, stream=io.BytesIO(b"a\n"), name="a.csv")


@pytest.mark.long
def test_a_key_keeps_and_fetches_what_no_person_finds(harbour, elsewhere, lin):
    writer, reader = with_key(harbour, "files.write"), with_key(harbour, "files.read")
    foreign = with_key(elsewhere, "files.read")
    file_id = kept(writer, b"a\n\xe8\x8c\xb6\n")
    ask = f"{PATH}/{file_id}/tickets"
    assert writer.post(ask).status_code == 403
    assert signed_in(lin).post(ask).status_code == 404
    assert foreign.post(ask).status_code == 404

    ticket = reader.post(ask).json()
    for other in (foreign, signed_in(lin)):
        assert other.get(ticket["path"]).status_code == 404
    answer = reader.get(ticket["path"])

    assert answer.getvalue() == b"a\n\xe8\x8c\xb6\n"
    assert "no-store" in answer["Cache-Control"]
    assert reader.get(ticket["path"]).status_code == 404
    assert "a.csv" not in signed_in(lin).get("/files").content.decode()


def test_what_is_deleted_is_gone_at_once_comes_back_when_asked_and_is_destroyed_after(
    lin, monkeypatch, django_capture_on_commit_callbacks
):
    browser = signed_in(lin)
    file_id = kept(browser)
    for _ in range(2):
        toast = browser.post(f"/files/{file_id}/discard").content.decode()
        assert f"/files/{file_id}/restore" in toast
    assert browser.post(f"/files/{file_id}/take").status_code == 404
    assert file_id not in browser.get("/files").content.decode()

    for _ in range(2):
        assert browser.post(f"/files/{file_id}/restore").status_code == 200
    file = row_of(lin, file_id)
    assert file.expires_at == file.created_at + shelf.KEEP
    assert fetch(lin, file)[1] == b"a,b\n1,2\n"

    browser.post(f"/files/{file_id}/discard")
    monkeypatch.setenv(clock.OFFSET_VARIABLE, "11")
    assert browser.post(f"/files/{file_id}/restore").status_code == 404
    assert selectors.files_due(clock.now()) == [lin.tenant_id]
    with django_capture_on_commit_callbacks(execute=True), acting(lin):
        assert services.files_expire(actor=lin) == 1
    assert row_of(lin, file_id).wrapped_key is None
    with acting(lin), transaction.atomic():
        found = Entry.objects.filter(subject_ref=file_id).order_by("id")
        assert [one.action.removeprefix("office.file_") for one in found] == [
            "stored", "discarded", "restored", "opened", "discarded", "destroyed",
        ]  # fmt: skip


@pytest.mark.long
def test_nobody_deletes_restores_or_looks_into_what_is_not_his(harbour, lin, outsider):
    file_id = kept(signed_in(lin))
    for actor in (builders.person(harbour, "eve", "officer"), outsider):
        browser = signed_in(actor)
        for act in ("discard", "restore", "check", "take"):
            assert browser.post(f"/files/{file_id}/{act}").status_code == 404, act
        assert browser.get(f"/files/{file_id}/rows").status_code == 404
    assert row_of(lin, file_id).state == File.State.READY
    assert len(stored(row_of(lin, file_id))) == 1


def test_a_table_shows_its_first_rows_and_what_cannot_be_read(lin):
    browser = signed_in(lin)
    lines = "名称,金额\n茶,1\n茶,1,2\n<b>茶</b>,3\n" + "叶,4\n" * 30
    page = browser.get(f"/files/{kept(browser, lines.encode('gb18030'))}/rows").content.decode()
    book = b"".join(tables.write_rows([{"品": "白茶"}], "xlsx"))
    other = browser.get(f"/files/{kept(browser, book, 'b.xlsx')}/rows").content.decode()
    broken = browser.get(f"/files/{kept(browser, b'{{', 'c.ndjson')}/rows").content.decode()
    text = browser.get(f"/files/{kept(browser, b'x', 'd.txt')}/rows").content.decode()

    assert "&lt;b&gt;茶" in page
    assert page.count("<tr>") == 1 + 20
    assert page.count("<li>") == 1
    assert "白茶" in other
    assert "JSON" in broken
    assert 'role="alert"' in text


def test_a_whole_table_is_checked_as_a_job_and_its_faults_are_a_file(lin):
    browser = signed_in(lin)
    content = b"a,b\n" + b"1,2\n" * 1_200 + b"1,2,3\n"
    good, bad = kept(browser), kept(browser, content)
    with acting(lin), transaction.atomic():
        refused = {"file": kept(browser, b"x", "d.txt")}
        with pytest.raises(Exception, match="表格"):
            services.job_start(actor=lin, kind="table_check", arguments=refused)
    found = {}
    for file_id in (good, bad):
        browser.post(f"/files/{file_id}/check")
        with acting(lin), transaction.atomic():
            job = Job.objects.order_by("-id")[0]
        with acting(lin):
            assert services.job_run(actor=lin, job_id=job.pk) == Job.State.DONE
        with acting(lin), transaction.atomic():
            found[file_id] = Job.objects.get(pk=job.pk)

    assert (found[good].result, found[good].done) == ({"faults": 0}, 1)
    assert found[bad].done == 1_201
    name, report = fetch(lin, row_of(lin, found[bad].result["file"]))
    assert name.startswith("a-")
    assert next(tables.read_rows(io.BytesIO(report), "csv")).line == 2
    assert b"1202" in report


def test_a_file_that_is_gone_is_not_looked_into(lin):
    browser = signed_in(lin)
    file_id = kept(browser)
    browser.post(f"/files/{file_id}/discard")

    with acting(lin), transaction.atomic(), pytest.raises(NotFound):
        services.table_peek(actor=lin, file_id=file_id)
