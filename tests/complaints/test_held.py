"""An answer waits a moment before it is sent; until then it can be taken back and meets nothing."""

import pytest
from django.db import connection, transaction

from accounts import services as accounts
from complaints import services
from complaints.models import HeldAnswer, Message
from complaints.selectors.held import tenants_with_answers_due
from complaints.tasks import answers_send, answers_sweep
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.complaints.conftest import again, clocks, do, file
from tests.complaints.test_public import follow, text
from tests.proof import browser

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SAID = "已核实，商品已下架，退款三天内到账。"


def hold(actor, row, outcome: str = "upheld", **more):
    answer = services.Answer(outcome, SAID, **more)
    return do("answer_hold", actor, complaint_id=row.pk, answer=answer)


def send(row) -> int:
    actor = system_actor(row.tenant_id)
    with acting(actor):
        return services.answers_send_due(actor=actor)


def rows(row, model) -> list:
    actor = system_actor(row.tenant_id)
    with acting(actor), transaction.atomic():
        return list(model.objects.of(actor).filter(complaint=row).order_by("pk"))


def entries(row) -> list[Entry]:
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        return list(Entry.objects.filter(subject_kind="complaint", subject_ref=str(row.pk)))


def page(actor, row, tail: str = "") -> str:
    return browser(actor).get(f"/complaints/{row.pk}{tail}").content.decode()


@pytest.mark.law("M-complaints", "O117-complaints")
def test_it_meets_the_terms_when_it_is_sent_and_not_before(lin, row, later):
    held = hold(lin, row)
    assert again(row).state == "received"
    assert clocks(row)["feed_back"].is_open
    assert send(row) == 0

    later(seconds=10)
    assert send(row) == 1
    (said,) = rows(row, Message)
    assert (said.is_answer, said.author_id) == (True, lin.user_id)
    assert again(row).answered_at >= held.sends_at
    assert clocks(row)["feed_back"].ended_at == again(row).answered_at
    (kept,) = rows(row, HeldAnswer)
    assert (kept.sent_at is not None, kept.text) == (True, None)


def test_sent_once_however_many_workers_come(lin, row, later):
    hold(lin, row)
    later(seconds=11)
    assert tenants_with_answers_due(clock.now()) == [row.tenant_id]
    for _time in range(2):
        answers_send(tenant_id=str(row.tenant_id))

    assert len(rows(row, Message)) == 1
    assert answers_sweep() == 0


def test_what_is_taken_back_is_read_by_nobody_and_stands_in_its_form_again(lin, row, later):
    console = browser(lin)
    given = {"outcome": "partly", "text": SAID, "channel": "web"}
    console.post(f"/complaints/{row.pk}/answer", given)
    waits = page(lin, row)
    assert "答复等待发出" in waits
    assert 'id="deed-answer"' not in waits

    led = console.post(f"/complaints/{row.pk}/take_back")
    assert led["Location"] == f"/complaints/{row.pk}?again=1#deed-answer"
    shown = page(lin, row, "?again=1")
    assert f">{SAID}</textarea>" in shown
    assert 'value="partly" required checked' in shown
    later(minutes=5)
    assert send(row) == 0
    assert (again(row).state, rows(row, Message)) == ("received", [])
    actions = [one.action for one in entries(row)]
    assert "complaints.answer_held" in actions
    assert "complaints.answer_undone" in actions
    assert "complaints.complaint_answered" not in actions


def test_taken_back_twice_is_once_and_too_late_is_said(lin, mei, row, later):
    hold(lin, row)
    first = do("answer_undo", mei, complaint_id=row.pk)  # any officer may
    assert do("answer_undo", lin, complaint_id=row.pk).pk == first.pk

    hold(lin, row)
    later(seconds=10)
    with pytest.raises(services.TooLate):
        do("answer_undo", lin, complaint_id=row.pk)
    refused = browser(lin).post(f"/complaints/{row.pk}/take_back")
    assert refused.status_code == 409


def test_a_second_answer_is_told_of_the_first_and_keeps_its_words(lin, mei, row):
    hold(lin, row)
    with pytest.raises(services.AnswerHeld):
        hold(mei, row, "unfounded")
    refused = browser(mei).post(
        f"/complaints/{row.pk}/answer", {"outcome": "upheld", "text": "我也写好了。"}
    )

    assert refused.status_code == 409
    assert "我也写好了。" in refused.content.decode()


@pytest.mark.parametrize("told", [{"channel": "phone"}, {"channel": "paper"}])
def test_what_was_told_already_waits_for_nothing(lin, row, told):
    assert hold(lin, row, **told) is None
    assert again(row).state == "answered"


def test_no_term_is_made_late_by_the_wait(lin, row, later):
    due = clocks(row)["acknowledge"].due_at
    later(seconds=(due - clock.now()).total_seconds() - 60)

    assert hold(lin, row) is None
    assert not clocks(row)["acknowledge"].is_open
    assert clocks(row)["acknowledge"].ended_at <= due


def test_a_platform_that_wants_no_wait_has_none(lin, harbour, row):
    guard = builders.person(harbour, "gu", "security_admin")
    with acting(guard):
        accounts.tenant_policy_set(actor=guard, changes={"undo_window_s": 0})

    assert hold(lin, row) is None
    assert again(row).state == "answered"


def test_what_was_settled_meanwhile_is_not_answered_and_the_officer_reads_so(lin, passer, later):
    filed = file(passer)
    row = filed.complaint
    hold(lin, row)
    with acting(passer):
        services.receipt_withdraw(actor=passer, receipt=filed.receipt)
    later(seconds=11)

    assert send(row) == 1
    assert (again(row).state, rows(row, Message)) == ("withdrawn", [])
    shown = page(lin, row)
    assert "没有发出" in shown
    assert SAID in shown
    assert "complaints.answer_dropped" in [one.action for one in entries(row)]


def test_the_complainant_reads_it_when_its_time_has_come_though_no_worker_ran(
    lin, passer, guest, later
):
    filed = file(passer)
    hold(lin, filed.complaint)
    given = {"receipt": filed.receipt.number, "code": filed.receipt.secret}
    assert SAID not in text(follow(guest, given))

    later(seconds=11)
    assert SAID in text(follow(guest, given))


@pytest.mark.parametrize(("outcome", "said"), [("", SAID), ("wrong", SAID), ("upheld", "不")])
def test_what_would_be_refused_is_refused_before_it_waits(lin, row, outcome, said):
    with pytest.raises(Invalid):
        do("answer_hold", lin, complaint_id=row.pk, answer=services.Answer(outcome, said))


def test_only_officers_hold_and_take_back(lin, wu, passer, row):
    for actor in (wu, passer):
        with pytest.raises(Forbidden):
            hold(actor, row)
    hold(lin, row)
    with pytest.raises(Forbidden):
        do("answer_undo", wu, complaint_id=row.pk)


def test_the_words_are_sealed_and_in_no_entry(lin, row):
    hold(lin, row)
    actor = system_actor(row.tenant_id)
    with acting(actor), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT text FROM complaints_heldanswer")
        (sealed,) = cursor.fetchone()

    assert SAID.encode() not in bytes(sealed)
    assert entries(row)
    assert all("退款" not in str(one.body) for one in entries(row))
