"""Before what matters most somebody proves again that it is he, and says why."""

import re
from datetime import timedelta
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from accounts import services, stepup
from accounts.models import User
from ledger import selectors as ledger
from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.proof import PASSWORD, REASON, browser, code, step_up, stepped_up, with_code
from tests.proof import with_password as password_of

pytestmark = pytest.mark.django_db
EXPORT = "/settings/record/export"
FORM = {"form": "csv", "action": "rooms."}


@pytest.fixture
def auditor(harbour):
    found = builders.person(harbour, "audit", "audit_admin")
    password_of(found)
    return found


@pytest.fixture
def late(monkeypatch):
    """Let time pass."""

    def pass_by(**by):
        real = clock.offset()
        monkeypatch.setattr(clock, "offset", lambda: real + timedelta(**by))

    return pass_by


def told(actor, action):
    with acting(actor), transaction.atomic():
        wanted = ledger.Wanted(action=action)
        return [ledger.data_of(one) for one in ledger.entry_list(actor, wanted)]


def policy(harbour, **changes):
    guard = builders.person(harbour, "guard", "security_admin")
    with acting(guard):
        services.tenant_policy_set(actor=guard, changes=changes)


def asked(answer) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith("/step-up?")


def go_on(client, answer):
    """Send the form that the page sends by itself."""
    text = answer.content.decode()
    path = re.search(r'action="([^"]+)" data-go-on', text)[1]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text)
    given = {unescape(name): unescape(value) for name, value in fields}
    given.pop("csrfmiddlewaretoken", None)
    return client.post(unescape(path), given)


def held_in(answer) -> str:
    return re.search(r"held=([\w-]+)", answer["Location"])[1]


def test_the_record_leaves_only_after_a_proof_and_goes_on_with_what_was_asked(auditor):
    client = browser(auditor)

    first = client.post(EXPORT, FORM, headers={"Referer": "http://testserver/settings/record"})
    assert asked(first)
    page = client.get(first["Location"])
    assert "再次确认身份" in page.content.decode()
    proved = step_up(client, "export", held=held_in(first), password=PASSWORD,
                     next="/settings/record")  # fmt: skip

    answer = go_on(client, proved)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith('.csv"')
    assert b'href="/settings/record"' in proved.content
    assert told(auditor, "accounts.record_exported")[0]["wanted"] == {"action": "rooms."}


def test_the_reason_is_asked_once_and_recorded_with_purpose_and_proof(auditor):
    client = stepped_up(auditor, "export")

    assert client.post(EXPORT, FORM).status_code == 200
    assert client.post(EXPORT, FORM).status_code == 200
    assert told(auditor, "accounts.step_up_passed") == [
        {"purpose": "export", "factor": "password", "reason": REASON}
    ]


def test_a_proof_grows_stale_by_the_tenants_own_minutes(harbour, auditor, late):
    policy(harbour, step_up_minutes=5)
    client = stepped_up(auditor, "export")

    late(minutes=4, seconds=50)
    assert client.post(EXPORT, FORM).status_code == 200
    late(seconds=20)
    assert asked(client.post(EXPORT, FORM))


def test_a_proof_of_next_year_is_none(auditor, late):
    late(days=365)
    client = stepped_up(auditor, "export")
    late(days=-365)

    assert asked(client.post(EXPORT, FORM))


def test_another_session_of_the_same_person_is_asked_again(auditor):
    stepped_up(auditor, "export")

    assert asked(browser(auditor).post(EXPORT, FORM))


def test_one_purpose_opens_nothing_of_another(auditor):
    client = stepped_up(auditor, "unmask")

    again = client.post(EXPORT, FORM)
    assert asked(again)
    page = client.get(again["Location"]).content.decode()
    assert 'name="reason"' in page
    assert 'name="password"' not in page  # given a moment ago


def test_what_stands_for_one_person_stands_for_nobody_else(harbour, auditor):
    other = builders.person(harbour, "other", "audit_admin")
    client = stepped_up(auditor, "export")
    stolen = {name: client.session[name] for name in (stepup.GRANTS, stepup.FACTORS)}
    second = browser(other)
    session = second.session
    session.update(stolen)
    session.save()

    assert asked(second.post(EXPORT, FORM))


def test_a_form_kept_aside_goes_on_once(auditor):
    client = browser(auditor)
    token = held_in(client.post(EXPORT, FORM))
    step_up(client, "export", held=token, password=PASSWORD)

    again = client.get("/step-up", {"purpose": "export", "held": token})
    assert again.status_code == 410
    assert b"data-go-on" not in again.content


