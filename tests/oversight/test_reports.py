"""A report to an authority: drafted once, routed, approved, sent once, answered, corrected."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from accounts import services as people
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office.models import Clock, Letter
from oversight import providers, selectors, services
from oversight.models import Dispatch
from oversight.providers import Carried
from oversight.services import carrying
from tests import builders
from tests.oversight.reports import (
    act,
    again,
    authority,
    draft,
    past_lease,
    send,
    steps,
)

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def mei(harbour):
    return builders.person(harbour, "mei", "officer")


@pytest.fixture
def drop(settings, tmp_path):
    settings.REPORTS_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def bureau(lin, drop):
    with acting(lin):
        services.domicile_set(actor=lin, place="海滨省 海滨市 望海区 一号")
    return authority(lin, carrier="folder", endpoint="bureau")


def reports_in(drop):
    return sorted(one for one in drop.rglob("report.json"))


@pytest.mark.law("M-content-patrol", "O117-measure-report")
def test_a_report_is_routed_by_the_domicile_approved_and_lies_whole_in_the_authoritys_folder(
    harbour, lin, bureau, drop
):
    row = draft(lin)
    assert (row.authority_id, row.state) == (bureau.pk, "draft")
    act(lin, "approve", row)
    assert send(harbour) == 1

    sent = again(lin, row)
    (path,) = reports_in(drop)
    said = json.loads(path.read_text())
    assert (sent.state, sent.fault) == ("sent", "")
    assert said["authority"]["name"] == bureau.name
    assert said["text"].startswith("巡查发现")
    assert {one.name for one in path.parent.iterdir()} == {"report.json", "signature.txt"}
    assert path.stat().st_mode & 0o077 == 0
    with acting(lin), transaction.atomic():
        assert Clock.objects.get(subject_ref=str(row.pk)).state == "met"
        entry = Entry.objects.get(action="oversight.dispatch_sent")
    assert sent.sha256 in bytes(entry.body).decode()
    assert "巡查发现" not in bytes(entry.body).decode()


def test_the_same_key_is_one_report_and_so_is_a_second_turn_of_the_worker(
    harbour, lin, bureau, drop
):
    row = draft(lin)
    assert draft(lin).pk == row.pk
    act(lin, "approve", row)
    assert (send(harbour), send(harbour)) == (1, 0)
    assert len(reports_in(drop)) == 1


def test_a_worker_who_dies_after_the_report_lay_there_leaves_one_report(
    harbour, lin, bureau, drop, monkeypatch
):
    row = draft(lin)
    act(lin, "approve", row)
    with monkeypatch.context() as patch:
        patch.setattr(carrying, "_conclude", lambda *_: (_ for _ in ()).throw(SystemExit()))
        with pytest.raises(SystemExit):
            send(harbour)
    assert (again(lin, row).state, send(harbour)) == ("queued", 0)
    with time_machine.travel(past_lease(), tick=False):
        assert send(harbour) == 1
    assert again(lin, row).state == "sent"
    assert len(reports_in(drop)) == 1
    assert steps(lin, row).count("attempt") == 2


class Refusing:
    """An authority's side that never takes anything."""

    def __init__(self, *, is_final=False):
        self.asked, self.is_final = [], is_final

    def carry(self, parcel):
        self.asked.append(parcel.name)
        return Carried("HTTP 503", is_final=self.is_final, place="https://authority.invalid:443")


def test_what_is_not_taken_is_tried_again_later_and_later_and_then_told_to_the_officers(
    harbour, lin, bureau, monkeypatch
):
    side = Refusing()
    monkeypatch.setattr(carrying, "carrier_of", lambda _name: side)
    row = draft(lin)
    act(lin, "approve", row)
    at = clock.now()
    for _ in range(7):
        with time_machine.travel(at, tick=False):
            send(harbour)
            assert send(harbour) == 0
        held = again(lin, row)
        at = held.available_at or at
    assert (held.state, held.attempts, len(set(side.asked))) == ("failed", 7, 1)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert Letter.objects.filter(topic="report_failed", recipient=lin.user_id).count() == 1


