"""The record is told in sentences, narrowed down, and taken away as it was written."""

import ast
import csv
import hashlib
import html
import json
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from celery import current_app
from django.db import transaction
from django.test import Client
from django.utils import translation

from accounts import services
from accounts.models import User
from accounts.services import record as exported
from ledger import services as ledger
from ledger.models import Entry
from livecompliance.kernel import acts, clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.moderation.sockets import warn
from tests.proof import PASSWORD, stepped_up

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "ledger accounts office parties charter filings rooms stage tiers moderation conduct studio"
    " sanctions review catalog complaints tax oversight portal"
)
ACT = re.compile(rf"({APPS.replace(' ', '|')})(\.[a-z_]+_[a-z]+)")


def browser_of(actor, **options):
    client = Client(**options)
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def auditor(harbour):
    return builders.person(harbour, "audit", "audit_admin", password=PASSWORD)


@pytest.fixture
def guard(harbour):
    return builders.person(harbour, "guard", "security_admin")


@pytest.fixture
def shown(auditor):
    browser = browser_of(auditor)

    def show(language="zh-hans", **query):
        browser.cookies["lc_language"] = language
        return html.unescape(browser.get("/settings/record", query).content.decode())

    return show


def sentences(text: str) -> list[str]:
    found = re.findall(r'class="record__said">(.*?)</p>', text)
    return [re.sub(r"<[^>]+>", "", one) for one in found]


BEFORE = {  # acts that nothing does any more: the record still tells of them
    *("filings.leak_opened", "filings.leak_stepped"),
}