@pytest.mark.long
def test_a_form_kept_aside_is_nothing_to_another_session_or_purpose(auditor):
    mine, thief = browser(auditor), browser(auditor)
    token = held_in(mine.post(EXPORT, FORM))
    session = thief.session
    session[stepup.HELD] = mine.session[stepup.HELD]
    session.save()

    assert step_up(thief, "export", held=token, password=PASSWORD).status_code == 410
    assert step_up(mine, "unmask", held=token, password=PASSWORD).status_code == 410


def test_what_is_kept_aside_is_not_readable_in_the_session(auditor):
    client = browser(auditor)
    client.post(EXPORT, FORM | {"action": "13800001234"})

    assert "13800001234" not in str(dict(client.session))
    assert b"13800001234".hex() not in str(dict(client.session))


def test_too_much_is_not_kept_and_too_many_push_out_the_oldest(auditor):
    client = browser(auditor)

    assert "held=&" in client.post(EXPORT, FORM | {"x": "y" * 70_000})["Location"] + "&"
    for _ in range(8):
        client.post(EXPORT, FORM)
    assert len(client.session[stepup.HELD]) == stepup.MOST_HELD


def test_a_wrong_password_opens_nothing_and_is_recorded(auditor):
    client = browser(auditor)

    assert step_up(client, "export", password="not-the-one").status_code == 200
    assert asked(client.post(EXPORT, FORM))
    assert told(auditor, "accounts.step_up_failed") == [{"purpose": "export", "factor": "password"}]


@pytest.mark.parametrize("reason", ["", "审计", "请查 13800001234", "x" * 201, "  \n\t "])
def test_a_reason_that_may_not_be_kept_is_refused_before_the_proof(auditor, reason):
    client = browser(auditor)
    answer = step_up(client, "export", reason=reason, password=PASSWORD)

    assert answer.status_code == 200
    assert "note--error" in answer.content.decode()
    assert told(auditor, "accounts.step_up_passed") == []


def test_who_has_a_second_factor_cannot_pass_with_the_password(auditor):
    with_code(auditor)
    client = browser(auditor)

    step_up(client, "export", password=PASSWORD)
    assert asked(client.post(EXPORT, FORM))
    step_up(client, "export", code=code())
    assert client.post(EXPORT, FORM).status_code == 200
    assert told(auditor, "accounts.step_up_passed")[0]["factor"] == "mfa"


def test_a_code_proves_once(auditor):
    with_code(auditor)
    shown = code()
    step_up(browser(auditor), "export", code=shown)
    second = browser(auditor)

    step_up(second, "export", code=shown)
    assert asked(second.post(EXPORT, FORM))


def test_where_a_second_factor_is_forced_a_password_is_not_enough(harbour, auditor):
    policy(harbour, step_up_mfa=1)
    client = stepped_up(auditor, "export")

    answer = client.post(EXPORT, FORM)
    assert asked(answer)
    assert "/accounts/2fa/" in client.get(answer["Location"]).content.decode()


def test_a_password_proof_ends_when_the_policy_asks_for_more(harbour, auditor):
    client = stepped_up(auditor, "export")
    policy(harbour, step_up_mfa=1)

    assert asked(client.post(EXPORT, FORM))


def test_who_signed_in_with_a_code_just_now_need_not_give_another(auditor):
    with_code(auditor)
    client = Client()
    login = User.objects.get(pk=auditor.user_id).username
    client.post("/accounts/login/", {"login": login, "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": code()})

    page = client.get(client.post(EXPORT, FORM)["Location"]).content.decode()
    assert 'name="reason"' in page
    assert 'name="code"' not in page
    assert Authenticator.objects.get(user_id=auditor.user_id).last_used_at


def test_who_may_not_do_it_at_all_is_not_asked_for_proof(lin):
    assert browser(lin).post(EXPORT, FORM).status_code == 403


def test_an_unknown_purpose_does_not_exist(auditor):
    assert browser(auditor).get("/step-up", {"purpose": "everything"}).status_code == 404


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/x", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_back_never_leads_out(auditor, target):
    client = stepped_up(auditor, "export")

    answer = client.get("/step-up", {"purpose": "export", "next": target})
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.fixture
def counted():
    """Guesses are counted by address, too: those of this test are nobody else's."""
    cache.clear()
    yield
    cache.clear()


@pytest.mark.long
@pytest.mark.parametrize("with_factor", [False, True], ids=["password", "code"])
def test_who_guesses_without_end_is_stopped_and_the_right_proof_comes_too_late(
    auditor, counted, with_factor
):
    if with_factor:
        with_code(auditor)
    client = browser(auditor)
    wrong = {"code": "000000"} if with_factor else {"password": "not it"}
    for _ in range(6):
        step_up(client, "export", **wrong)

    right = {"code": code()} if with_factor else {"password": PASSWORD}
    answer = step_up(client, "export", **right)

    assert 'role="alert"' in answer.content.decode()
    assert asked(client.post(EXPORT, FORM))
    assert told(auditor, "accounts.step_up_passed") == []