def test_what_was_given_up_is_sent_again_by_a_person_under_the_same_id(
    harbour, lin, bureau, drop, monkeypatch
):
    side = Refusing(is_final=True)
    row = draft(lin)
    act(lin, "approve", row)
    with monkeypatch.context() as patch:
        patch.setattr(carrying, "carrier_of", lambda _name: side)
        send(harbour)
    assert again(lin, row).state == "failed"
    act(lin, "retry", row)
    send(harbour)
    assert again(lin, row).state == "sent"
    assert row.pk.hex in str(reports_in(drop)[0])


@pytest.mark.law("O117-truthful-data")
def test_a_clue_needs_two_officers_who_are_two(harbour, lin, mei, bureau, drop):
    police = authority(lin, name="海滨市公安局", body="police", carrier="folder", endpoint="police")
    row = draft(lin, matter="crime", key="crime")
    assert row.authority_id == police.pk
    act(lin, "approve", row)
    assert (again(lin, row).state, send(harbour)) == ("second", 0)
    with pytest.raises(services.OwnApproval):
        act(lin, "approve", row)
    act(mei, "approve", row)
    assert send(harbour) == 1
    assert again(lin, row).seconded_by_id == mei.user_id


def test_the_second_officer_sends_it_back_and_then_it_is_a_draft_that_can_be_reworded(
    harbour, lin, mei, bureau
):
    warden = builders.person(harbour, "warden", "security_admin")
    before = draft(lin, key="before")
    with acting(warden):
        people.tenant_policy_set(actor=warden, changes={"report_two": 1})
    row = draft(lin, key="after")
    assert (before.is_two, row.is_two) == (False, True)
    act(lin, "approve", row)
    act(mei, "refuse", row, reason="时间没有写清楚")
    act(lin, "edit", row, text="巡查发现：十一月二十日二十时起，一间直播间多次使用绝对化用语。")
    assert (again(lin, row).state, again(lin, row).sha256) == ("draft", "")


def test_what_was_approved_is_recalled_while_it_waits_and_not_once_it_left(
    harbour, lin, bureau, drop
):
    row = draft(lin)
    act(lin, "approve", row)
    act(lin, "recall", row, reason="数字有误")
    assert (again(lin, row).state, send(harbour)) == ("draft", 0)
    act(lin, "approve", row)
    send(harbour)
    with pytest.raises(services.NotNow):
        act(lin, "recall", row, reason="数字有误")


def test_a_correction_goes_the_same_way_and_ends_what_it_corrects(harbour, lin, mei, bureau, drop):
    row = draft(lin)
    act(lin, "approve", row)
    send(harbour)
    fixed = act(lin, "correct", row, text="更正：上次报告的时间应为十一月二十一日。")
    with pytest.raises(services.FollowedUp):
        act(lin, "withdraw", row, text="撤回：这份报告有误，不再适用。")
    assert (fixed.kind, fixed.authority_id, fixed.corrects_id) == (
        "correction",
        bureau.pk,
        row.pk,
    )
    act(lin, "approve", fixed)
    send(harbour)
    assert again(lin, row).state == "corrected"
    taken = act(lin, "withdraw", fixed, text="撤回：经复核事实不成立，请不再使用。")
    act(lin, "approve", taken)
    act(mei, "approve", taken)
    send(harbour)
    assert (again(lin, fixed).state, len(reports_in(drop))) == ("withdrawn", 3)


def test_receipt_and_feedback_are_written_down_in_order_and_sealed(harbour, lin, bureau, drop):
    row = draft(lin)
    with pytest.raises(services.NotNow):
        act(lin, "receipt", row, receipt="收字 12 号", at=clock.now())
    act(lin, "approve", row)
    send(harbour)
    with pytest.raises(Invalid):
        act(lin, "receipt", row, receipt="收字 12 号", at=clock.now() + timedelta(hours=1))
    act(lin, "receipt", row, receipt="收字 12 号", at=clock.now())
    act(lin, "feedback", row, text="已立案，请保存有关记录。", at=clock.now())
    held = again(lin, row)
    assert (held.state, held.receipt) == ("answered", "收字 12 号")
    with acting(lin), transaction.atomic():
        notes = [note for _step, note in selectors.steps_of(lin, held)]
        raw = [bytes(one.note.body) for one in held.steps.exclude(note=None)]
    assert "已立案，请保存有关记录。" in notes
    assert not any("已立案".encode() in one for one in raw)