@pytest.mark.long
def test_every_act_that_is_recorded_has_words_of_its_own():
    written = {
        node.value
        for path in ROOT.glob("*/services/*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if ACT.fullmatch(node.value)
    } - set(current_app.tasks)

    assert written == set(acts.names()) - BEFORE


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_sentence_can_be_said_of_an_entry_that_holds_nothing(language):
    with translation.override(language):
        for action in acts.names():
            said = acts.sentence(action, {}, who="林", thing="茶")
            assert "茶" in said or "林" in said
            assert "%" not in said


def test_who_did_what_to_what_is_said_in_both_languages(shown, guard, lin, tea_session):
    with acting(guard), transaction.atomic():
        key, _text = services.key_create(actor=guard, name="后台", scopes=["inspect"])
        services.tenant_policy_set(actor=guard, changes={"undo_window_s": 20})
    warn(lin, tea_session)

    said = sentences(shown())
    assert f"Guard生成了密钥后台 ({key.prefix}…)，权限：发布前审核" in said
    assert "Guard修改了平台的策略：撤销时限 默认 → 20" in said
    assert "Lin作出处置：“阿春家的养生茶专场”的违规警示" in said
    said = sentences(shown("en"))
    assert (
        f"Guard created the key 后台 ({key.prefix}…) with the scopes Review before publication"
        in said
    )
    assert "Lin took a measure: Violation warning in “阿春家的养生茶专场”" in said


def test_the_clause_is_cited_and_the_entry_as_it_was_written_is_one_press_away(
    shown, lin, tea_session
):
    measure = warn(lin, tea_session)

    text = shown(action="moderation.measure_issued")

    assert "《网络直播营销管理办法（试行）》第十八条" in text
    raw = re.search(r"<details.*?<pre[^>]*>(.*?)</pre>.*?<code>(\w+)</code>", text, re.DOTALL)
    written = json.loads(raw[1])
    assert written["subject"] == {"kind": "measure", "ref": str(measure.pk)}
    with acting(lin), transaction.atomic():
        entry = Entry.objects.get(pk=written["id"])
    assert bytes(entry.leaf_hash).hex() == raw[2]


@pytest.mark.long
def test_the_record_is_narrowed_by_act_by_app_and_by_thing(
    shown, guard, lin, tea_room, tea_session
):
    with acting(guard):
        services.key_create(actor=guard, name="后台", scopes=["inspect"])
    warn(lin, tea_session)

    assert len(sentences(shown(action="accounts.key_created"))) == 1
    assert {one.startswith("系统") for one in sentences(shown(action="rooms."))} == {True}
    assert sentences(shown(subject_ref=str(tea_room.pk))) == [
        "系统新建了直播间“阿春家的养生茶专场”"
    ]
    assert sentences(shown(action="no.such_act")) == []


@pytest.mark.long
def test_the_record_is_narrowed_by_days_in_shanghai_both_included(shown, harbour):
    system = system_actor(harbour.pk)
    midnight = clock.now().astimezone(clock.SHANGHAI).replace(
        hour=0, minute=0, second=0
    ) - timedelta(days=3)
    with acting(system), transaction.atomic():
        for seconds, name in ((-1, "早"), (1, "中"), (86_399, "晚"), (86_401, "次日")):
            ledger.entry_append(
                actor=system,
                action="rooms.room_created",
                subject=("room", name),
                at=midnight + timedelta(seconds=seconds),
            )

    day = midnight.date().isoformat()
    said = sentences(shown(**{"from": day, "to": day}))

    assert [one[-1] for one in said] == ["晚", "中"]
    assert len(sentences(shown(**{"from": "yesterday", "to": "0000-99-99"}))) == 4


def test_what_people_and_rooms_are_called_is_shown_as_it_is_and_never_run(auditor, lin):
    builders.room(lin, "<script>alert(1)</script>%(who)s")

    text = browser_of(auditor).get("/settings/record").content.decode()

    assert "<script>alert(1)" not in text
    assert "“&lt;script&gt;alert(1)&lt;/script&gt;%(who)s”</a>" in text


def export(browser, **form):
    answer = browser.post("/settings/record/export", form)
    return answer, b"".join(answer.streaming_content) if answer.streaming else b""


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_every_entry_leaves_byte_for_byte_so_that_its_hash_can_be_computed_again(
    monkeypatch, auditor, lin, tea_session
):
    monkeypatch.setattr(exported, "CHUNK", 2)
    warn(lin, tea_session)
    with acting(lin), transaction.atomic():
        before = [bytes(one.body) for one in Entry.objects.order_by("id")]

    answer, body = export(stepped_up(auditor, "export"), form="ndjson")

    assert answer["Content-Type"] == "application/x-ndjson"
    lines = body.splitlines()
    assert len(lines) == len(before) + 2  # the step-up, the export
    for line, written in zip(lines, before, strict=False):
        said = json.loads(line)
        assert written in line
        assert hashlib.sha256(b"\0" + written).hexdigest() == said["leaf_hash"]
    assert json.loads(lines[-1])["entry"]["action"] == "accounts.record_exported"


@pytest.mark.django_db(transaction=True)
def test_the_table_is_in_the_readers_language_and_no_cell_is_a_formula(auditor, lin):
    builders.room(lin, "=HYPERLINK(1)")
    system = system_actor(lin.tenant_id)
    with acting(system), transaction.atomic():
        ledger.entry_append(actor=system, action="rooms.room_created", subject=("room", "=1+1"))
    browser = stepped_up(auditor, "export")
    browser.cookies["lc_language"] = "en"

    answer, body = export(browser, form="csv", action="rooms.")

    assert answer["Content-Disposition"].endswith('.csv"')
    assert body.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(StringIO(body.decode("utf-8-sig")))
    assert head == list(exported.COLUMNS)
    assert [row[2] for row in rows] == [
        "System created the room “=HYPERLINK(1)”",
        "System created the room =1+1",
    ]
    assert not [cell for row in rows for cell in row if cell.startswith("=")]


@pytest.mark.django_db(transaction=True)
def test_who_takes_the_record_away_is_recorded_with_what_he_asked_for(shown, auditor, tea_room):
    export(stepped_up(auditor, "export"), form="csv", action="rooms.")

    assert sentences(shown(action="accounts.record_exported")) == ["Audit导出了操作记录（CSV）"]
    assert '"action": "rooms."' in shown(action="accounts.record_exported")


def test_another_platforms_entries_do_not_leave(elsewhere, tea_room):
    stranger = builders.person(elsewhere, "audit", "audit_admin")

    _answer, body = export(stepped_up(stranger, "export"), form="ndjson")

    assert b"accounts.record_exported" in body
    assert str(tea_room.pk).encode() not in body


def test_only_whoever_audits_takes_the_record_away_and_only_in_a_form_there_is(auditor, lin, guard):
    assert browser_of(lin).post("/settings/record/export", {"form": "csv"}).status_code == 403
    assert browser_of(guard).post("/settings/record/export", {"form": "csv"}).status_code == 403
    exe = stepped_up(auditor, "export").post("/settings/record/export", {"form": "exe"})
    assert exe.status_code == 400
    assert browser_of(auditor).get("/settings/record/export").status_code == 405