def test_a_person_hands_over_what_no_machine_carries(harbour, lin, drop):
    by_hand = authority(lin)
    row = draft(lin)
    act(lin, "route", row, authority_id=by_hand.pk)
    act(lin, "approve", row)
    assert send(harbour) == 0
    act(lin, "hand", row, at=clock.now(), note="当面递交综合科")
    assert (again(lin, row).state, again(lin, row).carrier) == ("sent", "hand")


def test_nobody_is_guessed_where_no_authority_is_competent(lin, drop):
    with acting(lin):
        services.domicile_set(actor=lin, place="远山省远山市")
    authority(lin)
    row = draft(lin)
    assert row.authority is None
    with pytest.raises(services.NoAuthority):
        act(lin, "approve", row)
    authority(lin, name="远山市市场监督管理局", region="远山省远山市")
    assert again(lin, row).authority.name == "远山市市场监督管理局"


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "x"},
        {"text": "太短"},
        {"matter": "weather"},
        {"text": "请联系 13800001234 了解更多有关情况。"},
        {"key": ""},
    ],
)
def test_a_report_says_something_under_a_title_and_holds_nobodys_number(lin, fields):
    with pytest.raises(Invalid):
        draft(lin, **fields)


def test_only_officers_act_and_only_the_product_carries(harbour, elsewhere, lin, bureau):
    row = draft(lin)
    viewer = builders.person(harbour, "guan", "viewer")
    stranger = builders.person(elsewhere, "bo", "officer")
    with pytest.raises(Forbidden):
        act(viewer, "approve", row)
    with pytest.raises(NotFound):
        act(stranger, "approve", row)
    with pytest.raises(Forbidden), acting(lin):
        services.dispatches_send(actor=lin)
    with pytest.raises(Forbidden):
        draft(viewer, key="two")


def test_a_program_drafts_and_approves_nothing(harbour, lin, bureau):
    key = builders.program(harbour, "outbox.write")
    row = draft(key, key="from-a-program")
    with pytest.raises(Forbidden):
        act(key, "approve", row)
    with acting(lin), transaction.atomic():
        assert Dispatch.objects.get(pk=row.pk).state == "draft"


def test_what_was_altered_in_the_database_does_not_leave(harbour, lin, bureau, drop):
    row = draft(lin)
    act(lin, "approve", row)
    with acting(lin), transaction.atomic():
        Dispatch.objects.filter(pk=row.pk).update(sha256="0" * 64)
    send(harbour)
    assert (again(lin, row).state, again(lin, row).fault) == ("failed", "document_gone")
    assert reports_in(drop) == []


def test_the_whole_document_is_shown_after_a_reason_and_that_is_recorded(lin, bureau):
    row = draft(lin)
    act(lin, "approve", row)
    with acting(lin):
        said = services.dispatch_look(actor=lin, dispatch_id=row.pk)
    assert json.loads(said)["number"].startswith("B2")
    with acting(lin), transaction.atomic():
        assert Entry.objects.filter(action="oversight.dispatch_shown").count() == 1


def test_another_secret_signs_from_now_on(lin, bureau):
    before = providers.secret_of(bureau.tenant_id, bureau.pk, bureau.secret_version)
    with acting(lin):
        row = services.authority_renew(actor=lin, authority_id=bureau.pk)
    assert providers.secret_of(row.tenant_id, row.pk, row.secret_version) != before


@pytest.mark.parametrize(
    ("carrier", "endpoint"),
    [
        ("folder", "../etc"),
        ("folder", "A"),
        ("https", "ftp://x"),
        ("https", ""),
        ("mail", "nobody"),
        ("pigeon", "x"),
    ],
)
def test_an_authority_has_an_address_that_its_way_can_use(lin, settings, carrier, endpoint):
    settings.ALLOW_PRIVATE_WEBHOOKS = False
    with pytest.raises(Invalid):
        authority(lin, carrier=carrier, endpoint=endpoint)
